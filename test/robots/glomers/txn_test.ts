/**
 * Goal: transactions never wait, and yet nobody ever sees what was not committed, or a part of a
 * transaction, or goes in a circle, whatever becomes of messages and clocks.
 */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { robotId } from "../../../robots/engine/ids.ts";
import { randomBelow, seededRandom } from "../../../robots/engine/random.ts";
import { GossipReplica } from "../../../robots/glomers/gossip_replica.ts";
import txnNode from "../../../robots/glomers/txn_read_committed.ts";
import {
  type Operation,
  parseTransaction,
  TxnReplica,
} from "../../../robots/glomers/txn_replica.ts";
import {
  BAD_LINKS,
  DEATHS,
  nodes,
  PARTITIONS,
  type Plan,
  trial,
} from "../../workbench/parts/trial.ts";
import { HandDriven } from "../node/fixture.ts";

const SEEDS = ["1", "2", "3", "4"];

function valuesOf(operations: readonly Operation[]): unknown[] {
  return operations.map(([, , value]) => value);
}

describe("a transaction", () => {
  it("sees what was committed before, and its own writes", () => {
    const replica = new TxnReplica("a");
    replica.perform([["w", 1, 10]], 0);
    const performed = replica.perform(
      [
        ["r", 1, null],
        ["w", 1, 11],
        ["r", 1, null],
        ["w", 1, 12],
        ["r", 1, null],
        ["r", 2, null],
      ],
      0,
    );
    expect(valuesOf(performed)).toEqual([10, 11, 11, 12, 12, null]);
    expect(valuesOf(replica.perform([["r", 1, null]], 0))).toEqual([12]);
  });

  it("keeps keys and values of any kind apart", () => {
    const replica = new TxnReplica("a");
    const pairs: [unknown, unknown][] = [
      [1, "one"],
      ["1", 1],
      [null, { a: [1] }],
      [[1], null],
      ["ä", "ö"],
    ];
    replica.perform(
      pairs.map(([key, value]): Operation => ["w", key, value]),
      0,
    );
    const read = replica.perform(
      pairs.map(([key]): Operation => ["r", key, null]),
      0,
    );
    expect(valuesOf(read)).toEqual(pairs.map(([, value]) => value));
  });

  it("that only reads leaves nothing behind", () => {
    const replica = new TxnReplica("a");
    replica.perform([["r", 1, null]], 0);
    replica.perform([], 0);
    expect(replica.registers.size).toBe(0);
  });

  it("is a list of reads and writes, and nothing else", () => {
    expect(parseTransaction([["r", 1, null]])).toEqual([["r", 1, null]]);
    for (const txn of [undefined, {}, [1], [["r", 1]], [["append", 1, 2]], [["w", 1, 2, 3]]]) {
      expect(parseTransaction(txn)).toBeUndefined();
    }
  });
});

const NAMES = ["n0", "n1", "n2"].map(robotId);

/** Three replicas, and all messages that are on their way. */
function world() {
  return NAMES.map((name) => {
    const replica = new TxnReplica(name);
    return { name, replica, gossip: new GossipReplica(replica.registers) };
  });
}

describe("replicas of transactions", () => {
  // Each transaction writes one new value to both x and y, and perhaps one that nobody else writes.
  it("show all of a transaction or nothing, and agree at the end", () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const random = seededRandom(String(seed));
        const all = world();
        const onTheirWay: { to: number; from: number; message: Uint8Array }[] = [];
        const send = (from: number, to: number, messages: readonly Uint8Array[]): void => {
          for (const message of messages) {
            if (random() < 0.2) continue;
            onTheirWay.push({ to, from, message });
            if (random() < 0.2) onTheirWay.push({ to, from, message });
          }
        };
        for (let step = 1; step <= 150; step++) {
          const at = randomBelow(random, all.length);
          const { replica, gossip } = all[at]!;
          // Clocks go as they like.
          const nowMs = 1000 * randomBelow(random, 10);
          const dice = random();
          if (dice < 0.4) {
            const writes: Operation[] = [
              ["w", "x", step],
              ["w", "y", step],
            ];
            // Were they not one, of two that cross each would win one of both.
            if (random() < 0.5) writes.reverse();
            replica.perform(random() < 0.5 ? writes : [...writes, ["w", `z${step}`, step]], nowMs);
          } else if (dice < 0.6) {
            if (gossip.pushNext()) {
              for (const to of all.keys()) {
                if (to !== at) send(at, to, gossip.begin(all[to]!.name, nowMs));
              }
            }
          } else if (dice < 0.7) {
            const to = (at + 1 + randomBelow(random, all.length - 1)) % all.length;
            gossip.converseNext(0);
            send(at, to, gossip.begin(all[to]!.name, nowMs));
          } else if (onTheirWay.length > 0) {
            const nth = randomBelow(random, onTheirWay.length);
            const [{ to, from, message }] = onTheirWay.splice(nth, 1) as [(typeof onTheirWay)[0]];
            const source = { from: all[from]!.name, boot: 1, seq: step };
            const merged = all[to]!.gossip.merge(message, source, nowMs);
            if ("replies" in merged) send(to, from, merged.replies ?? []);
            expect(merged.kind).not.toBe("refused");
          }
          const seen = valuesOf(
            replica.perform(
              [
                ["r", "x", null],
                ["r", "y", null],
              ],
              nowMs,
            ),
          );
          expect(seen[0]).toBe(seen[1]);
        }
        for (let round = 0; round < 3; round++) meetAll(all);
        const ends = all.map(({ replica }) => valuesOf(replica.perform([["r", "x", null]], 0))[0]);
        expect(new Set(ends).size).toBe(1);
      }),
      { numRuns: 30 },
    );
  });

  it("let the write of whoever has seen another win, by whatever clocks", () => {
    fc.assert(
      fc.property(fc.nat(100_000), fc.nat(50_000), (firstMs, laterMs) => {
        const [a, b] = world() as [ReturnType<typeof world>[0], ReturnType<typeof world>[0]];
        a.replica.perform([["w", 1, "first"]], firstMs);
        a.gossip.pushNext();
        for (const message of a.gossip.begin(b.name, 0)) {
          b.gossip.merge(message, { from: a.name, boot: 1, seq: 1 }, firstMs);
        }
        b.replica.perform(
          [
            ["r", 1, null],
            ["w", 1, "second"],
          ],
          laterMs,
        );
        meetAll([a, b]);
        for (const { replica } of [a, b]) {
          expect(valuesOf(replica.perform([["r", 1, null]], 0))).toEqual(["second"]);
        }
      }),
    );
  });

  it("remember no more transactions than there are registers", () => {
    const replica = new TxnReplica("a");
    const gossip = new GossipReplica(replica.registers);
    const random = seededRandom("memory");
    for (let n = 0; n < 5000; n++) {
      const keys = [randomBelow(random, 50), randomBelow(random, 50)];
      replica.perform(
        keys.map((key): Operation => ["w", key, n]),
        n,
      );
    }
    expect(replica.registers.size).toBeLessThanOrEqual(50);
    expect(gossip.newsCount).toBeLessThanOrEqual(50);
  });
});

describe("nodes", () => {
  it("that were started hours later win and lose like others", async () => {
    const [early, late] = [txnLife("n1", 8 * 3600_000), txnLife("n2", 0)];
    expect(answer(early, [["w", 1, "early"]])).toEqual([["w", 1, "early"]]);
    await exchange(early, late);
    expect(answer(late, [["r", 1, null]])).toEqual([["r", 1, "early"]]);
    // Also when it has not read what it replaces: it is the later one.
    expect(answer(late, [["w", 1, "late"]])).toEqual([["w", 1, "late"]]);
    await exchange(late, early);
    expect(answer(early, [["r", 1, null]])).toEqual([["r", 1, "late"]]);
    expect([...early.logged, ...late.logged]).toEqual([]);
  });

  it("that have not heard of a write yet replace it, if they write later by the cluster's time", async () => {
    const [early, late] = [txnLife("n1", 8 * 3600_000), txnLife("n2", 0)];
    await exchange(early, late);
    answer(early, [["w", 1, "early"]]);
    await late.pass(1000);
    answer(late, [["w", 1, "late"]]);
    await exchange(late, early);
    await exchange(early, late);
    for (const node of [early, late]) {
      expect(answer(node, [["r", 1, null]])).toEqual([["r", 1, "late"]]);
    }
  });

  it("that come back without their memory are heard like before", async () => {
    const other = txnLife("n2", 0);
    for (const [life, luck] of [0.1, 0.2, 0.3].entries()) {
      const node = txnLife("n1", 1000 * life, luck);
      answer(node, [["w", 1, life]]);
      await exchange(node, other);
      expect(answer(other, [["r", 1, null]])).toEqual([["r", 1, life]]);
    }
    expect(other.logged).toEqual([]);
  });

  it("refuse what is no transaction, and live on", () => {
    const node = txnLife("n1", 0);
    node.hear({ type: "txn", msg_id: 1, txn: [["append", 1, 2]] });
    expect(node.bodies()).toMatchObject([{ type: "error", code: 12 }]);
    expect(node.broken).toEqual([]);
  });
});

describe("the challenges", () => {
  const fast: Partial<Plan> = { rate: 1000, availability: "total", concurrency: 4 };
  const cases: readonly (readonly [file: string, what: string, plan: Partial<Plan>])[] = [
    [
      "txn_single",
      "quickly, serializable on one node",
      {
        ...fast,
        nodes: nodes(1),
        concurrency: 2,
        consistencyModels: ["strict-serializable"],
      },
    ],
    [
      "txn_read_uncommitted",
      "quickly, under partitions",
      {
        ...fast,
        ...PARTITIONS,
        nodes: nodes(2),
        consistencyModels: ["read-uncommitted"],
      },
    ],
    [
      "txn_read_committed",
      "quickly, under partitions",
      {
        ...fast,
        ...PARTITIONS,
        nodes: nodes(2),
        consistencyModels: ["read-committed"],
      },
    ],
    [
      "txn_read_committed",
      "in any weather",
      {
        ...BAD_LINKS,
        rate: 500,
        nemesis: { faults: ["partition", "one-way", "pause"], intervalMs: 500 },
        consistencyModels: ["read-committed"],
      },
    ],
    [
      "txn_read_committed",
      "when nodes are killed",
      {
        ...DEATHS,
        consistencyModels: ["read-committed"],
      },
    ],
  ];

  it.each(cases)("%s passes %s", async (file, _, plan) => {
    for (const seed of SEEDS) {
      const { outcome } = await trial(`../../robots/glomers/${file}`, {
        workload: "txn-rw-register",
        ...plan,
        seed,
      });
      expect({ seed, complaints: outcome.complaints }).toEqual({ seed, complaints: [] });
      expect(outcome.valid).toBe(true);
    }
  });

  it("cost a message for dozens of transactions", async () => {
    const { outcome } = await trial("../../robots/glomers/txn_read_committed", {
      workload: "txn-rw-register",
      ...fast,
      nodes: nodes(2),
      timeLimitMs: 10_000,
      consistencyModels: ["read-committed"],
    });
    expect(outcome.complaints).toEqual([]);
    expect(outcome.net.servers.msgCount / outcome.stats.count).toBeLessThan(0.1);
  });
});

/** Everyone with everyone, on a good network. */
function meetAll(all: ReturnType<typeof world>): void {
  for (const [i, a] of all.entries()) {
    for (const b of all.slice(i + 1)) {
      a.gossip.converseNext(0);
      let [to, from, waiting] = [b, a, a.gossip.begin(b.name, 0)];
      for (let turns = 0; turns < 20 && waiting.length > 0; turns++) {
        const replies: Uint8Array[] = [];
        for (const message of waiting) {
          const source = { from: from.name, boot: 1, seq: 1 };
          const merged = to.gossip.merge(message, source, 100_000);
          if ("replies" in merged) replies.push(...(merged.replies ?? []));
        }
        [to, from, waiting] = [from, to, replies];
      }
    }
  }
}

function txnLife(id: string, nowMs: number, luck = 0): HandDriven {
  const node = new HandDriven(txnNode, { luck });
  node.nowMs = nowMs;
  node.hear({ type: "init", msg_id: 1, node_id: id, node_ids: ["n1", "n2"] }, "c0");
  node.bodies();
  return node;
}

function answer(node: HandDriven, txn: readonly Operation[]): unknown {
  node.hear({ type: "txn", msg_id: 1, txn });
  return node.bodies().find(({ type }) => type === "txn_ok")?.["txn"];
}

/** Lets `from` push what is new. */
async function exchange(from: HandDriven, to: HandDriven): Promise<void> {
  await from.pass(60);
  for (const body of from.bodies()) if (body.type === "gossip") to.hear(body, from.node.id);
}
