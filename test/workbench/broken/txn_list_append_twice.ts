/**
 * Performs every tenth transaction twice, as one does who tries again after a timeout:
 * `duplicate-elements`.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";
import { handling } from "../parts/answering.ts";
import txnListAppend from "../right/txn_list_append.ts";

export default (node: Node): void => {
  let heard = 0;
  txnListAppend(
    handling(node, "txn", async (request, handle) => {
      heard += 1;
      if (heard % 10 === 0) await handle(request);
      return handle(request);
    }),
  );
};
