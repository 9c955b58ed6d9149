/**
 * Snapshot isolation: a transaction works on the state in which it began, and fails when another has
 * written meanwhile what it writes. Two may each read what the other writes, and miss it: `G2-item`.
 * Whoever asks for snapshot isolation has no reason to complain.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";

type Operation = readonly ["r" | "w", key: number, value: unknown];

const WORK_MS = 20;

export default (node: Node): void => {
  const registers = new Map<number, unknown>();
  node.on<{ txn: Operation[] }>("txn", async ({ body }) => {
    const before = new Map(registers);
    const after = new Map<number, unknown>();
    const txn = body.txn.map((operation): Operation => {
      const [f, key, value] = operation;
      if (f === "r") return [f, key, after.get(key) ?? before.get(key) ?? null];
      after.set(key, value);
      return operation;
    });
    await node.sleep(node.random() * WORK_MS);
    if ([...after.keys()].some((key) => registers.get(key) !== before.get(key)))
      throw node.error("txn-conflict", "another one was first");
    for (const [key, value] of after) registers.set(key, value);
    return { type: "txn_ok", txn };
  });
};
