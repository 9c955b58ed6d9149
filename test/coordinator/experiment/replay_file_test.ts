import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

import {
  parseReplay,
  replayText,
  writeReplay,
} from "../../../coordinator/experiment/replay_file.ts";
import { DEFAULT_SCENARIO } from "../../../coordinator/simulation/scenario.ts";
import { swarmScenario } from "../../../coordinator/simulation/swarm.ts";
import { VERSION } from "../../../coordinator/version.ts";
import { freshFolder } from "../../support/hearsay.ts";

const VIOLATION = { checker: "fake", atMs: 1.5, robot: 2, what: "bad" };
const TRACE_HASH = "0123456789abcdef";

const SCENARIOS = [
  DEFAULT_SCENARIO,
  { ...DEFAULT_SCENARIO, skippedTicks: [{ robot: 0, tick: 3 }] },
  ...Array.from({ length: 50 }, (_, i) => swarmScenario(DEFAULT_SCENARIO, String(i))),
];

/** A file's content with one field, named by its path, set to another value or left out. */
function changed(path: string, value: unknown): string {
  const content = JSON.parse(
    replayText({ scenario: SCENARIOS[1]!, violation: VIOLATION, traceHash: TRACE_HASH }),
  ) as Record<string, unknown>;
  const keys = path.split(".");
  const last = keys.pop()!;
  const target = keys.reduce((each, key) => each[key] as Record<string, unknown>, content);
  if (value === undefined) delete target[last];
  else target[last] = value;
  return JSON.stringify(content);
}

test("a failure comes back as it was written", () => {
  for (const scenario of SCENARIOS) {
    const text = replayText({ scenario, violation: VIOLATION, traceHash: TRACE_HASH });
    const replay = { scenario, violation: VIOLATION, traceHash: TRACE_HASH, hearsay: VERSION };
    expect(parseReplay(text)).toEqual({ ok: true, replay });
  }
});

test("ticks left out take a line each", () => {
  const text = replayText({ scenario: SCENARIOS[1]!, violation: VIOLATION, traceHash: TRACE_HASH });
  expect(text).toContain('      { "robot": 0, "tick": 3 }\n');
});

test("writing makes the last folder of the path, and no more", async () => {
  const folder = freshFolder();
  const replay = { scenario: DEFAULT_SCENARIO, violation: VIOLATION, traceHash: TRACE_HASH };
  const path = join(folder, "runs", "sim.json");
  await writeReplay(path, replay);
  expect(readFileSync(path, "utf8")).toBe(replayText(replay));
  await expect(writeReplay(join(folder, "a", "b", "sim.json"), replay)).rejects.toThrow(
    /^cannot write the replay file .*ENOENT/,
  );
});

test.for([
  ["version", 2, "version must be 1, the form that this program knows: got 2"],
  ["traceHash", "xyz", 'traceHash must be 16 hexadecimal digits: got "xyz"'],
  ["violation", undefined, "violation must be an object: got nothing"],
  ["more", 1, 'it must not have the field "more"'],
  ["scenario.robots", 0, "scenario.robots must be a whole number from 1 to 10000000: got 0"],
  ["scenario.copies", 11, "scenario.copies must be at most as many as robots: got 11"],
  ["scenario.exchange", "pul", 'scenario.exchange must be one of push-pull, pull, push: got "pul"'],
  ["scenario.seed", 7, "scenario.seed must be a text: got 7"],
  ["scenario.latencyMs", 0, /^scenario.latencyMs must be a number from 0.001 to \d+: got 0$/],
  ["scenario.synchronous", "no", 'scenario.synchronous must be true or false: got "no"'],
  ["scenario.skippedTicks.0.robot", -1, /^scenario.skippedTicks\[0\].robot must be a whole number/],
  ["scenario.plan", 7, "scenario.plan must be an object with rules: got 7"],
  [
    "scenario.plan.rules",
    [{ kind: "boom" }],
    /^scenario.plan.rules\[0\].kind must be one of loss, /,
  ],
] as const)("a file with another %s is refused in one line", ([path, value, problem]) => {
  const parsed = parseReplay(changed(path, value));
  expect(parsed).toEqual({
    ok: false,
    problem: typeof problem === "string" ? problem : expect.stringMatching(problem),
  });
  expect(JSON.stringify(parsed)).not.toContain("\\n");
});

test.for([
  ["", /^it is not JSON: /],
  ["[1]", /^it must be an object: got \[1\]$/],
  ["null", /^it must be an object: got null$/],
] as const)('"%s" is none', ([text, problem]) => {
  expect(parseReplay(text)).toEqual({ ok: false, problem: expect.stringMatching(problem) });
});
