/**
 * Goal: the result says at a glance whether all is well, and why not.
 */
import { join } from "node:path";
import { expect, test } from "vitest";
import { ASCII, UNICODE } from "../../../coordinator/observe/glyphs.ts";
import { outcomeLines } from "../../../coordinator/observe/outcome.ts";
import type { RunOutcome } from "../../../coordinator/run_view.ts";
import type { RunResult } from "../../../coordinator/run_result.ts";

const FOLDER = join(process.cwd(), "runs", "demo");

const RESULT: RunResult = {
  run: "demo",
  seed: "5eed",
  robots: 10,
  winner: "r7",
  file: join(FOLDER, "secret.txt"),
  bytes: 1448,
  sha256: "ab".repeat(32),
  elapsedMs: 2345,
  convergedMs: 1234,
  messages: {
    sent: 1234,
    delivered: 1000,
    lost: 234,
    duplicated: 1,
    delayed: 2,
    corrupted: 0,
    rejected: 0,
  },
  payloadMessages: 99,
  ticks: 100,
  restarts: 1,
  violations: 0,
  quarantined: 0,
  claims: 1,
};

function draw(outcome: Partial<RunOutcome>, glyphs = UNICODE): string[] {
  const whole = { result: RESULT, problems: [], neverFired: [], folder: FOLDER, ...outcome };
  return outcomeLines(whole, 2999.6, glyphs).map((line) => line.map(({ text }) => text).join(""));
}

test("tells a good end", () => {
  expect(draw({})).toEqual([
    "",
    " ✓ r7 has the secret, byte for byte",
    "   winner     r7",
    "   file       runs/demo/secret.txt (1,448 bytes)",
    `   sha256     ${"ab".repeat(32)}`,
    "   time       2,345 ms (3,000 ms in all)",
    "   converged  after 1,234 ms",
    "   messages   1,234 sent · 1,000 delivered",
    "   faults     234 lost · 1 duplicated · 2 delayed · 0 corrupted · 0 rejected",
    "   robots     10, 1 restart · 0 violations · 0 quarantined",
    "   folder     runs/demo",
  ]);
});

test("tells a bad end", () => {
  const nothing = { winner: null, file: null, bytes: null, sha256: null, convergedMs: null };
  const lines = draw({ result: { ...RESULT, ...nothing }, problems: ["no winner"] });
  expect(lines).toContain(" ✗ the run failed");
  expect(lines).toContain("   winner     none");
  expect(lines).toContain("   file       none");
  expect(lines).toContain("   sha256     none");
  expect(lines).toContain("   converged  never: at no time did every robot know every word");
});

test("needs no more than ASCII where there is no UTF-8", () => {
  expect(draw({}, ASCII).join("\n")).toMatch(/^[\x20-\x7e\n]*$/);
});

test("names a file elsewhere by its whole path", () => {
  const lines = draw({ result: { ...RESULT, file: "/elsewhere/copy" } });
  expect(lines).toContain("   file       /elsewhere/copy (1,448 bytes)");
});
