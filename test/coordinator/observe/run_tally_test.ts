/**
 * Goal: the tally of a run depends on what was reported and on nothing else.
 */
import { describe, expect, test } from "vitest";
import { RunTally } from "../../../coordinator/observe/run_tally.ts";
import type { HearsayEvent } from "../../../robots/runtime/events.ts";
import { merged } from "./views.ts";

function tallyOf(...events: HearsayEvent[]): RunTally {
  const tally = new RunTally(["r1", "r2"]);
  for (const event of events) tally.apply(event);
  return tally;
}

describe("RunTally", () => {
  test("counts messages by what became of them", () => {
    const kinds = [
      "sent",
      "received",
      "lost",
      "duplicated",
      "delayed",
      "reordered",
      "corrupted",
      "truncated",
      "rejected",
    ] as const;
    const tally = tallyOf(...kinds.map((kind, i) => ({ kind, robot: "r1", count: 10 ** i })));
    expect(tally.messages).toEqual({
      sent: 1,
      delivered: 10,
      lost: 100,
      duplicated: 1000,
      delayed: 110_000,
      corrupted: 11_000_000,
      rejected: 100_000_000,
    });
  });

  test("counts how often each rule fired", () => {
    const tally = tallyOf(
      { kind: "lost", robot: "r1", count: 2, reason: "lose" },
      { kind: "lost", robot: "r2", count: 3, reason: "lose" },
      { kind: "delayed", robot: "r2", count: 1, reason: "delay" },
      { kind: "faulted", robot: "r1", count: 4, reason: "stop" },
      { kind: "lost", robot: "r2", count: 9 },
    );
    expect([...tally.fired]).toEqual([
      ["lose", 5],
      ["delay", 1],
      ["stop", 4],
    ]);
  });

  test("a robot's new life begins with nothing, and its old one says no more", () => {
    const tally = tallyOf(
      merged("r1", 20, 20),
      { kind: "restarted", robot: "r1", boot: 2, host: "other" },
      merged("r1", 20, 20, { boot: 1 }),
    );
    expect(tally.robots.get("r1")).toMatchObject({ boot: 2, known: 0, restarts: 1, host: "other" });
    expect(tally.complete).toBe(0);
  });

  test("notes when every place knew every word for the first time", () => {
    const tally = tallyOf(merged("r1", 20, 20, { atMs: 5 }));
    expect(tally.convergedAtMs).toBeUndefined();
    tally.apply(merged("r2", 20, 20, { atMs: 7 }));
    tally.apply(merged("r2", 20, 20, { atMs: 9 }));
    expect(tally.convergedAtMs).toBe(7);
  });

  test("knows what keeps a robot from winning, until it goes on or dies", () => {
    const hindered = { kind: "hindered", robot: "r1", reason: "cannot claim" } as const;
    const hindrance = (...events: HearsayEvent[]): string | undefined =>
      tallyOf({ ...hindered, boot: 1 }, ...events).robots.get("r1")?.hindrance;
    const first = merged("r1", 20, 20, { boot: 1 });
    expect(tallyOf(first, { ...hindered, boot: 1 }).robots.get("r1")?.hindrance).toBe(
      "cannot claim",
    );
    expect(hindrance({ kind: "ticked", robot: "r1", boot: 1 })).toBe("cannot claim");
    expect(hindrance({ kind: "winner", robot: "r1", boot: 1 })).toBe("");
    expect(hindrance({ kind: "written", robot: "r1", boot: 1, file: {} })).toBe("");
    expect(hindrance({ kind: "restarted", robot: "r1", boot: 2 })).toBe("");
    const late = { ...hindered, boot: 1 };
    expect(hindrance({ kind: "restarted", robot: "r1", boot: 2 }, late)).toBe("");
  });

  test("knows the winner and its file", () => {
    const file = { path: "/f", bytes: 3, sha256: "abc" };
    const tally = tallyOf(
      { kind: "winner", robot: "r1", count: 1 },
      { kind: "written", robot: "r1", file },
    );
    expect(tally).toMatchObject({ winner: "r1", claims: 1, written: { robot: "r1", ...file } });
  });

  test("keeps the reasons of the last violations only", () => {
    const events = Array.from({ length: 30 }, (_, i): HearsayEvent => {
      return { kind: "invariant-violated", robot: "r1", reason: `reason ${i}` };
    });
    const tally = tallyOf(...events);
    expect(tally.violations).toBe(30);
    expect(tally.violationReasons).toHaveLength(20);
    expect(tally.violationReasons.at(-1)).toBe("reason 29");
  });
});
