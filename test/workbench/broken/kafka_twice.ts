/**
 * Appends every tenth message twice, as one does who tries again after a timeout: `duplicate`.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";
import { handling } from "../parts/answering.ts";
import kafka from "../right/kafka.ts";

export default (node: Node): void => {
  let heard = 0;
  kafka(
    handling(node, "send", async (request, handle) => {
      heard += 1;
      if (heard % 10 === 0) await handle(request);
      return handle(request);
    }),
  );
};
