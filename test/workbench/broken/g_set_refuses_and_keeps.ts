/**
 * Says of every tenth element that it was not added, and adds it: `failed-yet-read`. The original checker
 * does not mind.
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
      const answer = await handle(request);
      heard += 1;
      if (heard % 10 === 0) throw node.error("temporarily-unavailable");
      return answer;
    }),
  );
};
