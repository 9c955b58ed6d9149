/**
 * Logs in `lin-kv`, an entry a key. Who creates an entry has its offset; as nobody tries an offset
 * before the one below is taken, there are no gaps. All nodes may be used, and no node knows anything
 * that is not in the store.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";

/** Messages of a key in one answer. */
const POLLED_MAX = 10;

const entryName = (key: string, offset: number): string => `entry ${key} ${offset}`;

export default (node: Node): void => {
  const store = node.kv("lin-kv");
  /** What was seen of each log. An entry never changes. */
  const logs = new Map<string, unknown[]>();
  const seen = (key: string): unknown[] => {
    const log = logs.get(key) ?? [];
    logs.set(key, log);
    return log;
  };

  node.on<{ key: string; msg: unknown }>("send", async ({ body: { key, msg } }) => {
    const log = seen(key);
    let offset = log.length;
    while (!(await store.compareAndSet(entryName(key, offset), null, msg, { create: true })))
      offset += 1;
    return { type: "send_ok", offset };
  });

  node.on<{ offsets: Record<string, number> }>("poll", async ({ body: { offsets } }) => {
    const answers = Object.entries(offsets).map(async ([key, from]) => {
      const log = seen(key);
      const messages: [number, unknown][] = [];
      for (let offset = from; offset < from + POLLED_MAX; offset++) {
        const message = log[offset] ?? (await store.read(entryName(key, offset), null));
        if (message === null) break;
        if (offset === log.length) log.push(message);
        messages.push([offset, message]);
      }
      return [key, messages] as const;
    });
    return { type: "poll_ok", msgs: Object.fromEntries(await Promise.all(answers)) };
  });

  const commit = async (key: string, offset: number): Promise<void> => {
    for (;;) {
      const committed = await store.read(`committed ${key}`, -1);
      if (Number(committed) >= offset) return;
      const done = store.compareAndSet(`committed ${key}`, committed, offset, { create: true });
      if (await done) return;
    }
  };
  node.on<{ offsets: Record<string, number> }>("commit_offsets", async ({ body }) => {
    await Promise.all(Object.entries(body.offsets).map(([key, offset]) => commit(key, offset)));
    return { type: "commit_offsets_ok" };
  });
  node.on<{ keys: string[] }>("list_committed_offsets", async ({ body }) => {
    const offsets: Record<string, number> = {};
    for (const key of body.keys) {
      const committed = Number(await store.read(`committed ${key}`, -1));
      if (committed >= 0) offsets[key] = committed;
    }
    return { type: "list_committed_offsets_ok", offsets };
  });
};
