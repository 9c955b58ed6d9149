/**
 * Shows a message that nobody has broadcast: `phantom`. The original checker does not mind.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";
import { answering } from "../parts/answering.ts";
import broadcast from "../right/broadcast.ts";

export default (node: Node): void =>
  broadcast(
    answering(node, "read", (answer) => ({
      ...answer,
      messages: [...(answer["messages"] as unknown[]), -1],
    })),
  );
