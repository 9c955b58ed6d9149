/**
 * Says of every tenth message that it was not sent, and sends it: `G1a`.
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
      const answer = await handle(request);
      heard += 1;
      if (heard % 10 === 0) throw node.error("temporarily-unavailable");
      return answer;
    }),
  );
};
