/** @module */
import { expect, test } from "vitest";
import { judge } from "../../../coordinator/workbench/judge.ts";
import type { RunRecord } from "../../../coordinator/workbench/record.ts";
import { summaryLines } from "../../../coordinator/workbench/story_summary.ts";
import { QUIET, recordOf, workloadOf } from "./hand_made.ts";

const row = (label: string, record: RunRecord, net = QUIET) =>
  summaryLines(judge(record, net, workloadOf(), "0"))
    .find((line) => line.trim().startsWith(label))
    ?.replace(/^ *\w+ +/, "");

const sent = (sendCount: number, recvCount: number) => ({
  ...QUIET,
  servers: { sendCount, recvCount, msgCount: sendCount },
});

test("nothing was asked: nothing was available", () => {
  expect(row("operations", recordOf())).toBe("none");
});

test("faults that would have come too late are named, and what to do", () => {
  const nemesis = { faults: ["partition", "kill"] as const, intervalMs: 1e9 };
  const short = recordOf({ plan: { nemesis, timeLimitMs: 1000 } });
  const after = "would have come after the end (--nemesis-interval)";
  expect(row("faults", short)).toBe(`none: the first partition, kill ${after}`);
  const cut = { atNs: 1, f: "cut" as const, what: "x" };
  expect(row("faults", { ...short, strikes: [cut] })).toBe(`1 cut, the first kill ${after}`);
  // Left out by somebody, such as in a smaller case: that has nothing to do with the time.
  const long = recordOf({ plan: { nemesis: { ...nemesis, intervalMs: 10 }, timeLimitMs: 1000 } });
  expect(row("faults", long)).toBeUndefined();
});

test("loss and copies that hit nothing say so", () => {
  const loss = recordOf({ plan: { loss: 0.05 } });
  expect(row("faults", loss, sent(9, 9))).toBe("5 % loss (it hit no message)");
  expect(row("faults", loss, sent(9, 8))).toBe("5 % loss");
  const both = recordOf({ plan: { loss: 0.05, duplicate: 0.1 } });
  expect(row("faults", both, sent(9, 9))).toBe("5 % loss, 10 % duplicates");
  expect(row("faults", both)).toBe(
    "5 % loss (it hit no message), 10 % duplicates (they hit no message)",
  );
});
