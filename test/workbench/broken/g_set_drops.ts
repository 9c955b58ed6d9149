/**
 * Acknowledges every tenth element and does nothing else with it: `lost`.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";
import { handling } from "../parts/answering.ts";
import gSet from "../right/g_set.ts";

export default (node: Node): void => {
  let heard = 0;
  gSet(
    handling(node, "add", async (request, handle) => {
      heard += 1;
      return heard % 10 === 0 ? { type: "add_ok" } : handle(request);
    }),
  );
};
