/**
 * Reads all registers as they were when the transaction began, also those that it has written:
 * `unseen-own-write`. The original checker does not mind at read uncommitted and read committed.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";

type Operation = readonly ["r" | "w", key: number, value: unknown];

export default (node: Node): void => {
  const registers = new Map<number, unknown>();
  node.on<{ txn: Operation[] }>("txn", ({ body }) => {
    const before = new Map(registers);
    const txn = body.txn.map((operation): Operation => {
      const [f, key, value] = operation;
      if (f === "r") return [f, key, before.get(key) ?? null];
      registers.set(key, value);
      return operation;
    });
    return { type: "txn_ok", txn };
  });
};
