/**
 * Counters: a read is a sum of what was added.
 *
 * @module
 */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { counter } from "../../../../coordinator/checkers/history/counter.ts";
import type {
  HistoryEvent,
  Json,
  Verdict,
} from "../../../../coordinator/checkers/history/history.ts";
import { casesOf, done, tally } from "./oracle.ts";

interface Original {
  readonly "valid?": Verdict;
  readonly acceptable: Json;
  readonly "final-reads": Json;
}

const added = (delta: number, type: "ok" | "fail" | "info" = "ok") =>
  done(0, "add", delta, delta, type);
const read = (value: Json, process = 1) => done(process, "read", null, value);
const finalRead = (value: Json, process = 1) =>
  done(process, "read", null, value, "ok", { final: true });

function strictly(...history: readonly HistoryEvent[][]): [Verdict, string[]] {
  const { valid, errors } = counter(history.flat(), "strict");
  return [valid, errors.map(({ kind, value }) => `${kind} ${JSON.stringify(value)}`)];
}

test("judges all recorded histories as the original does, to the last field", () => {
  const cases = casesOf<Original>("counter");
  expect(cases).toHaveLength(100);
  for (const { results, history } of cases) {
    const { valid, acceptable, finalReads } = counter(history, "compat");
    expect({ "valid?": valid, acceptable, "final-reads": finalReads }).toEqual(results);
  }
});

test("strict differs from the original where a rule of its own is broken, and nowhere else", () => {
  const rules: string[] = [];
  const turned: string[] = [];
  for (const { results, history } of casesOf<Original>("counter")) {
    const strict = counter(history, "strict");
    rules.push(...new Set(strict.errors.map(({ kind }) => kind)));
    if (strict.valid !== results["valid?"]) turned.push(`${results["valid?"]} to ${strict.valid}`);
  }
  // Reads that are not final answer at random in these histories.
  expect(tally(rules)).toEqual({ "final-read": 28, "impossible-read": 84 });
  expect(tally(turned)).toEqual({ "true to false": 62 });
});

test("acknowledged additions count, failed ones do not, and indefinite ones may", () => {
  const history = [added(10), added(100, "fail"), added(3, "info"), added(1, "info")].flat();
  const { acceptable } = counter([...history, ...finalRead(13)], "compat");
  expect(acceptable).toEqual([
    [10, 11],
    [13, 14],
  ]);
  for (const [value, valid] of [
    [10, true],
    [12, false],
    [14, true],
    [113, false],
  ] as const)
    expect(counter([...history, ...finalRead(value)], "compat").valid).toBe(valid);
});

test("an addition that never ended is indefinite", () => {
  const history = [...finalRead(5), ...added(5).slice(0, 1)];
  expect(counter(history, "compat").acceptable).toEqual([
    [0, 0],
    [5, 5],
  ]);
});

test("says which final read is wrong, and what is nearest to it", () => {
  const history = [added(2), added(5, "info"), finalRead(2), finalRead(4)].flat();
  expect(counter(history, "compat").errors).toEqual([
    { kind: "final-read", operation: 7, value: 4, nearest: [2, 7] },
  ]);
});

test("a read that is no whole number is no sum", () => {
  const between = [added(2), added(1, "info"), finalRead(2.5)].flat();
  expect(counter(between, "compat")).toMatchObject({ valid: false, acceptable: [[2, 3]] });
  expect(counter([...added(2), ...finalRead("2")], "compat").valid).toBe(false);
});

test("compat looks at final reads only", () => {
  expect(counter([...added(2), ...read(99)], "compat").valid).toBe(true);
});

test("strict refuses a read that no additions begun by then explain", () => {
  expect(strictly(added(2), read(3), added(1), finalRead(3))).toEqual([
    false,
    ["impossible-read 3"],
  ]);
  expect(strictly(added(2, "fail"), read(2), finalRead(0))).toEqual([false, ["impossible-read 2"]]);
  expect(strictly(added(2), added(-3), read(-2), finalRead(-1))).toEqual([
    false,
    ["impossible-read -2"],
  ]);
});

test("strict allows a read that lags, or is ahead of an answer", () => {
  expect(strictly(added(2), added(3), read(0), read(3), finalRead(5))).toEqual([true, []]);
  const [begin, end] = added(2);
  expect(strictly([begin!], read(2), [end!], finalRead(2))).toEqual([true, []]);
});

test("strict refuses final reads that differ when all additions have ended", () => {
  const unsure = added(3, "info");
  expect(strictly(unsure, finalRead(3), finalRead(0, 2))).toEqual([false, ["diverged 0"]]);
  expect(counter([unsure, finalRead(3), finalRead(0, 2)].flat(), "compat").valid).toBe(true);
  // While it is on its way they may.
  expect(strictly(unsure.slice(0, 1), finalRead(3), finalRead(0, 2))).toEqual([true, []]);
});

test("strict does not accept a history without a final read", () => {
  const failed = done(1, "read", null, null, "fail", { final: true });
  const tried = [...added(2), ...read(2), ...failed];
  expect(counter(tried, "compat").valid).toBe(true);
  expect(strictly(tried)).toEqual([false, ["no-final-read null"]]);
  expect(strictly(tried, finalRead(2))).toEqual([true, []]);
  expect(strictly(added(2), read(2))).toEqual(["unknown", []]);
});

test("refuses deltas that are no whole numbers", () => {
  expect(() => counter(added(0.5), "compat")).toThrow(
    "cannot add up a counter as deltas must be whole numbers: got 0.5",
  );
});

test("indefinite additions by the thousand stay few ranges", () => {
  const history = Array.from({ length: 20_000 }, (_, at) => added((at % 10) - 5, "info")).flat();
  const { acceptable, exact } = counter([...history, ...finalRead(-3)], "strict");
  expect(acceptable).toEqual([[-30_000, 20_000]]);
  expect(exact).toBe(true);
});

test("sums too far apart to keep are one range, and what lies in it is not known", () => {
  const apart = Array.from({ length: 40 }, (_, at) => added(3 * 2 ** at, "info")).flat();
  const judged = (value: number) => counter([...apart, ...finalRead(value)], "compat");
  expect(judged(4)).toMatchObject({ valid: "unknown", exact: false });
  expect(judged(-1).valid).toBe(false);
  expect(judged(2 ** 42).valid).toBe(false);
});

test("the ranges hold exactly the sums of all subsets", () => {
  const deltas = fc.array(fc.integer({ min: -9, max: 9 }), { maxLength: 9 });
  fc.assert(
    fc.property(deltas, fc.integer({ min: -5, max: 5 }), (unsure, sure) => {
      const sums = new Set([sure]);
      for (const delta of unsure) for (const sum of Array.from(sums)) sums.add(sum + delta);
      const history = [added(sure), ...unsure.map((delta) => added(delta, "info"))].flat();
      const { acceptable } = counter(history, "compat");
      const held = acceptable.flatMap(([low, high]) =>
        Array.from({ length: high - low + 1 }, (_, at) => low + at),
      );
      expect(held).toEqual([...sums].toSorted((a, b) => a - b));
    }),
  );
});

test("what replicas of a counter answer is valid in both modes", () => {
  const step = fc.record({
    kind: fc.constantFrom("add", "unsure", "fail", "read", "gossip"),
    at: fc.nat(2),
    delta: fc.integer({ min: -5, max: 4 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      // A replica is the additions it has heard of.
      const replicas = [0, 1, 2].map(() => new Map<number, number>());
      const history: HistoryEvent[] = [];
      for (const [id, { kind, at, delta }] of steps.entries()) {
        const here = replicas[at]!;
        if (kind === "add" || (kind === "unsure" && delta % 2 === 0)) here.set(id, delta);
        if (kind === "add") history.push(...done(at, "add", delta));
        else if (kind === "unsure") history.push(...done(at, "add", delta, delta, "info"));
        else if (kind === "fail") history.push(...done(at, "add", delta, delta, "fail"));
        else if (kind === "read") history.push(...read(valueOf(here), at));
        else for (const [one, heard] of here) replicas[(at + 1) % 3]!.set(one, heard);
      }
      const all = valueOf(new Map(replicas.flatMap((replica) => [...replica])));
      for (const at of replicas.keys()) history.push(...finalRead(all, at));
      expect(counter(history, "compat").valid).toBe(true);
      expect(counter(history, "strict")).toMatchObject({ valid: true, errors: [] });
    }),
  );
});

function valueOf(additions: ReadonlyMap<number, number>): number {
  return [...additions.values()].reduce((sum, delta) => sum + delta, 0);
}
