/**
 * Never answers every tenth addition and counts it in its own reads only. As nobody knows whether it
 * happened, each sum may be right, but not two at once: `diverged`. The original checker does not mind.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";
import { answering, handling } from "../parts/answering.ts";
import pnCounter from "../right/pn_counter.ts";

export default (node: Node): void => {
  let heard = 0;
  let secret = 0;
  const silent = handling(node, "add", async (request, handle) => {
    heard += 1;
    if (heard % 10 !== 0) return handle(request);
    secret += Number(request.body["delta"]);
    return undefined;
  });
  pnCounter(
    answering(silent, "read", (answer) => ({ ...answer, value: Number(answer["value"]) + secret })),
  );
};
