/**
 * Leaves out the second message of every third answer; others get to see it: `int-poll-skip`.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";
import { answering } from "../parts/answering.ts";
import kafka from "../right/kafka.ts";

export default (node: Node): void => {
  let polls = 0;
  kafka(
    answering(node, "poll", (answer) => {
      polls += 1;
      if (polls % 3 !== 0) return answer;
      const msgs = Object.entries(answer["msgs"] as Record<string, unknown[]>);
      return {
        ...answer,
        msgs: Object.fromEntries(msgs.map(([key, messages]) => [key, messages.toSpliced(1, 1)])),
      };
    }),
  );
};
