/**
 * Reads the sum and writes a greater one, whatever others wrote in between: additions are missing in the
 * `final-read`.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";

export default (node: Node): void => {
  const store = node.kv("lin-kv");
  const read = async (): Promise<number> => Number(await store.read("counter", 0));
  node.on<{ delta: number }>("add", async ({ body: { delta } }) => {
    await store.write("counter", (await read()) + delta);
    return { type: "add_ok" };
  });
  node.on("read", async () => ({ type: "read_ok", value: await read() }));
};
