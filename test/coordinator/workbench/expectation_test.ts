/** @module */
import { describe, expect, test } from "vitest";
import { UserError } from "../../../coordinator/user_error.ts";
import {
  evaluate,
  METRICS,
  parseExpectations,
} from "../../../coordinator/workbench/expectation.ts";

describe("reading", () => {
  test("takes comparisons apart, with or without spaces", () => {
    expect(parseExpectations("servers.msgs-per-op<30, p50 <= 400.5,workload.lost-count=0")).toEqual(
      [
        { metric: "servers.msgs-per-op", comparison: "<", bound: 30 },
        { metric: "p50", comparison: "<=", bound: 400.5 },
        { metric: "workload.lost-count", comparison: "=", bound: 0 },
      ],
    );
  });

  test("knows every metric", () => {
    const read = parseExpectations(METRICS.map((metric) => `${metric}>=1`).join());
    expect(read.map(({ metric }) => metric)).toEqual(METRICS);
  });

  test.for(["", "p50", "p50<", "p50<fast", "p50!400", "p50<400,", "p50<4e2"])(
    "refuses %j in one line",
    (text) => {
      expect(() => parseExpectations(text)).toThrow(UserError);
      expect(() => parseExpectations(text)).toThrow(
        /^cannot read the expectations as each must .*$/,
      );
    },
  );

  test.for(["p51<1", "servers.p50<1", "workload.<1", "latency<1", "constructor<1"])(
    "refuses the metric of %j and lists those there are",
    (text) => {
      expect(() => parseExpectations(text)).toThrow(/must be one of servers\.msgs-per-op .* rate/);
    },
  );
});

test.for([
  ["<", [true, false, false]],
  ["<=", [true, true, false]],
  [">", [false, false, true]],
  [">=", [false, true, true]],
  ["=", [false, true, false]],
] as const)("%s compares 1, 2 and 3 with 2", ([comparison, met]) => {
  const results = [1, 2, 3].flatMap((actual) =>
    evaluate([{ metric: "p50", comparison, bound: 2 }], () => actual),
  );
  expect(results.map((each) => each.met)).toEqual(met);
});

test("what a run does not have is not met", () => {
  const [result] = evaluate(parseExpectations("p50>=0"), () => undefined);
  expect(result).toMatchObject({ met: false, actual: undefined });
});
