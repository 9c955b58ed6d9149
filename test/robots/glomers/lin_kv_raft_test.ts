/**
 * Goal: registers on Raft are linearizable whatever happens to nodes and network, answer as long as a
 * majority can talk, and again when all is over; errors that sound certain are.
 */
import { describe, expect, it } from "vitest";

import linKvRaft, { Registers } from "../../../robots/glomers/lin_kv_raft.ts";
import type { Content } from "../../../robots/node/node.ts";
import { HandDriven, readyNode, turn } from "../node/fixture.ts";
import { answered, cut, EVERYTHING, nodes, strike, trial } from "./raft_trial.ts";

const OK = { type: "write_ok" };

function code(number: number): Partial<Content> {
  return { type: "error", code: number };
}

describe("registers", () => {
  it("are read, written and compared by any JSON", () => {
    const registers = new Registers();
    expect(registers.read(1)).toMatchObject(code(20));
    expect(registers.apply(["write", 1, { a: [1], b: null }])).toEqual(OK);
    expect(registers.read(1)).toEqual({ type: "read_ok", value: { a: [1], b: null } });
    expect(registers.read("1")).toMatchObject(code(20));
    expect(registers.apply(["cas", 1, { b: null, a: [1] }, null, false])).toEqual({
      type: "cas_ok",
    });
    expect(registers.read(1)).toEqual({ type: "read_ok", value: null });
  });

  it("are not changed by a comparison that fails, or of what is not there", () => {
    const registers = new Registers();
    expect(registers.apply(["cas", "x", 0, 1, false])).toMatchObject(code(20));
    expect(registers.read("x")).toMatchObject(code(20));
    expect(registers.apply(["cas", "x", 0, 1, true])).toEqual({ type: "cas_ok" });
    expect(registers.apply(["cas", "x", 0, 2, true])).toMatchObject(code(22));
    expect(registers.read("x")).toEqual({ type: "read_ok", value: 1 });
  });

  it("come whole out of a snapshot, which does not change any more", () => {
    const registers = new Registers();
    registers.apply(["write", "x", 1]);
    const state = registers.snapshot();
    registers.apply(["write", "x", 2]);
    const others = new Registers();
    others.apply(["write", "y", 1]);
    others.restore(state);
    expect([others.read("x"), others.read("y")]).toMatchObject([{ value: 1 }, code(20)]);
  });
});

/** A node that hears nobody for so long. */
async function lonely(ms: number): Promise<HandDriven> {
  const driven = readyNode(linKvRaft);
  await driven.pass(ms);
  driven.bodies();
  return driven;
}

describe("a node that finds no leader", () => {
  it("says for certain that nothing happened, when its patience is over", async () => {
    const node = await lonely(2000);
    for (const [i, type] of ["read", "write", "cas"].entries())
      node.hear({ type, msg_id: 7 + i, key: 1, value: 1, from: 1, to: 2 });
    await node.pass(800);
    expect(node.bodies().filter(({ in_reply_to: id }) => id !== undefined)).toEqual([]);
    await node.pass(101);
    const answers = node.bodies().filter(({ in_reply_to: id }) => id !== undefined);
    expect(answers).toMatchObject([7, 8, 9].map((id) => ({ ...code(11), in_reply_to: id })));
  });

  it("does not, once a leader may have heard of it", async () => {
    const node = await lonely(0);
    const heartbeat = { term: 1, round: 1, prevIndex: 0, prevTerm: 0, entries: [], commit: 0 };
    node.hear({ type: "raft_append", ...heartbeat }, "n2");
    node.hear({ type: "write", msg_id: 7, key: 1, value: 1 });
    node.hear({ type: "read", msg_id: 8, key: 1 });
    const sent = node.bodies().map(({ type }) => type);
    expect(sent).toEqual(["raft_append_answer", "raft_propose", "raft_read"]);
    await node.pass(901);
    const answers = node.bodies().filter(({ in_reply_to: id }) => id !== undefined);
    // A read never changes anything.
    expect(answers).toMatchObject([code(0), code(11)]);
  });
});

describe("a leader", () => {
  it("puts a request into its log once, however long it takes", async () => {
    const node = await lonely(0);
    await node.pass(310);
    for (const type of ["raft_pre_vote_answer", "raft_vote_answer"])
      node.hear({ type, term: 1, granted: true }, "n2");
    node.hear({ type: "write", msg_id: 7, key: 1, value: 1 });
    // Somewhat less than it takes to give up without a majority.
    await node.pass(290);
    const written = node.node.disk.lines("raft").filter((line) => line.includes('"write"'));
    expect(written).toHaveLength(1);
  });
});

describe("a node", () => {
  it.each([
    ["read", {}, "key"],
    ["write", { key: 1 }, "value"],
    ["cas", { key: 1, from: 1 }, "to"],
  ])("says what is missing in %s %j", (type, fields, lacked) => {
    const node = readyNode(linKvRaft);
    node.hear({ type, msg_id: 7, ...fields });
    expect(node.bodies()).toMatchObject([
      { ...code(12), text: `the request must have a ${lacked}` },
    ]);
  });

  it("hears only nodes of the cluster as such", () => {
    const node = readyNode(linKvRaft);
    const vote = { type: "raft_vote", msg_id: 7, term: 9, lastIndex: 0, lastTerm: 0 };
    node.hear(vote, "c9");
    expect(node.bodies()).toMatchObject([code(10)]);
  });

  it("by itself answers at once", async () => {
    const node = new HandDriven(linKvRaft);
    node.init(["n1"]);
    await node.pass(400);
    node.bodies();
    node.hear({ type: "write", msg_id: 7, key: 1, value: 5 });
    node.hear({ type: "read", msg_id: 8, key: 1 });
    await turn();
    expect(node.bodies()).toMatchObject([OK, { type: "read_ok", value: 5 }]);
  });

  it("takes no permission to read that was given to its life before", async () => {
    const node = await lonely(0);
    const append = { type: "raft_append", term: 1, prevIndex: 0, prevTerm: 0, entries: [] };
    node.hear({ ...append, round: 1, commit: 0 }, "n2");
    node.hear({ type: "read", msg_id: 8, key: 1 });
    for (const [life, answers] of [
      [0, 0],
      [1, 1],
    ]) {
      node.bodies();
      node.hear({ type: "raft_readable", life, numbers: [1], index: 0 }, "n2");
      await turn();
      expect(node.bodies()).toHaveLength(answers!);
    }
  });
});

describe("lin-kv on Raft", () => {
  const seeds = Array.from({ length: 12 }, (_, i) => `${i + 1}`);

  it.each([3, 5])("is linearizable whatever happens, on %d nodes", async (count) => {
    for (const seed of seeds) {
      const tested = await trial(linKvRaft, { ...EVERYTHING, nodes: nodes(count), seed });
      const { complaints, valid } = tested.outcome;
      expect({ seed, complaints, valid }).toEqual({ seed, complaints: [], valid: true });
    }
  });

  it("goes the same way for the same seed", async () => {
    const plan = { ...EVERYTHING, seed: "1" };
    const [first, again] = [await trial(linKvRaft, plan), await trial(linKvRaft, plan)];
    expect(again.trace).toBe(first.trace);
  });

  it("does not wait for a heartbeat", async () => {
    const args = ["--heartbeat-ms", "1000", "--election-ms", "2000"];
    const tested = await trial(linKvRaft, { args, timeLimitMs: 10_000 });
    const begun = new Map<number, number>();
    const took: number[] = [];
    for (const { process: id, type, timeNs = 0 } of tested.outcome.record.history) {
      if (type === "invoke") begun.set(id, timeNs);
      else if (begun.get(id)! > 5e9) took.push((timeNs - begun.get(id)!) / 1e6);
    }
    expect(took.length).toBeGreaterThan(100);
    // To the leader, to a majority and back, and to the node; twice the middle when a batch was under way.
    expect(Math.max(...took)).toBeLessThanOrEqual(60);
  });

  it("answers everything when nothing happens", async () => {
    const tested = await trial(linKvRaft, { nodes: nodes(5) });
    expect(answered(tested, 0, 5000).share).toBe(1);
    expect(tested.outcome.valid).toBe(true);
  });

  it("answers while a majority is there, and forgets nothing when all die at once", async () => {
    const ids = nodes(5);
    const plan = { nodes: ids, timeLimitMs: 12_000, concurrency: 20 };
    const { script } = await trial(linKvRaft, plan);
    const strikes = [
      strike(2000, "kill", ["n0", "n1"]),
      strike(4000, "restart", ["n0", "n1"]),
      cut(5000, ids, ["n2", "n3"]),
      { ...strike(7000, "heal", []), cuts: [] },
      strike(8000, "kill", ids),
      strike(9000, "restart", ids),
    ];
    const tested = await trial(linKvRaft, plan, { ...script, strikes });
    expect(tested.outcome.complaints).toEqual([]);
    expect(answered(tested, 0, 2000 - 50).share).toBe(1);
    // Two of five nodes answer nobody, and their clients wait; the first moments go to an election.
    expect(answered(tested, 2600, 4000).share).toBeGreaterThan(0.55);
    expect(answered(tested, 4200, 4950).share).toBe(1);
    expect(answered(tested, 5600, 7000).share).toBeGreaterThan(0.55);
    expect(answered(tested, 8000, 9000 - 900)).toMatchObject({ share: 0 });
    const after = answered(tested, 10_000, 12_000);
    expect(after.share).toBe(1);
    expect(after.count).toBeGreaterThan(50);
  });
});
