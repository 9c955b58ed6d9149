/**
 * Writes step by step, and does not keep others from reading: they see a value that its writer writes over
 * in the same transaction, `G1b`.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";

type Operation = readonly ["r" | "w", key: number, value: unknown];

const STEP_MS = 10;

export default (node: Node): void => {
  const registers = new Map<number, unknown>();
  node.on<{ txn: Operation[] }>("txn", async ({ body }) => {
    const own = new Map<number, unknown>();
    const txn: Operation[] = [];
    for (const [f, key, value] of body.txn) {
      if (f === "w") {
        own.set(key, value);
        registers.set(key, value);
      }
      txn.push([f, key, own.get(key) ?? registers.get(key) ?? null]);
      await node.sleep(STEP_MS);
    }
    return { type: "txn_ok", txn };
  });
};
