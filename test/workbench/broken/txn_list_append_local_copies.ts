/**
 * Every node has its own lists and tells the others what to append: the same elements stand in different
 * orders, `incompatible-order`.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";

type Operation = readonly ["r" | "append", key: number, value: unknown];

export default (node: Node): void => {
  const lists = new Map<number, unknown[]>();
  const perform = (operations: readonly Operation[]): Operation[] =>
    operations.map((operation) => {
      const [f, key, value] = operation;
      const list = lists.get(key) ?? [];
      if (f === "r") return [f, key, list];
      lists.set(key, [...list, value]);
      return operation;
    });
  node.on<{ txn: Operation[] }>("txn", ({ body }) => {
    const appends = body.txn.filter(([f]) => f === "append");
    for (const peer of node.peers) node.send(peer, { type: "perform", appends });
    return { type: "txn_ok", txn: perform(body.txn) };
  });
  node.on<{ appends: Operation[] }>("perform", ({ body }) => void perform(body.appends));
};
