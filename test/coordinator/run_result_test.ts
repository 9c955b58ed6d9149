/**
 * How a run ended, and whether that is good.
 *
 * @module
 */
import { expect, test } from "vitest";
import { RunTally } from "../../coordinator/observe/run_tally.ts";
import { latenessOf, problemsOf, resultOf, type RunEnding } from "../../coordinator/run_result.ts";
import type { HearsayEvent } from "../../robots/runtime/events.ts";

const SHA = "a".repeat(64);
const OTHER_SHA = "b".repeat(64);
const FILE = { path: "/runs/x/secret.txt", bytes: 99, sha256: SHA };

const claim: HearsayEvent = { kind: "winner", robot: "r2", count: 1, atMs: 1500 };
const unwritable: HearsayEvent = {
  kind: "hindered",
  robot: "r2",
  reason: "cannot write /x: ENOENT",
};
const unclaimable: HearsayEvent = {
  kind: "hindered",
  robot: "r1",
  reason: 'cannot claim: got "junk"',
};
const written: HearsayEvent = { kind: "written", robot: "r2", count: 1, atMs: 1600, file: FILE };

function ending(events: readonly HearsayEvent[], rest: Partial<RunEnding> = {}): RunEnding {
  const tally = new RunTally(["r1", "r2"]);
  for (const event of events) tally.apply(event);
  const secret = { wordCount: 9, bytes: 99, sha256: SHA };
  const times = { startedAtMs: 1000, endedAtMs: 3000.4 };
  return { run: "x", seed: "7", robots: 2, secret, tally, ...times, ...rest };
}

test("a run with one claim and the right file has no problem", () => {
  expect(problemsOf(ending([claim, written]))).toEqual([]);
  expect(problemsOf(ending([claim, written], { fileSha256: SHA }))).toEqual([]);
});

test("says who won, with what, and when", () => {
  const robots = ["r1", "r2"].map((robot, i): HearsayEvent => {
    return { kind: "converged", robot, boot: 1, count: 1, known: 9, total: 9, atMs: 1200 + i };
  });
  expect(resultOf(ending([...robots, claim, written]))).toMatchObject({
    run: "x",
    seed: "7",
    robots: 2,
    winner: "r2",
    file: FILE.path,
    bytes: 99,
    sha256: SHA,
    elapsedMs: 2000,
    convergedMs: 201,
    claims: 1,
  });
});

test("a winner channel that forgot a claim may have had one winner more", () => {
  const other: HearsayEvent = { ...claim, robot: "r1" };
  const events = [other, claim, written];
  expect(problemsOf(ending(events))).toEqual(["2 robots claimed to be the winner"]);
  expect(problemsOf(ending(events, { forgotClaims: 1 }))).toEqual([]);
  // The one that wrote the file.
  expect(resultOf(ending(events)).winner).toBe("r2");
});

test("a run that nobody won has null in the winner's fields", () => {
  expect(resultOf(ending([]))).toMatchObject({
    winner: null,
    file: null,
    bytes: null,
    sha256: null,
    convergedMs: null,
    claims: 0,
  });
});

test("has exactly the fields that the documentation names", () => {
  const names =
    "run seed robots winner file bytes sha256 elapsedMs convergedMs messages payloadMessages ticks restarts violations quarantined claims";
  expect(Object.keys(resultOf(ending([]))).sort()).toEqual(names.split(" ").sort());
  expect(Object.keys(resultOf(ending([])).messages).sort()).toEqual(
    ["sent", "delivered", "lost", "duplicated", "delayed", "corrupted", "rejected"].sort(),
  );
});

test("believes the file on this machine more than what the winner says of it", () => {
  const wrong = ending([claim, written], { fileSha256: OTHER_SHA });
  expect(resultOf(wrong).sha256).toBe(OTHER_SHA);
  expect(problemsOf(wrong)).toEqual([
    `${FILE.path} is wrong: sha256 ${OTHER_SHA} instead of ${SHA}`,
  ]);
});

test.each<[string, RunEnding, RegExp]>([
  ["no file", ending([]), /^no robot wrote the file$/],
  [
    "two claims",
    ending([claim, { ...claim, robot: "r1" }, written]),
    /^2 robots claimed to be the winner$/,
  ],
  [
    "a wrong file",
    ending([claim, { ...written, file: { ...FILE, sha256: OTHER_SHA } }]),
    /is wrong: sha256 b+ instead of a+$/,
  ],
  [
    "a broken invariant",
    ending([
      claim,
      written,
      { kind: "invariant-violated", robot: "r1", count: 1, reason: "a word must never change" },
    ]),
    /^1 broken invariant\(s\), the last: a word must never change$/,
  ],
])("%s is a problem", (_name, run, problem) => {
  expect(problemsOf(run)).toEqual([expect.stringMatching(problem)]);
});

test.each<[string, readonly HearsayEvent[], RegExp]>([
  ["nobody knew enough", [], /^no winner within 4000 ms: 0 of 2 robots knew every word$/],
  ["the winner could not write", [claim, unwritable], /: r2 won but cannot write \/x: ENOENT$/],
  [
    "the winner could not claim at first",
    [{ ...unwritable, reason: "cannot claim: no Redis" }, claim],
    /: r2 won but did not finish$/,
  ],
  ["nobody could claim", [unclaimable], /: r1 cannot claim: got "junk"$/],
  ["another could not claim", [unclaimable, claim, unwritable], /: r2 won but cannot write/],
])("whose time was up as %s says so", (_name, events, reason) => {
  const { tally } = ending(events);
  const late = latenessOf(tally, ["r1", "r2"], { timeoutMs: 4000, robots: 2 });
  expect(late).toMatch(reason);
  expect(late).toContain("4000 ms");
});

test("an interruption comes first, and excuses only that there is no file", () => {
  const interruption = "no winner within 60000 ms: 1 of 2 robots knew every word";
  expect(problemsOf(ending([], { interruption }))).toEqual([interruption]);
  const violated: HearsayEvent = { kind: "invariant-violated", robot: "r1", count: 1, reason: "x" };
  expect(problemsOf(ending([violated], { interruption }))).toEqual([
    interruption,
    "1 broken invariant(s), the last: x",
  ]);
});
