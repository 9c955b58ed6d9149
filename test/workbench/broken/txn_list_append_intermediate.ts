/**
 * One transaction that appends at a time, but step by step, and those that only read do not wait: they see
 * others half done, `G1b`.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";

type Operation = readonly ["r" | "append", key: number, value: unknown];

const STEP_MS = 3;

export default (node: Node): void => {
  const lists = new Map<number, unknown[]>();
  let turn: Promise<unknown> = Promise.resolve();
  const perform = async (
    operations: readonly Operation[],
    pauseMs: number,
  ): Promise<Operation[]> => {
    const done: Operation[] = [];
    for (const [f, key, value] of operations) {
      if (pauseMs > 0) await node.sleep(pauseMs);
      const list = lists.get(key) ?? [];
      if (f === "append") lists.set(key, [...list, value]);
      done.push([f, key, f === "r" ? list : value]);
    }
    return done;
  };
  node.on<{ txn: Operation[] }>("txn", async ({ body }) => {
    if (body.txn.every(([f]) => f === "r"))
      return { type: "txn_ok", txn: await perform(body.txn, 0) };
    const mine = turn.then(() => perform(body.txn, STEP_MS));
    turn = mine;
    return { type: "txn_ok", txn: await mine };
  });
};
