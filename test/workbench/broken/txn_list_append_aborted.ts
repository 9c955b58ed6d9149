/**
 * Says of every tenth transaction that it was aborted, and others read what it appended: `G1a`.
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
      const answer = await handle(request);
      heard += 1;
      if (heard % 10 === 0) throw node.error("abort");
      return answer;
    }),
  );
};
