/**
 * Shows no more than the beginning of each log: what comes after is `unseen`.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";
import { answering } from "../parts/answering.ts";
import kafka from "../right/kafka.ts";

const SHOWN = 5;

export default (node: Node): void =>
  kafka(
    answering(node, "poll", (answer) => ({
      ...answer,
      msgs: Object.fromEntries(
        Object.entries(answer["msgs"] as Record<string, [number, unknown][]>).map(
          ([key, messages]) => [key, messages.filter(([offset]) => offset < SHOWN)],
        ),
      ),
    })),
  );
