/**
 * Goal: a replay file shows a failure again, and says whether it is the same; rounds of many robots.
 */
import { describe, expect, test } from "vitest";

import { replayText } from "../../../coordinator/experiment/replay_file.ts";
import { DEFAULT_SCENARIO, type Scenario } from "../../../coordinator/simulation/scenario.ts";
import { simulate } from "../../../coordinator/simulation/simulate.ts";
import { fileWith, planFile, sim } from "./sim_fixture.ts";

describe("a replay", () => {
  const scenario = { ...DEFAULT_SCENARIO, robots: 3, words: 4, convergenceRoundsMax: 60 };
  const violation = { checker: "fake", atMs: 2, robot: 1, what: "bad" };

  test("says that nothing came again, when nothing does", async () => {
    const path = fileWith(replayText({ scenario, violation, traceHash: "0123456789abcdef" }));
    const { code, stdout } = await sim(["--replay", path]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^the trace is another one: [0-9a-f]{16} instead of 0123456789abcdef \(the program has changed\)$/m,
    );
    expect(stdout).toMatch(/^the violation did not come again: fake at 2 ms, r2: bad$/m);
  });

  test("is JSON lines on request", async () => {
    const { traceHash } = simulate(scenario);
    const path = fileWith(replayText({ scenario, violation, traceHash }));
    const { stdout } = await sim(["--replay", path, "--json"]);
    const last = stdout.trimEnd().split("\n").at(-1)!;
    expect(JSON.parse(last)).toEqual({
      kind: "end",
      traceHash,
      sameTrace: true,
      sameViolation: false,
      violations: [],
    });
  });

  test.for([
    ["{", /file.json: it is not JSON/],
    ["{}", /file.json: version must be 1/],
  ] as const)("of a file with %s is refused", async ([content, problem]) => {
    const { code, stdout, stderr } = await sim(["--replay", fileWith(content)]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(problem);
  });
});

test.for([
  [{ skippedTicks: [{ robot: 99, tick: 0 }] }, /there is no robot r100: there are r1 to r10$/],
  [{ plan: { rules: [{ kind: "mute", robots: ["r99"] }] } }, /there is no robot r99/],
  [{ robots: 1_000_000 }, /needs some 2.2 GB: there are 1.0 GB/],
] as const)("a replay is held to what flags are held to: %j", async ([changed, problem]) => {
  const scenario = { ...DEFAULT_SCENARIO, ...changed } as Scenario;
  const violation = { checker: "fake", atMs: 2, robot: 1, what: "bad" };
  const path = fileWith(replayText({ scenario, violation, traceHash: "0123456789abcdef" }));
  const { code, stdout, stderr } = await sim(["--replay", path], { memoryBytes: 1e9 });
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr.trimEnd()).toMatch(problem);
});

describe("--model vector", () => {
  test("says rounds and messages, in words and as JSON", async () => {
    const args = ["--model", "vector", "--robots", "500", "--words", "3"];
    const { code, stdout } = await sim(args);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^seed 1: 500 robots, 3 words, push-pull: converged after \d+ rounds\n/);
    const json = JSON.parse((await sim([...args, "--json"])).stdout) as Record<string, unknown>;
    expect(json).toMatchObject({
      model: "vector",
      robots: 500,
      words: 3,
      seeds: "1",
      seedsDone: 1,
    });
    expect(stdout).toContain(`trace       ${String(json["traceHash"])}\n`);
  });

  test("takes loss, of all messages or of those with words", async () => {
    const calm = await roundsWith();
    const plan = planFile({ rules: [{ kind: "loss", rate: 0.5, carrying: "update" }] });
    const updates = await roundsWith("--faults", plan);
    const all = await roundsWith("--loss", "0.5");
    expect(updates).toBeGreaterThan(calm);
    expect(all).toBeGreaterThan(updates);
  });
});

/** Rounds of 500 robots with these flags. */
async function roundsWith(...args: string[]): Promise<number> {
  const { stdout } = await sim(["--model", "vector", "--robots", "500", "--json", ...args]);
  return (JSON.parse(stdout) as { rounds: { median: number } }).rounds.median;
}
