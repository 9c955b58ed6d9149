/**
 * Acknowledges every message and never shows every tenth, though it shows later ones: `lost-write`.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";
import { answering } from "../parts/answering.ts";
import kafka from "../right/kafka.ts";

type Messages = Record<string, [offset: number, message: number][]>;

export default (node: Node): void =>
  kafka(
    answering(node, "poll", (answer) => ({
      ...answer,
      msgs: Object.fromEntries(
        Object.entries(answer["msgs"] as Messages).map(([key, messages]) => [
          key,
          messages.filter(([offset]) => offset % 10 !== 3),
        ]),
      ),
    })),
  );
