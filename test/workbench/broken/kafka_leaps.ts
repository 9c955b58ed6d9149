/**
 * Begins every third answer after what was asked for: `poll-skip`.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";
import { handling } from "../parts/answering.ts";
import kafka from "../right/kafka.ts";

export default (node: Node): void => {
  let polls = 0;
  kafka(
    handling(node, "poll", async (request, handle) => {
      polls += 1;
      if (polls % 3 !== 0) return handle(request);
      const asked = Object.entries(request.body["offsets"] as Record<string, number>);
      const offsets = Object.fromEntries(asked.map(([key, offset]) => [key, offset + 2]));
      return handle({ ...request, body: { ...request.body, offsets } });
    }),
  );
};
