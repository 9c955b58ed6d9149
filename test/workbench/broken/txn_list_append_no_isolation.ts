/**
 * Performs the steps of a transaction one by one, and others in between: two transactions append to two
 * lists in opposite orders, `G0`, and much else.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";

type Operation = readonly ["r" | "append", key: number, value: unknown];

const STEP_MS = 20;

export default (node: Node): void => {
  const lists = new Map<number, unknown[]>();
  node.on<{ txn: Operation[] }>("txn", async ({ body }) => {
    const txn: Operation[] = [];
    for (const [f, key, value] of body.txn) {
      await node.sleep(node.random() * STEP_MS);
      const list = lists.get(key) ?? [];
      if (f === "append") lists.set(key, [...list, value]);
      txn.push([f, key, f === "r" ? list : value]);
    }
    return { type: "txn_ok", txn };
  });
};
