/**
 * Acknowledges every tenth write and does nothing else with it: `nonlinearizable`.
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
      heard += 1;
      return heard % 10 === 0 ? { type: "write_ok" } : handle(request);
    }),
  );
};
