/**
 * Goal: logs stay short, and nobody misses what was cut off.
 */
import { describe, expect, it } from "vitest";

import { append, Cluster, entries, LONG_MS, Member, vote } from "./raft_fixture.ts";

describe("a snapshot", () => {
  const logMax = 10;

  it("keeps log and journal short, and is the beginning of the next life", () => {
    const cluster = new Cluster(["a", "b", "c"], { logMax });
    cluster.elect("a");
    const commands = Array.from({ length: 200 }, (_, i) => i);
    for (const command of commands) {
      cluster.propose("a", command);
      cluster.deliver();
      cluster.act("a", ({ raft }) => raft.inform("b", cluster.nowMs));
      cluster.deliver();
      for (const id of ["a", "b"]) {
        expect(cluster.of(id).raft.state.log.size).toBeLessThanOrEqual(logMax + 1);
        expect(cluster.of(id).disk.lines("raft").length).toBeLessThanOrEqual(logMax + 3);
      }
    }
    expect(cluster.of("a").applied).toEqual(commands);
    const next = cluster.of("a").reborn({ logMax });
    const { length } = next.applied;
    expect(length).toBeGreaterThan(190);
    expect(next.applied).toEqual(commands.slice(0, length));
    expect(next.raft.state.log.lastIndex).toBe(201);
    expect(next.raft.term).toBe(1);
    expect(next.hear("c", vote(1, [201, 1]))).toMatchObject({ granted: false });
  });

  it("helps up who lacks what is cut off", () => {
    const cluster = new Cluster(["a", "b", "c"], { logMax });
    cluster.elect("a");
    cluster.cutOff.add("c");
    const commands = Array.from({ length: 50 }, (_, i) => i);
    for (const command of commands) {
      cluster.propose("a", command);
      cluster.deliver();
    }
    expect(cluster.of("a").raft.state.log.base.index).toBeGreaterThan(30);
    cluster.cutOff.clear();
    cluster.pass(LONG_MS, ["a"]);
    const c = cluster.of("c");
    expect(c.deeds.filter((deed) => deed === "save").length).toBeGreaterThan(0);
    expect(c.applied).toEqual(commands);
    expect(c.reborn({ logMax }).applied.length).toBeGreaterThan(40);
  });

  it("that says less than is known changes nothing", () => {
    const member = new Member("a");
    member.hear("b", append(1, { entries: entries(1, 1, 1), commit: 2 }));
    const snapshot = { index: 1, term: 1, state: ["1.0"] };
    const said = member.hear("b", { type: "raft_install", term: 1, round: 1, snapshot });
    expect(said).toMatchObject({ agreed: true, index: 2 });
    expect(member.applied).toEqual(["1.0", "1.1"]);
    expect(member.terms).toEqual([1, 1, 1]);
  });

  it("leaves what comes after it, when that agrees", () => {
    for (const [term, left] of [
      [1, [1]],
      [2, []],
    ] as const) {
      const member = new Member("a");
      member.hear("b", append(1, { entries: entries(1, 1, 1), commit: 1 }));
      const snapshot = { index: 2, term, state: ["s"] };
      member.hear("b", { type: "raft_install", term: 2, round: 1, snapshot });
      expect([member.applied, member.terms, member.reborn().terms]).toEqual([["s"], left, left]);
    }
  });

  it("makes old messages about what it stands for harmless", () => {
    const member = new Member("a");
    const snapshot = { index: 3, term: 1, state: ["s"] };
    member.hear("b", { type: "raft_install", term: 1, round: 1, snapshot });
    const late = append(1, { prevIndex: 1, prevTerm: 1, entries: entries(1, 1, 1), commit: 4 });
    expect(member.hear("b", late)).toMatchObject({ agreed: true, index: 4 });
    expect([member.applied, member.terms]).toEqual([["s", "1.2"], [1]]);
    const older = append(1, { prevIndex: 0, prevTerm: 0, entries: entries(1) });
    expect(member.hear("b", older)).toMatchObject({ agreed: true, index: 1 });
    expect(member.terms).toEqual([1]);
  });
});
