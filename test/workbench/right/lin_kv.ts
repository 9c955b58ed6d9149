/**
 * Registers in the memory of one node. One thing at a time is linearizable; several such nodes are not.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";

export default (node: Node): void => {
  const values = new Map<unknown, unknown>();
  node.on<{ key: unknown }>("read", ({ body: { key } }) => {
    if (!values.has(key)) throw node.error("key-does-not-exist");
    return { type: "read_ok", value: values.get(key) };
  });
  node.on<{ key: unknown; value: unknown }>("write", ({ body: { key, value } }) => {
    values.set(key, value);
    return { type: "write_ok" };
  });
  node.on<{ key: unknown; from: unknown; to: unknown }>("cas", ({ body: { key, from, to } }) => {
    if (!values.has(key)) throw node.error("key-does-not-exist");
    if (values.get(key) !== from)
      throw node.error("precondition-failed", `it is ${JSON.stringify(values.get(key))}`);
    values.set(key, to);
    return { type: "cas_ok" };
  });
};
