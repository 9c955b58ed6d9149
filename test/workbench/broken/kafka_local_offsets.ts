/**
 * Every node counts its own offsets and tells the others: two messages have the same offset,
 * `inconsistent-offsets`.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";

type Entry = readonly [offset: number, message: unknown];

export default (node: Node): void => {
  const logs = new Map<string, Entry[]>();
  const logOf = (key: string): Entry[] => {
    const log = logs.get(key) ?? [];
    logs.set(key, log);
    return log;
  };
  node.on<{ key: string; msg: unknown }>("send", ({ body: { key, msg } }) => {
    const log = logOf(key);
    const offset = (log.at(-1)?.[0] ?? -1) + 1;
    log.push([offset, msg]);
    for (const peer of node.peers) node.send(peer, { type: "learn", key, entry: [offset, msg] });
    return { type: "send_ok", offset };
  });
  node.on<{ key: string; entry: Entry }>("learn", ({ body: { key, entry } }) => {
    const log = logOf(key);
    if (log.every(([offset]) => offset !== entry[0])) log.push(entry);
    log.sort(([a], [b]) => a - b);
  });
  node.on<{ offsets: Record<string, number> }>("poll", ({ body }) => ({
    type: "poll_ok",
    msgs: Object.fromEntries(
      Object.entries(body.offsets).map(([key, from]) => [
        key,
        logOf(key).filter(([offset]) => offset >= from),
      ]),
    ),
  }));
  node.on("commit_offsets", () => ({ type: "commit_offsets_ok" }));
  node.on("list_committed_offsets", () => ({ type: "list_committed_offsets_ok", offsets: {} }));
};
