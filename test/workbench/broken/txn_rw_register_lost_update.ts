/**
 * Reads first and writes a little later, whatever others wrote meanwhile: two have built upon the same
 * value, `lost-update`.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";

type Operation = readonly ["r" | "w", key: number, value: unknown];

const WORK_MS = 20;

export default (node: Node): void => {
  const registers = new Map<number, unknown>();
  node.on<{ txn: Operation[] }>("txn", async ({ body }) => {
    const written = new Map<number, unknown>();
    const txn = body.txn.map((operation): Operation => {
      const [f, key, value] = operation;
      if (f === "r") return [f, key, written.get(key) ?? registers.get(key) ?? null];
      written.set(key, value);
      return operation;
    });
    await node.sleep(node.random() * WORK_MS);
    for (const [key, value] of written) registers.set(key, value);
    return { type: "txn_ok", txn };
  });
};
