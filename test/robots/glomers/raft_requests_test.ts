/**
 * Goal: a request that comes several times happens once, one that was given up never late, and it is known
 * which were ever sent.
 */
import { describe, expect, it } from "vitest";

import { RaftOutbox } from "../../../robots/glomers/raft_outbox.ts";
import { reachedByMajority } from "../../../robots/glomers/raft_progress.ts";
import { RaftSessions } from "../../../robots/glomers/raft_sessions.ts";

describe("a session", () => {
  it("admits each request once, in any order", () => {
    const sessions = new RaftSessions();
    const admitted = [2, 1, 2, 3, 1].map((number) => sessions.admit(["n1", 1, number, 1]));
    expect(admitted).toEqual([true, true, false, true, false]);
    expect(sessions.admit(["n2", 1, 1, 1])).toBe(true);
  });

  it("never admits what was given up, though it never happened", () => {
    const sessions = new RaftSessions();
    sessions.admit(["n1", 1, 3, 3]);
    expect(sessions.admit(["n1", 1, 2, 1])).toBe(false);
    expect(sessions.admit(["n1", 1, 4, 1])).toBe(true);
    expect(sessions.admit(["n1", 1, 2, 1])).toBe(false);
  });

  it("ends with the life of its node", () => {
    const sessions = new RaftSessions();
    sessions.admit(["n1", 1, 7, 7]);
    expect(sessions.admit(["n1", 2, 1, 1])).toBe(true);
    expect(sessions.admit(["n1", 1, 8, 7])).toBe(false);
    expect(sessions.admit(["n1", 2, 1, 1])).toBe(false);
  });

  it("keeps only what may come again, also through a snapshot", () => {
    const sessions = new RaftSessions();
    for (let number = 1; number <= 1000; number++)
      sessions.admit(["n1", 1, number, Math.max(1, number - 2)]);
    const json = sessions.toJson();
    expect(json).toEqual([["n1", 1, 998, [998, 999, 1000]]]);
    const others = new RaftSessions();
    others.admit(["n9", 1, 1, 1]);
    others.become(json);
    expect(others.toJson()).toEqual(json);
    expect(others.admit(["n1", 1, 999, 998])).toBe(false);
    expect(others.admit(["n1", 1, 1001, 998])).toBe(true);
    expect(sessions.toJson()).toEqual(json);
  });
});

describe("an outbox", () => {
  const lead = { who: "a", term: 1 };

  it("sends each request once to a leader, and again when nothing came of it", () => {
    const outbox = new RaftOutbox<string>();
    outbox.add("x");
    expect(outbox.due(lead, 100, 0)).toEqual([[1, "x"]]);
    outbox.add("y");
    expect(outbox.due(lead, 100, 50)).toEqual([[2, "y"]]);
    expect(outbox.due(lead, 100, 99)).toEqual([]);
    expect(outbox.due(lead, 100, 100)).toEqual([[1, "x"]]);
    expect(outbox.due(lead, Infinity, 9999)).toEqual([]);
  });

  it("sends all to another leader, and to one that is elected again", () => {
    const outbox = new RaftOutbox<string>();
    outbox.add("x");
    outbox.due(lead, 100, 0);
    expect(outbox.due({ who: "b", term: 2 }, 100, 1)).toEqual([[1, "x"]]);
    expect(outbox.due({ who: "b", term: 3 }, 100, 2)).toEqual([[1, "x"]]);
  });

  it("knows which are open and which were sent", () => {
    const outbox = new RaftOutbox<string>();
    expect(outbox.firstOpen).toBe(1);
    outbox.add("x");
    outbox.due(lead, 100, 0);
    outbox.add("y");
    outbox.add("z");
    expect(outbox.take(2)).toEqual({ value: "y", wasSent: false });
    expect([outbox.firstOpen, outbox.size]).toEqual([1, 2]);
    expect(outbox.take(1)).toEqual({ value: "x", wasSent: true });
    expect(outbox.take(1)).toBeUndefined();
    expect(outbox.firstOpen).toBe(3);
    outbox.take(3);
    expect(outbox.firstOpen).toBe(4);
  });
});

describe("a majority", () => {
  it.each([
    [[7], 7],
    [[7, 3], 3],
    [[7, 3, 5], 5],
    [[1, 2, 3, 4], 2],
    [[9, 0, 0, 4, 4], 4],
  ])("of %j has reached %d", (values, reached) => {
    expect(reachedByMajority(values)).toBe(reached);
  });
});
