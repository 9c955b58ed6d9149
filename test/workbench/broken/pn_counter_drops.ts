/**
 * Acknowledges every tenth addition and does nothing else with it: `final-read`.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";
import { handling } from "../parts/answering.ts";
import pnCounter from "../right/pn_counter.ts";

export default (node: Node): void => {
  let heard = 0;
  pnCounter(
    handling(node, "add", async (request, handle) => {
      heard += 1;
      return heard % 10 === 0 ? { type: "add_ok" } : handle(request);
    }),
  );
};
