/**
 * Goal: a leader settles what a majority has written down, and a follower has what its leader has.
 */
import { describe, expect, it } from "vitest";

import { UNSETTLED_MAX } from "../../../robots/glomers/raft.ts";
import {
  agreement,
  append,
  Cluster,
  entries,
  HEARTBEAT_MS,
  leadIn,
  LONG_MS,
  Member,
  vote,
} from "./raft_fixture.ts";

const FIVE = ["a", "b", "c", "d", "e"];

describe("a leader", () => {
  it("settles what a majority has, and tells with the next message", () => {
    const cluster = new Cluster(["a", "b", "c"]);
    cluster.elect("a");
    cluster.propose("a", "x", "y");
    expect(cluster.of("a").applied).toEqual([]);
    cluster.deliver();
    expect(cluster.of("a").applied).toEqual(["x", "y"]);
    expect(cluster.of("b").applied).toEqual([]);
    cluster.act("a", ({ raft }) => raft.inform("b", cluster.nowMs));
    cluster.deliver();
    expect(cluster.of("b").applied).toEqual(["x", "y"]);
    cluster.pass(2 * HEARTBEAT_MS, ["a"]);
    expect(cluster.of("c").applied).toEqual(["x", "y"]);
  });

  it("settles nothing without one, gives up, and its entries give way", () => {
    const cluster = new Cluster(["a", "b", "c"]);
    cluster.elect("a");
    cluster.cutOff.add("a");
    cluster.propose("a", "lost");
    cluster.pass(LONG_MS, ["a"]);
    expect(cluster.of("a").applied).toEqual([]);
    expect(cluster.leaders).toEqual([]);
    expect(cluster.of("a").raft.propose(["refused"], cluster.nowMs)).toBe(false);
    cluster.elect("b");
    cluster.propose("b", "kept");
    cluster.deliver();
    cluster.cutOff.clear();
    cluster.pass(4 * HEARTBEAT_MS, ["b"]);
    for (const id of cluster.ids) expect(cluster.of(id).applied).toEqual(["kept"]);
  });

  it("is the only member that counts of a cluster of one", () => {
    const member = new Member("a", { ids: ["a"] });
    member.raft.tick(LONG_MS);
    expect(member.raft.propose(["x"], LONG_MS)).toBe(true);
    expect(member.applied).toEqual(["x"]);
    member.raft.read("r", LONG_MS);
    expect(member.readable).toEqual([["r", 2]]);
  });

  it("sends what was lost again, and one batch at a time", () => {
    const cluster = new Cluster(["a", "b", "c"]);
    cluster.elect("a");
    cluster.network = [];
    for (const command of [1, 2, 3]) cluster.propose("a", command);
    const batches = cluster.network.flatMap(({ message }) =>
      message.type === "raft_append" ? [message.entries.length] : [],
    );
    expect(batches).toEqual([1, 1]);
    cluster.network = [];
    cluster.pass(4 * HEARTBEAT_MS, ["a"]);
    expect(cluster.of("b").terms).toEqual([1, 1, 1, 1]);
    expect(cluster.of("a").applied).toEqual([1, 2, 3]);
  });

  it("sends somebody who is silent no entries, until it is heard", () => {
    const cluster = new Cluster(["a", "b", "c"]);
    cluster.elect("a");
    cluster.cutOff.add("c");
    cluster.pass(LONG_MS, ["a"]);
    cluster.propose("a", "x");
    const toC = cluster.network.filter(({ to }) => to === "c").map(({ message }) => message);
    expect(toC).toMatchObject([{ type: "raft_append", entries: [] }]);
    cluster.cutOff.clear();
    cluster.pass(2 * HEARTBEAT_MS, ["a"]);
    expect(cluster.of("c").terms).toEqual([1, 1]);
  });

  it("does not settle an entry of an earlier term by counting (figure 8)", () => {
    // It has led in term 2 and written "2.1", which only b got then; c led in term 3. Now it leads again.
    const member = new Member("a", { ids: FIVE });
    member.hear("e", append(2, { entries: entries(1, 2) }));
    leadIn(member, 4);
    const agreeUpTo = (from: string, index: number): void =>
      member.raft.receive(from, agreement(4, { index }), LONG_MS);
    // A majority has it, but not yet the first of term 4: e may be elected with its log of term 3.
    agreeUpTo("b", 2);
    agreeUpTo("c", 2);
    agreeUpTo("d", 2);
    expect([member.raft.state.commit, member.applied]).toEqual([0, []]);
    agreeUpTo("b", 3);
    expect(member.raft.state.commit).toBe(0);
    agreeUpTo("c", 3);
    expect([member.raft.state.commit, member.applied]).toEqual([3, ["1.0", "2.1"]]);
  });

  it("does not count answers of another term, or of strangers", () => {
    const member = new Member("a");
    leadIn(member, 2);
    member.raft.receive("b", agreement(1, { index: 1 }), LONG_MS);
    member.raft.receive("x", agreement(2, { index: 1 }), LONG_MS);
    expect(member.raft.state.commit).toBe(0);
    member.raft.receive("b", agreement(2, { index: 1 }), LONG_MS);
    expect(member.raft.state.commit).toBe(1);
  });

  it("takes no more than can be settled", () => {
    const member = new Member("a");
    leadIn(member, 1);
    const many = Array.from({ length: UNSETTLED_MAX - 1 }, (_, i) => i);
    expect(member.raft.propose(many, LONG_MS)).toBe(true);
    expect(member.raft.propose([1], LONG_MS)).toBe(false);
    expect(member.raft.state.log.size).toBe(UNSETTLED_MAX);
  });
});

describe("a follower", () => {
  it("takes entries only after one that agrees, and says where to look", () => {
    const member = new Member("a");
    const far = append(1, { prevIndex: 3, prevTerm: 1, entries: entries(1) });
    expect(member.hear("b", far)).toMatchObject({ agreed: false, index: 0 });
    member.hear("b", append(1, { entries: entries(1, 1, 1), commit: 1 }));
    expect(member.hear("b", far)).toMatchObject({ agreed: true, index: 4 });
    const other = append(2, { prevIndex: 2, prevTerm: 2, entries: entries(2) });
    expect(member.hear("c", other)).toMatchObject({ agreed: false, index: 1 });
    expect(member.terms).toEqual([1, 1, 1, 1]);
  });

  it("gives up what conflicts and all after it, and nothing else", () => {
    const member = new Member("a");
    member.hear("b", append(1, { entries: entries(1, 1, 1) }));
    // A late message says less than is there.
    member.hear("b", append(1, { entries: entries(1) }));
    expect(member.terms).toEqual([1, 1, 1]);
    member.hear("c", append(2, { prevIndex: 1, prevTerm: 1, entries: entries(2) }));
    expect(member.terms).toEqual([1, 2]);
    expect(member.reborn().terms).toEqual([1, 2]);
  });

  it("settles no more than it has from this leader", () => {
    const member = new Member("a");
    member.hear("b", append(1, { entries: entries(1, 1, 1) }));
    // c may have others there.
    member.hear("c", append(2, { prevIndex: 1, prevTerm: 1, commit: 3 }));
    expect(member.applied).toEqual(["1.0"]);
    expect(() => member.hear("d", append(3, { entries: entries(3), commit: 1 }))).toThrow(
      "entry 1 is settled and must not be replaced",
    );
  });

  it("does not hear a leader of an earlier term", () => {
    const member = new Member("a");
    member.hear("b", vote(3));
    const late = append(2, { entries: entries(2) });
    expect(member.hear("c", late)).toMatchObject({ term: 3, agreed: false });
    expect(member.terms).toEqual([]);
    const snapshot = { index: 3, term: 1, state: [] };
    const install = { type: "raft_install", term: 2, round: 1, snapshot } as const;
    expect(member.hear("c", install)).toMatchObject({ term: 3, agreed: false });
    expect(member.raft.state.snapshot).toBeUndefined();
  });

  it("has its log in the next life", () => {
    const member = new Member("a");
    member.hear("b", append(1, { entries: entries(1, 1) }));
    member.hear("b", append(1, { prevIndex: 2, prevTerm: 1, entries: entries(1), commit: 3 }));
    const next = member.reborn();
    expect([next.terms, next.raft.term, next.applied]).toEqual([[1, 1, 1], 1, []]);
    next.hear("b", append(1, { prevIndex: 3, prevTerm: 1, commit: 3 }));
    expect(next.applied).toEqual(["1.0", "1.1", "1.0"]);
  });
});
