/**
 * A counter in `seq-kv`. That may answer from the past, but an operation that changes something happens
 * now, and nobody goes back from there: so a unique write makes the next read a fresh one.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";

const KEY = "counter";

export default (node: Node): void => {
  const store = node.kv("seq-kv");
  // Also unlike those of this node's earlier lives.
  const life = `${node.id}-${node.random()}`;
  let writes = 0;

  const read = async (): Promise<number> => {
    await store.write(`fresh-${node.id}`, `${life}-${writes++}`);
    return Number(await store.read(KEY, 0));
  };
  node.on<{ delta: number }>("add", async ({ body: { delta } }) => {
    let sum = await read();
    // Each failure is the success of another: this ends.
    while (!(await store.compareAndSet(KEY, sum, sum + delta, { create: true })))
      sum = await read();
    return { type: "add_ok" };
  });
  node.on("read", async () => ({ type: "read_ok", value: await read() }));
};
