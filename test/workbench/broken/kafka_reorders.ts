/**
 * Answers polls with the newest message first: `int-nonmonotonic-poll`.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";
import { answering } from "../parts/answering.ts";
import kafka from "../right/kafka.ts";

export default (node: Node): void =>
  kafka(
    answering(node, "poll", (answer) => ({
      ...answer,
      msgs: Object.fromEntries(
        Object.entries(answer["msgs"] as Record<string, unknown[]>).map(([key, messages]) => [
          key,
          messages.toReversed(),
        ]),
      ),
    })),
  );
