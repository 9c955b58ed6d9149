/**
 * Goal: whoever reads the chain has the same logs; what was acknowledged is in it once, also when the
 * store's answers get lost; Kafka on lin-kv is right whatever happens between nodes, and when they die.
 */
import { describe, expect, it } from "vitest";

import { seededRandom } from "../../../robots/engine/random.ts";
import { Chain } from "../../../robots/glomers/kafka_chain.ts";
import { ChainKeeper, READ_AHEAD_MAX } from "../../../robots/glomers/kafka_chain_keeper.ts";
import type { KeyValue } from "../../../robots/node/node.ts";
import { BAD_LINKS, DEATHS, nodes, type Plan, trial } from "../../workbench/parts/trial.ts";
import { turn } from "../node/fixture.ts";

describe("a chain", () => {
  it("gives offsets without gaps, and commits what its records have made possible", () => {
    const chain = new Chain();
    const first = chain.apply({
      id: "1",
      records: [
        ["k", "a"],
        ["k", "b"],
        ["l", "c"],
      ],
      commits: [{ k: 1 }, { k: 2 }, { l: 0, k: 5 }],
    });
    expect(first).toEqual({ offsets: [0, 1, 0], committed: [true, false, false] });
    const second = chain.apply({ id: "2", records: [["k", "d"]], commits: [{ k: 2, l: 0 }] });
    expect(second).toEqual({ offsets: [2], committed: [true] });
    expect(chain.logs.committedOf(["k", "l"])).toEqual({ k: 2, l: 0 });
  });
});

/** A store in which some requests are carried out and never answered, and some not even that. */
function unreliable(random: () => number): KeyValue {
  const values = new Map<unknown, unknown>();
  const loses = (): boolean => random() < 0.2;
  return {
    async read(key, otherwise) {
      await turn();
      if (loses()) throw new Error("no answer");
      return values.get(key) ?? otherwise;
    },
    write: () => Promise.reject(new Error("not used")),
    async compareAndSet(key, _from, to) {
      await turn();
      if (loses()) throw new Error("no answer");
      const isFree = !values.has(key);
      if (isFree) values.set(key, to);
      if (loses()) throw new Error("no answer");
      return isFree;
    },
  };
}

function keeperOf(store: KeyValue, name: string): ChainKeeper {
  return new ChainKeeper({
    store,
    periodMs: 0,
    name,
    now: () => 0,
    after: (_, action) => setImmediate(action),
    sleep: turn,
    isFailure: () => true,
  });
}

describe("keepers of a chain", () => {
  it("write everything once, and agree, when answers of the store get lost", async () => {
    for (let seed = 0; seed < 20; seed++) {
      const store = unreliable(seededRandom(String(seed)));
      const keepers = ["n0", "n1", "n2"].map((name) => keeperOf(store, name));
      const told = await Promise.all(
        Array.from({ length: 60 }, async (_, n) => {
          for (let wait = 0; wait < n; wait++) await turn();
          return [await keepers[n % 3]!.send("k", n), n] as const;
        }),
      );
      await Promise.all(keepers.map((keeper) => keeper.upToDate()));
      const log = told.toSorted(([a], [b]) => a - b);
      expect(log.map(([offset]) => offset)).toEqual(Array.from({ length: 60 }, (_, n) => n));
      for (const { chain } of keepers)
        expect(chain.logs.poll(new Map([["k", 0]]))).toEqual({ k: log });
    }
  });

  it("catch up with a long chain in few turns", async () => {
    let [reads, atOnce, mostAtOnce] = [0, 0, 0];
    const store = unreliable(() => 1);
    const writer = keeperOf(store, "n0");
    for (let n = 0; n < 500; n++) await writer.send("k", n);
    const read: KeyValue["read"] = async (...asked) => {
      reads += 1;
      mostAtOnce = Math.max(mostAtOnce, ++atOnce);
      const value = await store.read(...asked);
      atOnce -= 1;
      return value;
    };
    const reader = keeperOf({ ...store, read }, "n1");
    await reader.upToDate();
    expect(reader.chain.length).toBe(500);
    expect(reads).toBeLessThan(600);
    expect(mostAtOnce).toBe(READ_AHEAD_MAX);
    expect(await reader.commit({ k: 500 })).toBe(false);
    expect(await reader.commit({ k: 499 })).toBe(true);
    await writer.upToDate();
    expect(writer.chain.logs.committed("k")).toBe(499);
  });
});

const SKIES: readonly (readonly [what: string, plan: Partial<Plan>])[] = [
  ["in good weather", { rate: 500 }],
  [
    "in any weather",
    { ...BAD_LINKS, nemesis: { faults: ["partition", "one-way", "pause"], intervalMs: 500 } },
  ],
  ["when nodes are killed", { ...DEATHS, ...BAD_LINKS }],
];

describe("Kafka on lin-kv", () => {
  it.each(SKIES)("is right %s", async (_, plan) => {
    for (const judgement of ["compat", "strict"] as const)
      for (const seed of ["1", "2", "3", "4"]) {
        const given = { workload: "kafka", judgement, seed, ...plan } as const;
        const { outcome } = await trial("../../robots/glomers/kafka_lin_kv", given);
        expect({ seed, complaints: outcome.complaints }).toEqual({ seed, complaints: [] });
        expect(outcome.valid).toBe(true);
      }
  });

  it("puts what comes within a period into one block", async () => {
    expect(await messagesAnOperation("0")).toBeGreaterThan(3);
    expect(await messagesAnOperation("10")).toBeLessThan(1.5);
  });
});

async function messagesAnOperation(periodMs: string): Promise<number> {
  const { outcome } = await trial("../../robots/glomers/kafka_lin_kv", {
    workload: "kafka",
    nodes: nodes(2),
    rate: 1000,
    concurrency: 4,
    args: ["--period-ms", periodMs],
  });
  expect(outcome.valid).toBe(true);
  return outcome.net.servers.msgCount / outcome.stats.count;
}
