/**
 * Shows the newest messages only: older ones are `forgotten` and `lost`.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";
import { answering } from "../parts/answering.ts";
import broadcast from "../right/broadcast.ts";

const KEPT = 20;

export default (node: Node): void =>
  broadcast(
    answering(node, "read", (answer) => ({
      ...answer,
      messages: (answer["messages"] as unknown[]).slice(-KEPT),
    })),
  );
