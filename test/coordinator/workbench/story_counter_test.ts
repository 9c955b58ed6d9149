/** @module */
import { expect, test } from "vitest";
import type { HistoryEvent, Json } from "../../../coordinator/checkers/history/history.ts";
import { judge } from "../../../coordinator/workbench/judge.ts";
import type { MessageEvent, RunRecord } from "../../../coordinator/workbench/record.ts";
import { storyLines } from "../../../coordinator/workbench/story_lines.ts";
import { pnCounter } from "../../../coordinator/workbench/workloads/counters.ts";
import { operation, QUIET, recordOf, talk } from "./hand_made.ts";

/** The lines below the complaint, without the operation itself. */
function told(
  history: readonly HistoryEvent[],
  events: readonly MessageEvent[] = [],
  more: Pick<RunRecord, "strikes"> = { strikes: [] },
): string[] {
  const record = recordOf({ history, plan: { workload: "pn-counter" }, ...more });
  const outcome = judge(record, QUIET, pnCounter(record.plan), "0");
  const lines = storyLines(outcome, { messages: () => events }).map(({ text }) => text.trim());
  return lines.slice(
    3,
    lines.findIndex((line) => line.startsWith("operations")),
  );
}

const add = (process: number, atMs: number, delta: number, type: "ok" | "info" = "ok") =>
  operation(process, "add", [atMs, atMs + 1], delta, delta, { type });
const final = (process: number, atMs: number, value: number) =>
  operation(process, "read", [atMs, atMs + 1], null, value, { final: true });

const gossip = (delta: Json) => ({ type: "gossip", delta });

/** n1 should read 4. */
const adds = [...add(0, 1000, 2), ...add(1, 2000, 5), ...add(2, 3000, -3)];
const good = [...final(0, 20_000, 4), ...final(2, 20_010, 4)];
const account = [
  "acknowledged: n0 2 (1 addition), n1 5 (1 addition), n2 -3 (1 addition): 4 in all",
  "other final reads: n0 4, n2 4",
];

test("a final read that lacks an addition: what each node has, and which one it is", () => {
  const history = [...adds, ...good, ...final(1, 20_020, 2)];
  const loss = talk(3, "n0", "n1", 1010, gossip(2), "loss");
  const elsewhere = talk(4, "n0", "n2", 1010, gossip(2), "loss");
  const other = talk(5, "n2", "n1", 3010, gossip(-3), "loss");
  expect(told(history, [...loss, ...elsewhere, ...other])).toEqual([
    ...account,
    "as if an addition of 2 were missing: n0 (1.000 s)",
    "the message n0 -> n1 with 2 was lost at 1.011 s",
  ]);
  expect(told(history)).toHaveLength(3);
});

test("a final read that has an addition twice, and the message that came twice", () => {
  const history = [...adds, ...good, ...final(1, 20_020, 1)];
  const [sent, received] = talk(3, "n2", "n1", 3010, gossip(-3));
  const again = { ...received!, atNs: 3200e6 };
  const doubled = [sent!, { ...sent!, event: "duplicated" as const }, received!, again];
  const lines = [
    ...account,
    "as if an addition of -3 were counted twice: n2 (3.000 s)",
    "the message n2 -> n1 with -3 arrived again at 3.200 s",
  ];
  expect(told(history, doubled)).toEqual(lines);
  expect(told(history, doubled.slice(0, 3))).toEqual(lines.slice(0, 3));
});

test("many that it may have been are counted", () => {
  const many = Array.from({ length: 9 }, (_, at) => add(0, 1000 + 10 * at, 1)).flat();
  expect(told([...many, ...final(1, 20_000, 8)])).toEqual([
    "acknowledged: n0 9 (9 additions): 9 in all",
    "as if an addition of 1 were missing: n0 (1.000 s), n0 (1.010 s), n0 (1.020 s) and 6 more",
  ]);
});

test("where additions stayed open nobody can tell the difference", () => {
  expect(told([...add(0, 1000, 2), ...add(2, 3000, 9, "info"), ...final(1, 20_000, 0)])).toEqual([
    "acknowledged: n0 2 (1 addition): 2 in all",
    "additions that stayed open, and may count: 9 at n2 (3.000 s)",
  ]);
});

test("a kill of a node that had acknowledged something is told", () => {
  const strikes = [
    { atNs: 4e9, f: "kill" as const, what: "kill n0", nodes: ["n0"] },
    { atNs: 5e9, f: "restart" as const, what: "restart n0", nodes: ["n0"] },
  ];
  expect(told([...adds, ...good, ...final(1, 20_020, 2)], [], { strikes }).at(-1)).toBe(
    "meanwhile: n0 was killed at 4.000 s, started again at 5.000 s",
  );
});
