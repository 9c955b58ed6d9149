/**
 * What clients of the small workloads are to do: the operations of Maelstrom, in its proportions.
 *
 * @module
 */
import { expect, test } from "vitest";
import { DEFAULT_PLAN } from "../../../../coordinator/workbench/plan.ts";
import type { Ask, Next, Workload } from "../../../../coordinator/workbench/workload.ts";
import { broadcast } from "../../../../coordinator/workbench/workloads/broadcast.ts";
import { gCounter, pnCounter } from "../../../../coordinator/workbench/workloads/counters.ts";
import { echo } from "../../../../coordinator/workbench/workloads/echo.ts";
import { gSet } from "../../../../coordinator/workbench/workloads/g_set.ts";
import { uniqueIds } from "../../../../coordinator/workbench/workloads/unique_ids.ts";
import { seededRandom } from "../../../../robots/engine/random.ts";
import { workerOf } from "../../../support/perform.ts";

const DRAWS = 20_000;

function drawn(workload: Workload, seed = "1"): Ask[] {
  const source = workload.source();
  const random = seededRandom(seed);
  return Array.from({ length: DRAWS }, (_, at) => asked(source.next(workerOf(at % 5), random)));
}

function asked(next: Next): Ask {
  if (typeof next === "string") throw new Error(next);
  return next;
}

test.each([
  [broadcast, "broadcast"],
  [gSet, "add"],
] as const)("half are reads, the others add 0, 1, 2 and so on", (maker, add) => {
  const asks = drawn(maker(DEFAULT_PLAN));
  const added = asks.filter(({ f }) => f === add).map(({ value }) => value);
  expect(added).toEqual(Array.from(added, (_, at) => at));
  const reads = asks.filter(({ f }) => f === "read");
  expect(reads.length + added.length).toBe(DRAWS);
  expect(reads.length / DRAWS).toBeCloseTo(1 / 2, 1);
  expect(reads[0]).toEqual({ f: "read", value: null });
});

test.each([
  [pnCounter, 1 / 2, [-5, -4, -3, -2, -1, 0, 1, 2, 3, 4]],
  [gCounter, 2 / 3, [0, 1, 2, 3, 4]],
] as const)("counters read, and add each delta as often as another", (maker, share, deltas) => {
  const asks = drawn(maker(DEFAULT_PLAN));
  const added = asks.filter(({ f }) => f === "add").map(({ value }) => value as number);
  expect(1 - added.length / DRAWS).toBeCloseTo(share, 1);
  expect([...new Set(added)].toSorted((a, b) => a - b)).toEqual(deltas);
  for (const delta of deltas) {
    const times = added.filter((each) => each === delta).length;
    expect(times / added.length).toBeCloseTo(1 / deltas.length, 1);
  }
});

test("echo asks for one of 128 payloads", () => {
  const payloads = new Set(drawn(echo(DEFAULT_PLAN)).map(({ value }) => value));
  expect(payloads.size).toBe(128);
  expect(payloads).toContain("Please echo 0");
  expect(payloads).toContain("Please echo 127");
});

test("ids are generated again and again", () => {
  const asks = new Set(drawn(uniqueIds(DEFAULT_PLAN)).map((ask) => JSON.stringify(ask)));
  expect([...asks]).toEqual(['{"f":"generate","value":null}']);
});

test("the same seed draws the same, and every source counts for itself", () => {
  for (const maker of [broadcast, echo, gCounter]) {
    const workload = maker(DEFAULT_PLAN);
    expect(drawn(workload)).toEqual(drawn(workload));
    if (maker !== broadcast) expect(drawn(workload)).not.toEqual(drawn(workload, "2"));
  }
});

test("in the end every thread reads once", () => {
  const random = seededRandom("1");
  for (const maker of [broadcast, gSet, gCounter, pnCounter]) {
    const source = maker(DEFAULT_PLAN).finalSource!();
    const next = (thread: number, process = thread) =>
      source.next(workerOf(thread, { process }), random);
    for (const thread of [0, 1, 2])
      expect(next(thread)).toEqual({ f: "read", value: null, final: true });
    // A thread whose read stayed open goes on as another process.
    expect(next(1, 6)).toBe("done");
    expect(next(0)).toBe("done");
  }
  for (const maker of [echo, uniqueIds])
    expect(maker(DEFAULT_PLAN)).not.toHaveProperty("finalSource");
});

test("broadcast begins with the topology, and its reads alone may be repeated", () => {
  const workload = broadcast({ ...DEFAULT_PLAN, nodes: ["a", "b"], topology: "line" });
  expect(workload.greeting!()).toEqual({
    type: "topology",
    topology: { a: ["b"], b: ["a"] },
    answer: "topology_ok",
  });
  expect(workload.idempotent).toEqual(["read"]);
  for (const maker of [echo, uniqueIds, gSet, gCounter, pnCounter])
    expect(maker(DEFAULT_PLAN).idempotent).toEqual([]);
});
