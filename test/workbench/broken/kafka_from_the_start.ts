/**
 * Answers polls from the beginning of the log, whatever offset is asked for: `nonmonotonic-poll`.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";
import { handling } from "../parts/answering.ts";
import kafka from "../right/kafka.ts";

export default (node: Node): void =>
  kafka(
    handling(node, "poll", async (request, handle) => {
      const keys = Object.keys(request.body["offsets"] as Record<string, number>);
      const offsets = Object.fromEntries(keys.map((key) => [key, 0]));
      return handle({ ...request, body: { ...request.body, offsets } });
    }),
  );
