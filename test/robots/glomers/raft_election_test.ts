/**
 * Goal: who leads is the choice of a majority, one a term, with a log that lacks nothing that is settled; and
 * what is promised is written down first.
 */
import { describe, expect, it } from "vitest";

import type { RaftMessage } from "../../../robots/glomers/raft_messages.ts";
import {
  append,
  Cluster,
  ELECTION_MS,
  entries,
  LONG_MS,
  Member,
  preVote,
  vote,
} from "./raft_fixture.ts";

const FIVE = ["a", "b", "c", "d", "e"];

describe("a vote", () => {
  it("goes to the first who asks, once in a term, however often it asks", () => {
    const member = new Member("a");
    expect(member.hear("b", vote(1))).toMatchObject({ term: 1, granted: true });
    expect(member.hear("c", vote(1))).toMatchObject({ term: 1, granted: false });
    expect(member.hear("b", vote(1))).toMatchObject({ term: 1, granted: true });
    expect(member.hear("c", vote(2))).toMatchObject({ term: 2, granted: true });
    expect(member.hear("b", vote(1))).toMatchObject({ term: 2, granted: false });
  });

  it("is remembered by the next life, and so is the term", () => {
    const member = new Member("a");
    member.hear("b", vote(3));
    expect(member.reborn().hear("c", vote(3))).toMatchObject({ granted: false });
    expect(member.reborn().hear("b", vote(3))).toMatchObject({ granted: true });
    expect(member.reborn().hear("c", vote(2))).toMatchObject({ term: 3, granted: false });
  });

  it.each([
    ["of a later term", [1, 3], true],
    ["as long", [2, 2], true],
    ["longer", [3, 2], true],
    ["shorter", [1, 2], false],
    ["longer, of an earlier term", [9, 1], false],
  ] as const)("depends on the log: %s", (_, last, granted) => {
    for (const ask of [vote, preVote]) {
      const member = new Member("a");
      member.hear("c", append(2, { entries: entries(1, 2) }));
      expect(member.hear("b", ask(4, last), LONG_MS)).toMatchObject({ granted });
    }
  });

  it("of a candidate goes to itself, in this life and the next", () => {
    const cluster = new Cluster(["a", "b", "c"]);
    cluster.elect("a");
    expect(cluster.leaders).toEqual(["a"]);
    expect(cluster.of("a").hear("b", vote(1))).toMatchObject({ granted: false });
    expect(cluster.of("a").reborn().hear("b", vote(1))).toMatchObject({ granted: false });
  });

  it("for an earlier term does not elect", () => {
    const cluster = new Cluster(["a", "b", "c"]);
    cluster.cutOff.add("a");
    cluster.elect("a");
    const a = cluster.of("a");
    const yes = { type: "raft_pre_vote_answer", granted: true } as const;
    a.raft.receive("b", { ...yes, term: 1 }, cluster.nowMs);
    expect(a.raft.role).toBe("candidate");
    a.raft.receive("b", { type: "raft_vote_answer", term: 0, granted: true }, cluster.nowMs);
    a.raft.receive("b", { type: "raft_vote_answer", term: 1, granted: false }, cluster.nowMs);
    expect(a.raft.role).toBe("candidate");
    a.raft.receive("b", { type: "raft_vote_answer", term: 1, granted: true }, cluster.nowMs);
    expect(a.raft.role).toBe("leader");
  });

  it("of the same member twice is one vote", () => {
    const member = new Member("a", { ids: FIVE });
    member.raft.tick(LONG_MS);
    for (const from of ["b", "b", "c"])
      member.raft.receive(from, { type: "raft_pre_vote_answer", term: 1, granted: true }, LONG_MS);
    for (const from of ["b", "b", "b"])
      member.raft.receive(from, { type: "raft_vote_answer", term: 1, granted: true }, LONG_MS);
    expect(member.raft.role).toBe("candidate");
  });
});

describe("a pre-vote", () => {
  it("changes nothing at all", () => {
    const member = new Member("a");
    expect(member.hear("b", preVote(7))).toMatchObject({ term: 7, granted: true });
    expect(member.hear("c", preVote(7))).toMatchObject({ term: 7, granted: true });
    expect([member.raft.term, member.deeds.includes("save")]).toEqual([0, false]);
  });

  it("is refused by a leader and by those who hear it", () => {
    const cluster = new Cluster(["a", "b", "c"]);
    cluster.elect("a");
    const { nowMs } = cluster;
    for (const id of ["a", "b"]) {
      const answer = cluster.of(id).hear("c", preVote(2, [9, 1]), nowMs + ELECTION_MS - 1);
      expect(answer).toMatchObject({ term: 1, granted: false });
    }
    const late = nowMs + ELECTION_MS;
    expect(cluster.of("b").hear("c", preVote(2, [9, 1]), late)).toMatchObject({ granted: true });
  });

  it("keeps a member that was cut off from disturbing the others", () => {
    const cluster = new Cluster(["a", "b", "c"]);
    cluster.elect("a");
    cluster.cutOff.add("c");
    cluster.pass(20 * LONG_MS, ["a", "c"]);
    expect(cluster.of("c").raft.role).toBe("pre-candidate");
    cluster.cutOff.clear();
    cluster.pass(LONG_MS, ["a", "c"]);
    expect(cluster.ids.map((id) => cluster.of(id).raft.term)).toEqual([1, 1, 1]);
    expect(cluster.leaders).toEqual(["a"]);
  });
});

describe("what is promised", () => {
  it.each<readonly [string, RaftMessage]>([
    ["a vote", vote(1)],
    ["that entries are there", append(1, { entries: entries(1) })],
    [
      "that a snapshot is there",
      { type: "raft_install", term: 1, round: 1, snapshot: { index: 3, term: 1, state: [] } },
    ],
  ])("%s: it is written down first", (_, message) => {
    const member = new Member("a");
    member.hear("b", message);
    expect(member.deeds.at(-1)).toMatch(/_answer$/);
    expect(member.deeds.slice(0, -1).every((deed) => deed === "save")).toBe(true);
    expect(member.deeds.length).toBeGreaterThan(1);
  });

  it("is written down by a candidate and a leader before they ask others", () => {
    const cluster = new Cluster(["a", "b", "c"]);
    cluster.elect("a");
    cluster.propose("a", "x");
    const { deeds } = cluster.of("a");
    expect(deeds.filter((deed, i) => deed !== deeds[i - 1])).toEqual([
      "raft_pre_vote",
      "save",
      "raft_vote",
      "save",
      "raft_append",
      "save",
      "raft_append",
    ]);
  });
});
