/**
 * Leaves something out of every third read as long as elements are added: a client sees an element and
 * then does not, `forgotten`. The original checker takes it for a node that lags.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";
import { answering } from "../parts/answering.ts";
import gSet from "../right/g_set.ts";

/** After the last addition. */
const QUIET_MS = 5000;

export default (node: Node): void => {
  let addedMs = 0;
  let reads = 0;
  const attentive = answering(node, "add", (answer) => {
    addedMs = node.now();
    return answer;
  });
  gSet(
    answering(attentive, "read", (answer) => {
      reads += 1;
      if (reads % 3 !== 0 || node.now() > addedMs + QUIET_MS) return answer;
      return { ...answer, value: (answer["value"] as unknown[]).slice(1) };
    }),
  );
};
