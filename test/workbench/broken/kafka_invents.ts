/**
 * Shows a message that nobody has sent: `phantom`. The original checker throws.
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
        Object.entries(answer["msgs"] as Record<string, [number, unknown][]>).map(
          ([key, messages]) => [
            key,
            messages.map(([offset, message]) => [offset, offset === 7 ? -1 : message]),
          ],
        ),
      ),
    })),
  );
