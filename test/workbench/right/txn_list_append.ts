/**
 * Transactions on one value in `lin-kv` that holds all lists: read it, work on a copy, and set it if it
 * is still as it was. So transactions happen one after the other, each at a moment between its request
 * and its answer: strict serializability.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";

type Operation = readonly ["r" | "append", key: number, value: unknown];
type Lists = Readonly<Record<string, readonly unknown[]>>;

/** After so many conflicts in a row the client is told. */
const TRIES_MAX = 50;

export default (node: Node): void => {
  const store = node.kv("lin-kv");
  node.on<{ txn: Operation[] }>("txn", async ({ body }) => {
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      const before = await store.read("lists", null);
      const { txn, after } = perform(body.txn, (before ?? {}) as Lists);
      if (after === undefined) return { type: "txn_ok", txn };
      if (await store.compareAndSet("lists", before, after, { create: true }))
        return { type: "txn_ok", txn };
      await node.sleep(node.random() * 10);
    }
    throw node.error("txn-conflict", `${TRIES_MAX} in a row`);
  });
};

/** What a transaction answers, and the lists after it; none when it only reads. */
function perform(
  operations: readonly Operation[],
  before: Lists,
): { readonly txn: readonly Operation[]; readonly after: Lists | undefined } {
  const lists = { ...before };
  const txn = operations.map((operation): Operation => {
    const [f, key, value] = operation;
    if (f === "r") return [f, key, lists[key] ?? null];
    lists[key] = [...(lists[key] ?? []), value];
    return operation;
  });
  return { txn, after: operations.some(([f]) => f === "append") ? lists : undefined };
}
