/**
 * Reads all lists as they were when the transaction began, also those that it has appended to:
 * `internal`.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";

type Operation = readonly ["r" | "append", key: number, value: unknown];

export default (node: Node): void => {
  const lists = new Map<number, unknown[]>();
  node.on<{ txn: Operation[] }>("txn", ({ body }) => {
    const before = new Map(lists);
    const txn = body.txn.map((operation): Operation => {
      const [f, key, value] = operation;
      if (f === "r") return [f, key, before.get(key) ?? []];
      lists.set(key, [...(lists.get(key) ?? []), value]);
      return operation;
    });
    return { type: "txn_ok", txn };
  });
};
