/**
 * Answers transactions that only read from a snapshot that is some time old: serializable, but whoever
 * has been told of a write may not see it, `G-single-item-realtime`.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";

type Operation = readonly ["r" | "append", key: number, value: unknown];

const SNAPSHOT_MS = 200;

export default (node: Node): void => {
  const lists = new Map<number, readonly unknown[]>();
  let snapshot = new Map(lists);
  node.every(SNAPSHOT_MS, () => {
    snapshot = new Map(lists);
  });
  node.on<{ txn: Operation[] }>("txn", ({ body }) => {
    const isReading = body.txn.every(([f]) => f === "r");
    const txn = body.txn.map((operation): Operation => {
      const [f, key, value] = operation;
      const list = lists.get(key) ?? [];
      if (f === "r") return [f, key, isReading ? (snapshot.get(key) ?? []) : list];
      lists.set(key, [...list, value]);
      return operation;
    });
    return { type: "txn_ok", txn };
  });
};
