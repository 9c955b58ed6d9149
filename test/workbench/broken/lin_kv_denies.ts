/**
 * Says now and then that a key does not exist that does: `nonlinearizable`. The original checker believes
 * nothing that failed, so it does not mind.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";
import { answering } from "../parts/answering.ts";
import proxy from "../right/lin_kv_proxy.ts";

export default (node: Node): void => {
  let reads = 0;
  proxy(
    answering(node, "read", (answer) => {
      reads += 1;
      if (reads % 10 === 0) throw node.error("key-does-not-exist");
      return answer;
    }),
  );
};
