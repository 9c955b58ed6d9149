/**
 * Sets whatever value the key has, though it was asked to do so from one value only: `nonlinearizable`.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";

export default (node: Node): void => {
  const store = node.kv("lin-kv");
  node.on<{ key: number }>("read", async ({ body: { key } }) => ({
    type: "read_ok",
    value: await store.read(key),
  }));
  node.on<{ key: number; value: unknown }>("write", async ({ body: { key, value } }) => {
    await store.write(key, value);
    return { type: "write_ok" };
  });
  node.on<{ key: number; to: unknown }>("cas", async ({ body: { key, to } }) => {
    await store.read(key);
    await store.write(key, to);
    return { type: "cas_ok" };
  });
};
