/**
 * Snapshot isolation: a transaction works on the state in which it began, and fails when another has
 * appended meanwhile to a list that it appends to. Two may each read what the other appends to, and miss
 * it: `G2-item`. Whoever asks for snapshot isolation has no reason to complain.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";

type Operation = readonly ["r" | "append", key: number, value: unknown];

const WORK_MS = 20;

export default (node: Node): void => {
  const lists = new Map<number, readonly unknown[]>();
  node.on<{ txn: Operation[] }>("txn", async ({ body }) => {
    const before = new Map(lists);
    const after = new Map<number, readonly unknown[]>();
    const txn = body.txn.map((operation): Operation => {
      const [f, key, value] = operation;
      const list = after.get(key) ?? before.get(key) ?? [];
      if (f === "r") return [f, key, list];
      after.set(key, [...list, value]);
      return operation;
    });
    await node.sleep(node.random() * WORK_MS);
    if ([...after.keys()].some((key) => lists.get(key) !== before.get(key)))
      throw node.error("txn-conflict", "another one was first");
    for (const [key, list] of after) lists.set(key, list);
    return { type: "txn_ok", txn };
  });
};
