/**
 * Answers reads as long as there are additions and none afterwards: `no-final-read`. The original checker
 * sees nothing wrong where it sees nothing.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";
import { handling } from "../parts/answering.ts";
import pnCounter from "../right/pn_counter.ts";

/** After the last addition. */
const QUIET_MS = 5000;

export default (node: Node): void => {
  let addedMs = 0;
  const attentive = handling(node, "add", async (request, handle) => {
    addedMs = node.now();
    return handle(request);
  });
  pnCounter(
    handling(attentive, "read", async (request, handle) =>
      node.now() > addedMs + QUIET_MS ? undefined : handle(request),
    ),
  );
};
