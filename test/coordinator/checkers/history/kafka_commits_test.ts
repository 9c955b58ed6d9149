/**
 * Committed offsets: they do not go back, and do not run ahead.
 *
 * @module
 */
import { expect, test } from "vitest";
import type { HistoryEvent, Json } from "../../../../coordinator/checkers/history/history.ts";
import { kafka } from "../../../../coordinator/checkers/history/kafka.ts";
import { done } from "./oracle.ts";

const SENT = Array.from({ length: 8 }, (_, offset) =>
  done(0, "send", [["send", "k", offset]], [["send", "k", [offset, offset]]]),
).flat();
const READ = done(
  0,
  "poll",
  [["poll"]],
  [["poll", { k: SENT.filter(({ type }) => type === "ok").map((_, at) => [at, at]) }]],
);

const committed = (offset: number, process = 1) => done(process, "commit_offsets", { k: offset });
const listed = (offset: number | undefined, process = 2) =>
  done(process, "list_committed_offsets", ["k"], offset === undefined ? {} : { k: offset });

function found(...history: readonly HistoryEvent[][]): readonly string[] {
  const all = [...SENT, ...READ, ...history.flat()];
  expect(kafka(all, "compat").errorTypes).toEqual([]);
  return kafka(all, "strict").badErrorTypes;
}

test("a listing shows what was committed, or what still may be", () => {
  expect(found(committed(3), listed(3))).toEqual([]);
  expect(found(listed(undefined), committed(3), listed(3))).toEqual([]);
  const [begin, end] = committed(5);
  expect(found(committed(3), [begin!], listed(3), listed(5), [end!])).toEqual([]);
  expect(found(done(1, "commit_offsets", { k: 5 }, { k: 5 }, "info"), listed(5))).toEqual([]);
});

test("a listing below what was acknowledged goes backwards, and the finding says from where", () => {
  const history = [...SENT, ...READ, ...committed(5), ...listed(3)];
  expect(kafka(history, "strict").anomalies["committed-backwards"]?.shown).toEqual([
    { key: "k", operations: [19, 21], offsets: [5, 3] },
  ]);
  expect(found(committed(3), committed(5), listed(3))).toEqual(["committed-backwards"]);
  expect(found(committed(3), listed(undefined))).toEqual(["committed-backwards"]);
});

test("a server may keep the newest commit or the greatest", () => {
  expect(found(committed(5), committed(3), listed(3))).toEqual([]);
  expect(found(committed(5), committed(3), listed(5))).toEqual([]);
  expect(found(committed(5), committed(3), listed(4))).toEqual(["committed-backwards"]);
  expect(found(committed(5), listed(3), committed(3))).toEqual(["committed-backwards"]);
  const refused = done(1, "commit_offsets", { k: 3 }, { k: 3 }, "fail");
  expect(found(committed(5), refused, listed(3))).toEqual(["committed-backwards"]);
});

test("a listing above all that was sent is wrong", () => {
  const history = [...SENT, ...READ, ...committed(5), ...listed(9)];
  expect(kafka(history, "strict").anomalies["committed-unsent"]?.shown).toEqual([
    { key: "k", operations: [21], offsets: [9, 7] },
  ]);
  expect(found(listed(8))).toEqual(["committed-unsent"]);
  // Somebody asked for it.
  expect(found(committed(12), listed(12))).toEqual([]);
  // Nothing is committed, and the client begins at 0 anyway.
  const elsewhere = done(2, "list_committed_offsets", ["l"], { l: 0 });
  expect(found(elsewhere)).toEqual([]);
});

test("an unanswered poll may have committed what an unanswered send had put there", () => {
  const send: Json = [["send", "k", "x"]];
  const blindSend = done(3, "send", send, send, "info");
  const blindPoll = done(4, "poll", [["poll"]], [["poll"]], "info");
  expect(found(blindSend, blindPoll, listed(9))).toEqual([]);
  expect(found(blindSend, listed(9))).toEqual(["committed-unsent"]);
  expect(found(blindPoll, listed(9))).toEqual(["committed-unsent"]);
});
