/**
 * Goal: a right node passes whatever the network and the nemesis do that it was made for, and a test in
 * virtual time goes the same way whenever its seed is the same.
 */
import { describe, expect, it } from "vitest";
import { BAD_LINKS, DEATHS, nodes, PARTITIONS, type Plan, trial } from "./parts/trial.ts";

const SEEDS = Array.from({ length: 20 }, (_, n) => String(n + 1));

/** Everything at once, but for deaths. */
const WEATHER: Partial<Plan> = {
  ...BAD_LINKS,
  nemesis: { faults: ["partition", "one-way", "pause"], intervalMs: 500 },
};

/** Each file of right/, under which plans it is right. */
const RIGHT: readonly (readonly [file: string, what: string, plan: Plan])[] = [
  ["echo", "alone", { workload: "echo", nodes: nodes(1), availability: "total" }],
  ["echo", "in bad weather", { workload: "echo", ...WEATHER }],
  [
    "unique_ids",
    "quickly, under partitions",
    { workload: "unique-ids", rate: 1000, availability: "total", ...PARTITIONS },
  ],
  ["unique_ids", "with deaths", { workload: "unique-ids", ...DEATHS }],
  ["broadcast", "alone", { workload: "broadcast", nodes: nodes(1) }],
  ["broadcast", "under partitions", { workload: "broadcast", nodes: nodes(5), ...PARTITIONS }],
  ["broadcast", "in bad weather", { workload: "broadcast", nodes: nodes(5), ...WEATHER }],
  ["g_set", "in bad weather", { workload: "g-set", ...WEATHER }],
  ["g_counter", "under partitions", { workload: "g-counter", ...PARTITIONS }],
  ["g_counter", "in bad weather", { workload: "g-counter", ...WEATHER }],
  ["g_counter_seq_kv", "under partitions", { workload: "g-counter", ...PARTITIONS }],
  ["g_counter_seq_kv", "with deaths", { workload: "g-counter", ...DEATHS }],
  ["pn_counter", "in bad weather", { workload: "pn-counter", ...WEATHER }],
  [
    "kafka",
    "alone",
    { workload: "kafka", nodes: nodes(1), rate: 1000, concurrency: 2, timeLimitMs: 500 },
  ],
  ["kafka", "in bad weather", { workload: "kafka", nodes: nodes(2), ...WEATHER }],
  ["kafka", "with deaths", { workload: "kafka", ...DEATHS }],
  ["lin_kv", "alone", { workload: "lin-kv", nodes: nodes(1), concurrency: 4 }],
  ["lin_kv_proxy", "in bad weather", { workload: "lin-kv", ...WEATHER }],
  ["lin_kv_proxy", "with deaths", { workload: "lin-kv", ...DEATHS }],
  ["txn_list_append", "in bad weather", { workload: "txn-list-append", ...WEATHER }],
  ["txn_list_append", "with deaths", { workload: "txn-list-append", ...DEATHS }],
  ["txn_rw_register", "in bad weather", { workload: "txn-rw-register", ...WEATHER }],
  [
    "txn_rw_register_available",
    "quickly, for read uncommitted",
    {
      workload: "txn-rw-register",
      nodes: nodes(1),
      rate: 1000,
      timeLimitMs: 1000,
      consistencyModels: ["read-uncommitted"],
      availability: "total",
    },
  ],
  [
    "txn_rw_register_available",
    "under partitions, for read committed",
    {
      workload: "txn-rw-register",
      consistencyModels: ["read-committed"],
      availability: "total",
      ...BAD_LINKS,
      ...PARTITIONS,
    },
  ],
];

describe("a right node", () => {
  it.each(RIGHT)("%s passes every seed %s", async (file, _, plan) => {
    for (const seed of SEEDS) {
      const { outcome } = await trial(`right/${file}`, { ...plan, seed });
      expect({ seed, complaints: outcome.complaints }).toEqual({ seed, complaints: [] });
      expect(outcome.valid).toBe(true);
    }
  });

  it.each(RIGHT)(
    "%s goes the same way for a seed, another way for another, %s",
    async (file, _, plan) => {
      const [first, again, other] = [
        await trial(`right/${file}`, { ...plan, seed: "1" }),
        await trial(`right/${file}`, { ...plan, seed: "1" }),
        await trial(`right/${file}`, { ...plan, seed: "2" }),
      ];
      expect(again.trace).toBe(first.trace);
      expect(again.outcome.record.history).toEqual(first.outcome.record.history);
      expect(other.trace).not.toBe(first.trace);
    },
  );
});
