/**
 * Goal: transactions on lists are strict serializable whatever happens to nodes and network.
 */
import { describe, expect, it } from "vitest";

import type { Judgement } from "../../../coordinator/checkers/history/history.ts";
import txnListAppend, { Lists } from "../../../robots/glomers/txn_list_append.ts";
import { readyNode } from "../node/fixture.ts";
import { answered, EVERYTHING, nodes, trial } from "./raft_trial.ts";

describe("lists", () => {
  it("are changed by a transaction as a whole, which sees itself", () => {
    const lists = new Lists();
    const first = lists.apply([
      ["r", 1, null],
      ["append", 1, 5],
      ["append", 1, 6],
      ["r", 1, null],
      ["append", 2, 7],
    ]);
    expect(first).toEqual({
      type: "txn_ok",
      txn: [
        ["r", 1, null],
        ["append", 1, 5],
        ["append", 1, 6],
        ["r", 1, [5, 6]],
        ["append", 2, 7],
      ],
    });
    // What was answered does not grow with the list.
    lists.apply([["append", 1, 8]]);
    expect(first.txn).toMatchObject([{}, {}, {}, ["r", 1, [5, 6]], {}]);
  });

  it("come whole out of a snapshot, which does not change any more", () => {
    const [lists, others] = [new Lists(), new Lists()];
    lists.apply([["append", 1, 5]]);
    const state = lists.snapshot();
    lists.apply([["append", 1, 6]]);
    others.restore(state);
    others.apply([["append", 1, 7]]);
    const read = [["r", 1, null]];
    expect(lists.apply(read)).toMatchObject({ txn: [["r", 1, [5, 6]]] });
    expect(others.apply(read)).toMatchObject({ txn: [["r", 1, [5, 7]]] });
    others.restore(state);
    expect(others.apply(read)).toMatchObject({ txn: [["r", 1, [5]]] });
  });
});

describe("txn-list-append on Raft", () => {
  it.each([undefined, 1, [1], [["r", 1]], [["w", 1, 1]], [null]])("refuses %j", (txn) => {
    const node = readyNode(txnListAppend);
    node.hear({ type: "txn", msg_id: 7, txn });
    expect(node.bodies()).toMatchObject([{ type: "error", code: 12 }]);
  });

  it.each<Judgement>(["compat", "strict"])(
    "is strict serializable whatever happens, judged %s",
    async (judgement) => {
      for (let n = 1; n <= 10; n++) {
        const seed = `${judgement} ${n}`;
        const plan = { ...EVERYTHING, workload: "txn-list-append" as const, judgement, seed };
        const tested = await trial(txnListAppend, { ...plan, nodes: nodes(n % 2 === 0 ? 3 : 5) });
        const { complaints, valid } = tested.outcome;
        expect({ seed, complaints, valid }).toEqual({ seed, complaints: [], valid: true });
      }
    },
  );

  it("answers everything when nothing happens", async () => {
    const tested = await trial(txnListAppend, { workload: "txn-list-append" });
    expect(answered(tested, 0, 5000).share).toBe(1);
  });
});
