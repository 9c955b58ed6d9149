/**
 * Writes at once and reads later what it has not written: two transactions each read what the other one
 * wrote, `G1c`.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";

type Operation = readonly ["r" | "w", key: number, value: unknown];

const LATER_MS = 20;

export default (node: Node): void => {
  const registers = new Map<number, unknown>();
  node.on<{ txn: Operation[] }>("txn", async ({ body }) => {
    const own = new Map<number, unknown>();
    const early = body.txn.map((operation): Operation => {
      const [f, key, value] = operation;
      if (f === "r") return [f, key, own.get(key) ?? null];
      own.set(key, value);
      registers.set(key, value);
      return operation;
    });
    await node.sleep(node.random() * LATER_MS);
    const txn = early.map(([f, key, value]) => [f, key, value ?? registers.get(key) ?? null]);
    return { type: "txn_ok", txn };
  });
};
