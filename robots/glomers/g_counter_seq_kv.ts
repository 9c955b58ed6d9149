/**
 * Challenge 4, g-counter, in `seq-kv`, as it asks: every node has a key of its own, which nobody else
 * writes, so nobody has to try again because of another. Nodes do not talk to each other; cuts between
 * them do not matter. An addition is acknowledged when it is written, so it outlives its node.
 *
 * `seq-kv` may answer a read from the past, for ever. But whatever changes it happens in its newest
 * state, and nobody goes back from there: so before a read of the others' keys a node writes something
 * that was never there. Its own sum it knows.
 *
 * @module
 */
import { isRpcError } from "../node/message.ts";
import type { Node } from "../node/node.ts";
import { lifeName } from "./life_name.ts";
import { OwnTally, tallied } from "./own_tally.ts";
import { SharedReads } from "./shared_reads.ts";

export default (node: Node): void => {
  const store = node.kv("seq-kv");
  const life = lifeName(node);
  let tokens = 0;
  const token = (): string => `${life}-${tokens++}`;
  const refresh = (): Promise<void> => store.write(`fresh ${node.id}`, token());
  const sleep = (ms: number): Promise<void> => node.sleep(ms);
  const own = new OwnTally({ store, key: keyOf(node.id), token, refresh, sleep });
  const started = own.start();

  const others = new SharedReads(async () => {
    await refresh();
    const read = node.peers.map(async (peer) => tallied(await store.read(keyOf(peer), null)));
    return (await Promise.all(read)).reduce((sum, tally) => sum + (tally?.[0] ?? 0), 0);
  });

  node.on<{ delta: number }>("add", async ({ body: { delta } }) => {
    if (!Number.isSafeInteger(delta) || delta < 0)
      throw node.error("malformed-request", "delta must be a whole number >= 0");
    const added = own.add(delta);
    if (added === false) throw node.error("temporarily-unavailable", "too many are waiting");
    await added;
    return { type: "add_ok" };
  });

  node.on("read", async () => {
    await started;
    try {
      const sum = await others.get();
      return { type: "read_ok", value: own.sum! + sum };
    } catch (error) {
      if (!isRpcError(error)) throw error;
      // Whatever seq-kv said: the read did not happen.
      throw node.error("temporarily-unavailable", `seq-kv: ${error.message}`);
    }
  });
};

function keyOf(node: string): string {
  return `count ${node}`;
}
