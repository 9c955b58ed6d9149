/**
 * Keeps one number for each node and takes the greater for the newer one, which it is not when something
 * was taken away: `final-read`.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";

const PERIOD_MS = 250;

export default (node: Node): void => {
  const addedAt = new Map<string, number>();
  node.on<{ delta: number }>("add", ({ body }) => {
    addedAt.set(node.id, (addedAt.get(node.id) ?? 0) + body.delta);
    return { type: "add_ok" };
  });
  node.on("read", () => ({
    type: "read_ok",
    value: [...addedAt.values()].reduce((sum, added) => sum + added, 0),
  }));
  node.on<{ entries: [string, number][] }>("state", ({ body }) => {
    for (const [who, added] of body.entries)
      addedAt.set(who, Math.max(addedAt.get(who) ?? -Infinity, added));
  });
  node.every(PERIOD_MS, () => {
    for (const peer of node.peers) node.send(peer, { type: "state", entries: [...addedAt] });
  });
};
