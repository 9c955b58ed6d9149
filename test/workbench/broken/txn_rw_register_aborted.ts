/**
 * Says of every tenth transaction that it was aborted, and others read what it wrote: `G1a`.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";
import { handling } from "../parts/answering.ts";
import txnRwRegister from "../right/txn_rw_register_available.ts";

export default (node: Node): void => {
  let heard = 0;
  txnRwRegister(
    handling(node, "txn", async (request, handle) => {
      const answer = await handle(request);
      heard += 1;
      if (heard % 10 === 0) throw node.error("abort");
      return answer;
    }),
  );
};
