/**
 * Goal: whatever is wrong with a node is found, called by its name and shown, whatever the seed; and
 * judged as Maelstrom does it is found where Maelstrom finds it.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { TestPlan, WorkloadName } from "../../coordinator/workbench/plan.ts";
import { WORKLOADS } from "../../coordinator/workbench/plan.ts";
import type { Tested } from "../../coordinator/workbench/run_test.ts";
import { BAD_LINKS, DEATHS, nodes, PARTITIONS, trial } from "./parts/trial.ts";

const SEEDS = ["1", "2", "3"];

/** Fewer are no test of a workload. */
const BROKEN_MIN = 3;

interface Broken {
  readonly file: string;
  readonly plan?: Partial<TestPlan>;
  /** What it must be called in strict judgement. */
  readonly anomaly: string;
  /** What the sentence about it must say. */
  readonly what?: RegExp;
  /** What it is called in compat judgement. @default as in strict */
  readonly compat?: string | typeof UNSEEN;
}

/** A blind spot of the original's checkers, kept for parity. */
const UNSEEN = Symbol("unseen");

const SLOW: Partial<TestPlan> = { latency: { meanMs: 10, distribution: "exponential" } };
/** One node, and keys that many transactions meet at. */
const CROWDED: Partial<TestPlan> = { nodes: nodes(1), rate: 200, concurrency: 8, keyCount: 3 };
const READ_COMMITTED: Partial<TestPlan> = { consistencyModels: ["read-committed"] };
const READ_UNCOMMITTED: Partial<TestPlan> = { consistencyModels: ["read-uncommitted"] };

const BROKEN: Readonly<Record<WorkloadName, readonly Broken[]>> = {
  echo: [
    {
      file: "echo_wrong_value",
      anomaly: "wrong-echo",
      what: /process \d+ at \d.* echo of "(Please echo \d+)" .*"echo":"\1!"/,
    },
    { file: "echo_previous", anomaly: "wrong-echo", what: /"nothing yet"/ },
    { file: "echo_swapped", anomaly: "wrong-echo", what: /"echo":"Please echo \d+"/ },
    {
      file: "echo_extra_field",
      anomaly: "malformed-answer",
      what: /no others: got "from"/,
      compat: "wrong-echo",
    },
    {
      file: "echo_lost_field",
      anomaly: "malformed-answer",
      what: /must have a field echo/,
      compat: "wrong-echo",
    },
    { file: "echo_crashes", anomaly: "crash", what: /ten are too many/ },
  ],
  "unique-ids": [
    {
      file: "unique_ids_without_node",
      anomaly: "duplicated",
      what: /id 0 was given out 3 times, first to process \d+ at .*, then to process \d+ at/,
    },
    { file: "unique_ids_few", plan: { rate: 1000 }, anomaly: "duplicated" },
    {
      file: "unique_ids_after_restart",
      plan: DEATHS,
      anomaly: "duplicated",
      what: /id "n\d-0" was given out/,
    },
    { file: "unique_ids_of_the_clock", plan: { rate: 1000 }, anomaly: "duplicated" },
  ],
  broadcast: [
    { file: "broadcast_drops", anomaly: "lost", what: /acknowledged to process \d+ .*never read/ },
    { file: "broadcast_forgets", anomaly: "forgotten", compat: "lost" },
    {
      file: "broadcast_keeps_to_itself",
      anomaly: "lost",
      what: /4 of 6 final reads miss it: processes \d, \d, \d, \d/,
    },
    { file: "broadcast_no_retry", plan: BAD_LINKS, anomaly: "lost" },
    { file: "broadcast_no_retry", plan: PARTITIONS, anomaly: "missing-at-the-end", compat: "lost" },
    {
      file: "broadcast_repeats",
      plan: { duplicate: 0.1 },
      anomaly: "duplicated",
      compat: UNSEEN,
    },
    { file: "broadcast_invents", anomaly: "phantom", what: /-1: the read of/, compat: UNSEEN },
  ],
  "g-set": [
    { file: "g_set_drops", anomaly: "lost", what: /never read/ },
    { file: "g_set_no_retry", plan: { loss: 0.1 }, anomaly: "lost" },
    { file: "g_set_overwrites", anomaly: "lost" },
    { file: "g_set_flickers", anomaly: "forgotten", what: /misses it/, compat: UNSEEN },
    { file: "g_set_repeats", anomaly: "duplicated", compat: UNSEEN },
    { file: "g_set_invents", anomaly: "phantom", compat: UNSEEN },
    { file: "g_set_refuses_and_keeps", anomaly: "failed-yet-read", compat: UNSEEN },
  ],
  "g-counter": [
    {
      file: "g_counter_no_retry",
      plan: PARTITIONS,
      anomaly: "final-read",
      what: /final read of process \d+ at .* is (\d+), and must be (\d+): \d+ too low/,
    },
    { file: "g_counter_counts_retries", plan: { loss: 0.1 }, anomaly: "final-read", what: /high/ },
    {
      file: "g_counter_counts_retries",
      plan: { loss: 0.3 },
      anomaly: "impossible-read",
      compat: "final-read",
    },
    {
      file: "g_counter_reads_the_past",
      plan: { nodes: nodes(9), concurrency: 18 },
      anomaly: "final-read",
    },
    { file: "g_counter_blind_writes", plan: SLOW, anomaly: "final-read" },
    { file: "g_counter_promises", anomaly: "impossible-read", what: /is 10\d\d/, compat: UNSEEN },
  ],
  "pn-counter": [
    { file: "pn_counter_only_grows", anomaly: "final-read" },
    { file: "pn_counter_never_negative", anomaly: "final-read", what: /is 0, and must be -\d+/ },
    { file: "pn_counter_drops", anomaly: "final-read" },
    { file: "pn_counter_diverges", anomaly: "diverged", compat: UNSEEN },
    { file: "pn_counter_mute_at_the_end", anomaly: "no-final-read", compat: UNSEEN },
  ],
  kafka: [
    {
      file: "kafka_loses",
      anomaly: "lost-write",
      what: /key "\d+": message \d+ at offset 1?3 was sent .* never polled/,
    },
    {
      file: "kafka_local_offsets",
      plan: SLOW,
      anomaly: "inconsistent-offsets",
      what: /offset \d+ holds different messages: \d+, \d+/,
    },
    { file: "kafka_twice", anomaly: "duplicate" },
    { file: "kafka_reorders", anomaly: "int-nonmonotonic-poll" },
    { file: "kafka_skips", anomaly: "int-poll-skip" },
    { file: "kafka_leaps", anomaly: "poll-skip", what: /left out \d+/ },
    { file: "kafka_from_the_start", anomaly: "nonmonotonic-poll", what: /to 1 at 0/ },
    { file: "kafka_hides_the_end", anomaly: "unseen", what: /6, 7, 8/ },
    { file: "kafka_refuses_and_keeps", anomaly: "G1a" },
    { file: "kafka_invents", anomaly: "phantom", what: /-1/ },
    {
      file: "kafka_forgets_commits",
      anomaly: "committed-backwards",
      what: /offset \d+ was committed .* listing showed nothing/,
      compat: UNSEEN,
    },
    { file: "kafka_commits_ahead", anomaly: "committed-unsent", what: /10\d\d/, compat: UNSEEN },
  ],
  "lin-kv": [
    { file: "lin_kv_local_copies", plan: SLOW, anomaly: "nonlinearizable", what: /key 0: .*read/ },
    { file: "lin_kv_stale_reads", anomaly: "nonlinearizable", what: /read \d .*has no place/ },
    { file: "lin_kv_cas_ignores_from", anomaly: "nonlinearizable", what: /cas \[\d,\d\]/ },
    { file: "lin_kv_cas_in_two_steps", anomaly: "nonlinearizable" },
    { file: "lin_kv_drops", anomaly: "nonlinearizable" },
    { file: "lin_kv_refuses_and_writes", anomaly: "nonlinearizable" },
    { file: "lin_kv_denies", anomaly: "nonlinearizable", what: /read null/, compat: UNSEEN },
  ],
  "txn-list-append": [
    { file: "txn_list_append_no_isolation", plan: CROWDED, anomaly: "G0", what: /comes before/ },
    { file: "txn_list_append_lost_update", plan: CROWDED, anomaly: "lost-update" },
    { file: "txn_list_append_stale_snapshot", plan: CROWDED, anomaly: "G-single-item-realtime" },
    {
      file: "txn_list_append_aborted",
      anomaly: "G1a",
      what: /T(\d+) read \d+ of key \d+, which T(\d+) wrote, but T\2 failed/,
    },
    {
      file: "txn_list_append_intermediate",
      plan: { nodes: nodes(1), keyCount: 1 },
      anomaly: "G1b",
    },
    { file: "txn_list_append_circular", plan: CROWDED, anomaly: "G1c" },
    { file: "txn_list_append_own_unseen", plan: CROWDED, anomaly: "internal" },
    {
      file: "txn_list_append_twice",
      anomaly: "duplicate-elements",
      what: /read \[.*\b(\d+)\b.*\b\1\b.*\] of key \d+, in which/,
    },
    {
      file: "txn_list_append_local_copies",
      plan: SLOW,
      anomaly: "incompatible-order",
      what: /neither begins the other/,
    },
    { file: "txn_list_append_write_skew", plan: CROWDED, anomaly: "G2-item" },
    { file: "txn_list_append_invents", anomaly: "unwritten-value" },
  ],
  "txn-rw-register": [
    { file: "txn_rw_register_aborted", plan: READ_COMMITTED, anomaly: "G1a", what: /failed/ },
    {
      file: "txn_rw_register_intermediate",
      plan: { ...CROWDED, ...READ_COMMITTED },
      anomaly: "G1b",
      what: /in its middle/,
    },
    {
      file: "txn_rw_register_circular",
      plan: { ...CROWDED, ...READ_COMMITTED },
      anomaly: "G1c",
      what: /T(\d+) .*So T\d+ comes before itself/,
    },
    {
      file: "txn_rw_register_reads_the_future",
      plan: { ...CROWDED, ...READ_UNCOMMITTED, keyCount: 1 },
      anomaly: "cyclic-versions",
    },
    {
      file: "txn_rw_register_own_unseen",
      plan: { ...CROWDED, ...READ_COMMITTED },
      anomaly: "unseen-own-write",
      what: /T\d+ wrote (\d+) to key \d+ and then read (?!\1\b)/,
      compat: UNSEEN,
    },
    {
      file: "txn_rw_register_invents",
      plan: READ_UNCOMMITTED,
      anomaly: "unwritten-value",
      what: /read -\d+ of key \d+/,
      compat: UNSEEN,
    },
    { file: "txn_rw_register_lost_update", plan: CROWDED, anomaly: "lost-update" },
    {
      file: "txn_rw_register_write_skew",
      plan: { ...CROWDED, maxWritesPerKey: 2 },
      anomaly: "G2-item",
    },
  ],
};

const ALL = WORKLOADS.flatMap((workload) =>
  BROKEN[workload].map((broken) => ({ ...broken, workload })),
);

/** Tests a node with every seed. */
async function* trials(
  { file, workload, plan }: (typeof ALL)[number],
  judgement: TestPlan["judgement"],
): AsyncGenerator<Tested> {
  for (const seed of SEEDS)
    yield await trial(`broken/${file}`, { ...plan, workload, judgement, seed });
}

describe("a broken node", () => {
  it.each(WORKLOADS)("is there for %s, several times", (workload) => {
    const files = new Set(BROKEN[workload].map(({ file }) => file));
    expect(files.size).toBeGreaterThanOrEqual(BROKEN_MIN);
  });

  it("is looked at, whichever it is", () => {
    const files = readdirSync(join(import.meta.dirname, "broken"));
    expect([...new Set(ALL.map(({ file }) => `${file}.ts`))].toSorted()).toEqual(files.toSorted());
  });

  it.each(ALL)("$file is rejected in strict judgement: $anomaly", async (broken) => {
    const { anomaly, what = /./ } = broken;
    for await (const { outcome } of trials(broken, "strict")) {
      const found = new Set(outcome.complaints.map((complaint) => complaint.anomaly));
      expect([...found]).toContain(anomaly);
      expect(outcome.valid).toBe(false);
      const told = outcome.complaints.filter((complaint) => complaint.anomaly === anomaly);
      expect(told.map((complaint) => complaint.what).join("\n")).toMatch(what);
      const { history } = outcome.record;
      for (const { events } of outcome.complaints)
        for (const at of events) expect(history[at]).toBeDefined();
    }
  });

  it.each(ALL)("$file is judged in compat as Maelstrom does", async (broken) => {
    const { anomaly, compat = anomaly } = broken;
    for await (const { outcome } of trials(broken, "compat")) {
      const found = outcome.complaints.map((complaint) => complaint.anomaly);
      if (compat === UNSEEN) expect(found).toEqual([]);
      else expect(found).toContain(compat);
      expect(outcome.valid).toBe(compat === UNSEEN);
    }
  });
});

describe("snapshot isolation", () => {
  it.each(["txn-list-append", "txn-rw-register"] as const)(
    "is enough for whoever asks for no more, %s",
    async (workload) => {
      for (const seed of SEEDS) {
        const { outcome } = await trial(`broken/${workload.replaceAll("-", "_")}_write_skew`, {
          ...CROWDED,
          workload,
          seed,
          consistencyModels: ["snapshot-isolation"],
        });
        expect(outcome.complaints).toEqual([]);
        expect(outcome.valid).toBe(true);
      }
    },
  );
});
