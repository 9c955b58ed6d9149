/**
 * Acknowledges every tenth message and does nothing else with it: `lost`.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";
import { handling } from "../parts/answering.ts";
import broadcast from "../right/broadcast.ts";

export default (node: Node): void => {
  let heard = 0;
  broadcast(
    handling(node, "broadcast", async (request, handle) => {
      heard += 1;
      return heard % 10 === 0 ? { type: "broadcast_ok" } : handle(request);
    }),
  );
};
