/**
 * Reads `seq-kv` without asking for anything fresh, and that may answer from the past, at the end too:
 * `final-read`.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";

export default (node: Node): void => {
  const store = node.kv("seq-kv");
  const read = async (): Promise<number> => Number(await store.read("counter", 0));
  node.on<{ delta: number }>("add", async ({ body: { delta } }) => {
    let sum = await read();
    while (!(await store.compareAndSet("counter", sum, sum + delta, { create: true })))
      sum = await read();
    return { type: "add_ok" };
  });
  node.on("read", async () => ({ type: "read_ok", value: await read() }));
};
