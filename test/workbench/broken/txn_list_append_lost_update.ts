/**
 * Works on copies and puts them back, whatever others appended meanwhile: `lost-update`, as both have
 * built upon the same list and one of them is gone.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";

type Operation = readonly ["r" | "append", key: number, value: unknown];

const WORK_MS = 20;

export default (node: Node): void => {
  const lists = new Map<number, unknown[]>();
  node.on<{ txn: Operation[] }>("txn", async ({ body }) => {
    const copies = new Map(body.txn.map(([, key]) => [key, lists.get(key) ?? []]));
    const written = new Set<number>();
    const txn = body.txn.map((operation): Operation => {
      const [f, key, value] = operation;
      const list = copies.get(key)!;
      if (f === "r") return [f, key, list];
      copies.set(key, [...list, value]);
      written.add(key);
      return operation;
    });
    await node.sleep(node.random() * WORK_MS);
    for (const key of written) lists.set(key, copies.get(key)!);
    return { type: "txn_ok", txn };
  });
};
