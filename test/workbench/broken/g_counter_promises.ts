/**
 * Counts what it thinks will come, and puts it right before anybody looks for the last time:
 * `impossible-read`. The original checker looks at final reads only.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";
import { answering } from "../parts/answering.ts";
import gCounter from "../right/g_counter.ts";

/** After the last addition. */
const QUIET_MS = 5000;

export default (node: Node): void => {
  let addedMs = 0;
  const attentive = answering(node, "add", (answer) => {
    addedMs = node.now();
    return answer;
  });
  gCounter(
    answering(attentive, "read", (answer) => {
      const isQuiet = node.now() > addedMs + QUIET_MS;
      return { ...answer, value: Number(answer["value"]) + (isQuiet ? 0 : 1000) };
    }),
  );
};
