/**
 * A counter that goes both ways: for each node what was added there and what was taken away. Both only
 * grow, so the greater is the newer.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";

const PERIOD_MS = 250;

type Entry = readonly [up: number, down: number];

export default (node: Node): void => {
  const entries = new Map<string, Entry>();
  const raise = (who: string, [up, down]: Entry): void => {
    const [knownUp, knownDown] = entries.get(who) ?? [0, 0];
    entries.set(who, [Math.max(knownUp, up), Math.max(knownDown, down)]);
  };
  node.on<{ delta: number }>("add", ({ body: { delta } }) => {
    const [up, down] = entries.get(node.id) ?? [0, 0];
    raise(node.id, delta > 0 ? [up + delta, down] : [up, down - delta]);
    return { type: "add_ok" };
  });
  node.on("read", () => ({
    type: "read_ok",
    value: [...entries.values()].reduce((sum, [up, down]) => sum + up - down, 0),
  }));
  node.on<{ entries: [string, Entry][] }>("state", ({ body }) => {
    for (const [who, entry] of body.entries) raise(who, entry);
  });
  node.every(PERIOD_MS, () => {
    for (const peer of node.peers) node.send(peer, { type: "state", entries: [...entries] });
  });
};
