/**
 * Goal: a read costs no entry, and still sees all that was settled when it began.
 */
import { describe, expect, it } from "vitest";

import { agreement, Cluster, HEARTBEAT_MS, LONG_MS } from "./raft_fixture.ts";

describe("a read", () => {
  it("waits until others have answered the leader since", () => {
    const cluster = new Cluster(["a", "b", "c"]);
    cluster.elect("a");
    const a = cluster.of("a");
    cluster.act("a", ({ raft }) => raft.read("r1", cluster.nowMs));
    // What was under way before does not count.
    a.raft.receive("b", agreement(1, { round: 2, index: 1 }), cluster.nowMs);
    expect(a.readable).toEqual([]);
    cluster.deliver();
    expect(a.readable).toEqual([["r1", 1]]);
  });

  it("is not let through by a leader that is one no more", () => {
    const cluster = new Cluster(["a", "b", "c"]);
    cluster.elect("a");
    cluster.cutOff.add("a");
    cluster.elect("b");
    cluster.propose("b", "new");
    cluster.deliver();
    expect(cluster.leaders).toEqual(["a", "b"]);
    cluster.cutOff.clear();
    cluster.act("a", ({ raft }) => raft.read("stale", cluster.nowMs));
    cluster.deliver();
    expect(cluster.of("a").readable).toEqual([]);
    expect(cluster.of("a").raft.read("refused", cluster.nowMs)).toBe(false);
  });

  it("waits for an entry of the leader's own term: others may have settled more than it knows", () => {
    const cluster = new Cluster(["a", "b", "c"]);
    cluster.elect("a");
    cluster.propose("a", "x");
    cluster.deliver();
    expect([cluster.of("a").raft.state.commit, cluster.of("b").raft.state.commit]).toEqual([2, 1]);
    // b is elected, and knows of 1 only. Its own entry gets lost.
    cluster.nowMs += LONG_MS;
    cluster.act("b", ({ raft }) => raft.tick(cluster.nowMs));
    for (;;) {
      const sent = cluster.network.shift();
      if (sent === undefined) break;
      if (sent.message.type !== "raft_append")
        cluster.act(sent.to, ({ raft }) => raft.receive(sent.from, sent.message, cluster.nowMs));
    }
    const b = cluster.of("b");
    expect([b.raft.role, b.raft.state.commit]).toEqual(["leader", 1]);
    b.raft.read("r", cluster.nowMs);
    for (const from of ["a", "c"])
      b.raft.receive(from, agreement(2, { round: 99, agreed: false }), cluster.nowMs);
    expect(b.readable).toEqual([]);
    cluster.pass(4 * HEARTBEAT_MS, ["b"]);
    expect(b.readable).toEqual([["r", 3]]);
  });

  it("shares its round with those that came during the one before", () => {
    const cluster = new Cluster(["a", "b", "c"]);
    cluster.elect("a");
    cluster.network = [];
    for (const ticket of ["r1", "r2", "r3"])
      cluster.act("a", ({ raft }) => raft.read(ticket, cluster.nowMs));
    expect(cluster.network.length).toBe(2);
    cluster.deliver();
    expect(cluster.of("a").readable.map(([ticket]) => ticket)).toEqual(["r1", "r2", "r3"]);
  });
});
