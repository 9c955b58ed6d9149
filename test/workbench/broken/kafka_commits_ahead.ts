/**
 * Lists offsets as committed that no message has: `committed-unsent`. The original checker does not look
 * at commits.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";
import { answering } from "../parts/answering.ts";
import kafka from "../right/kafka.ts";

export default (node: Node): void =>
  kafka(
    answering(node, "list_committed_offsets", (answer) => ({
      ...answer,
      offsets: Object.fromEntries(
        Object.entries(answer["offsets"] as Record<string, number>).map(([key, offset]) => [
          key,
          offset + 1000,
        ]),
      ),
    })),
  );
