/**
 * Flooding along the topology. What a neighbour has not confirmed is told to it again and again, so
 * that nothing is lost to lossy links and partitions, only late.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";

/** Longer than the way there and back in most tests, so that little is told twice. */
const RETRY_MS = 500;

export default (node: Node): void => {
  const known = new Set<unknown>();
  /** By neighbour: what it has not confirmed. */
  const owed = new Map<string, Set<unknown>>();

  const tell = (to: string, messages: readonly unknown[]): void =>
    node.send(to, { type: "gossip", messages });

  const learn = (messages: readonly unknown[], from: string): void => {
    const fresh = messages.filter((message) => !known.has(message));
    if (fresh.length === 0) return;
    for (const message of fresh) known.add(message);
    for (const [neighbour, waiting] of owed) {
      if (neighbour === from) continue;
      for (const message of fresh) waiting.add(message);
      tell(neighbour, fresh);
    }
  };

  node.on<{ topology: Record<string, string[]> }>("topology", ({ body }) => {
    // Every client sends it; what is owed stays owed.
    for (const neighbour of body.topology[node.id] ?? node.peers)
      if (!owed.has(neighbour)) owed.set(neighbour, new Set(known));
    return { type: "topology_ok" };
  });
  node.on<{ message: unknown }>("broadcast", ({ src, body }) => {
    learn([body.message], src);
    return { type: "broadcast_ok" };
  });
  node.on("read", () => ({ type: "read_ok", messages: [...known] }));

  node.on<{ messages: unknown[] }>("gossip", ({ src, body: { messages } }) => {
    learn(messages, src);
    node.send(src, { type: "confirm", messages });
  });
  node.on<{ messages: unknown[] }>("confirm", ({ src, body }) => {
    for (const message of body.messages) owed.get(src)?.delete(message);
  });
  node.every(RETRY_MS, () => {
    for (const [neighbour, waiting] of owed) if (waiting.size > 0) tell(neighbour, [...waiting]);
  });
};
