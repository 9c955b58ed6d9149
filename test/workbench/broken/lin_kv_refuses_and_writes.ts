/**
 * Says of every tenth write that it did not happen, and writes: `nonlinearizable`.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";
import { handling } from "../parts/answering.ts";
import proxy from "../right/lin_kv_proxy.ts";

export default (node: Node): void => {
  let heard = 0;
  proxy(
    handling(node, "write", async (request, handle) => {
      const answer = await handle(request);
      heard += 1;
      if (heard % 10 === 0) throw node.error("temporarily-unavailable");
      return answer;
    }),
  );
};
