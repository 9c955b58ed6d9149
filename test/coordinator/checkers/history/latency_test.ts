/**
 * Quantiles and latencies.
 *
 * @module
 */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { latencies, quantiles } from "../../../../coordinator/checkers/history/latency.ts";

test("takes the value at place n·q, the last one at most", () => {
  const values = Array.from({ length: 100 }, (_, at) => 100 - at);
  expect(quantiles(values)).toEqual({ "0": 1, "0.5": 51, "0.95": 96, "0.99": 100, "1": 100 });
  expect(quantiles([2, 10])).toEqual({ "0": 2, "0.5": 10, "0.95": 10, "0.99": 10, "1": 10 });
  expect(quantiles([])).toBeUndefined();
});

test("quantiles are values, and ascend", () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
      const found = quantiles(values)!;
      const ascending = [found["0"], found["0.5"], found["0.95"], found["0.99"], found["1"]];
      expect(ascending).toEqual(ascending.toSorted((a, b) => a - b));
      expect([found["0"], found["1"]]).toEqual([Math.min(...values), Math.max(...values)]);
      for (const value of ascending) expect(values).toContain(value);
    }),
  );
});

test("measures from invocation to completion, apart for each kind and end", () => {
  const times = [
    [0, "invoke", "read", 0],
    [1, "invoke", "read", 1e6],
    [0, "ok", "read", 2e6],
    [1, "info", "read", 6e6],
    [2, "invoke", "add", 7e6],
  ] as const;
  const history = times.map(([process, type, f, timeNs]) => ({
    process,
    type,
    f,
    timeNs,
    value: null,
  }));
  expect(latencies(history)).toMatchObject([
    { f: "read", type: "ok", count: 1, quantilesMs: { "0.5": 2 } },
    { f: "read", type: "info", count: 1, quantilesMs: { "0.5": 5 } },
  ]);
});
