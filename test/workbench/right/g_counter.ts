/**
 * A counter as a map: what was added at each node. Only that node raises its entry, so the greater
 * entry is the newer one, and merging does not mind loss, order or repetition.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";

const PERIOD_MS = 250;

export default (node: Node): void => {
  const addedAt = new Map<string, number>();
  const raise = (who: string, to: number): void => {
    addedAt.set(who, Math.max(addedAt.get(who) ?? 0, to));
  };
  node.on<{ delta: number }>("add", ({ body }) => {
    raise(node.id, (addedAt.get(node.id) ?? 0) + body.delta);
    return { type: "add_ok" };
  });
  node.on("read", () => ({
    type: "read_ok",
    value: [...addedAt.values()].reduce((sum, added) => sum + added, 0),
  }));
  node.on<{ entries: [string, number][] }>("state", ({ body }) => {
    for (const [who, added] of body.entries) raise(who, added);
  });
  node.every(PERIOD_MS, () => {
    for (const peer of node.peers) node.send(peer, { type: "state", entries: [...addedAt] });
  });
};
