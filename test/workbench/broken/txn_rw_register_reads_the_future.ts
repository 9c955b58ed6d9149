/**
 * Writes at once and reads as late as it can, but never what the transaction itself writes later: of two
 * that read a register and then write it each reads the other's value, so that each value comes before the
 * other, `cyclic-versions`.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";

type Operation = readonly ["r" | "w", key: number, value: unknown];

const LATER_MS = 100;

export default (node: Node): void => {
  /** All values of each register, in the order of the writes. */
  const written = new Map<number, { readonly value: unknown; readonly by: Operation[] }[]>();
  node.on<{ txn: Operation[] }>("txn", async ({ body: { txn: by } }) => {
    for (const [f, key, value] of by)
      if (f === "w") written.set(key, [...(written.get(key) ?? []), { value, by }]);
    await node.sleep(node.random() * LATER_MS);
    const own = new Map<number, unknown>();
    const txn = by.map((operation): Operation => {
      const [f, key, value] = operation;
      if (f === "r") {
        const others = written.get(key)?.findLast((write) => write.by !== by);
        return [f, key, own.get(key) ?? others?.value ?? null];
      }
      own.set(key, value);
      return operation;
    });
    return { type: "txn_ok", txn };
  });
};
