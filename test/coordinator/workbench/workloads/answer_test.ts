/**
 * The form of answers: what fits comes through, and anything else is named.
 *
 * @module
 */
import { expect, test } from "vitest";
import {
  anything,
  checkAnswer,
  list,
  pair,
  record,
  text,
  whole,
} from "../../../../coordinator/workbench/workloads/answer.ts";
import type { Shape } from "../../../../coordinator/workbench/workloads/answer.ts";
import { MalformedAnswer } from "../../../../coordinator/workbench/workload.ts";
import type { Body } from "../../../../robots/node/message.ts";

const common = { type: "read_ok", in_reply_to: 1 };

function complaintAbout(body: Body, fields: Record<string, Shape>): string {
  try {
    checkAnswer(body, "read_ok", fields);
  } catch (error) {
    expect(error).toBeInstanceOf(MalformedAnswer);
    return (error as MalformedAnswer).message;
  }
  return "none";
}

test("an answer with exactly its fields comes back as it is", () => {
  const body = { ...common, msg_id: 4, offsets: { k1: [[0, null]] }, name: "n1" };
  const fields = { offsets: record(list(pair(whole, anything))), name: text };
  expect(checkAnswer(body, "read_ok", fields)).toBe(body);
  expect(complaintAbout(common, {})).toBe("none");
});

test.each<[string, object, string]>([
  ["another type", { type: "add_ok", value: 1 }, 'type must be "read_ok": got "add_ok"'],
  ["no field", {}, 'read_ok must have a field value: got {"type":"read_ok","in_reply_to":1}'],
  [
    "an extra field",
    { value: 1, extra: 2 },
    'read_ok must have type, msg_id, in_reply_to, value and no others: got "extra"',
  ],
  ["a wrong msg_id", { value: 1, msg_id: "x" }, 'msg_id must be a whole number: got "x"'],
  ["a fraction", { value: 1.5 }, "value must be a whole number: got 1.5"],
  ["null", { value: null }, "value must be a whole number: got null"],
])("%s is malformed", (_, body, reason) => {
  expect(complaintAbout({ ...common, ...body }, { value: whole })).toBe(
    `cannot use the answer as ${reason}`,
  );
});

test("a field of a name that every object has is an extra one, or missing", () => {
  expect(complaintAbout({ ...common, toString: 1 }, {})).toContain('got "toString"');
  const named = JSON.parse('{"type":"read_ok","__proto__":1}') as Body;
  expect(complaintAbout(named, {})).toContain('got "__proto__"');
  expect(complaintAbout(common, { constructor: anything })).toContain("a field constructor");
});

test("null is a list without items, as in Maelstrom", () => {
  const value = { k1: null, k2: [[0, 1]] };
  const shape = record(list(pair(whole, anything)));
  expect(complaintAbout({ ...common, value }, { value: shape })).toBe("none");
});

test.each<[string, Shape, unknown, string]>([
  ["an item", list(whole), [1, 2, "3"], 'value[2] must be a whole number: got "3"'],
  ["no list", list(anything), { 0: 1 }, 'value must be a list: got {"0":1}'],
  ["an entry", record(list(whole)), { k: [0.5] }, "value.k[0] must be a whole number: got 0.5"],
  ["a strange key", record(whole), { "a b": null }, 'value["a b"] must be a whole number'],
  ["no object", record(whole), [1], "value must be an object: got [1]"],
  ["one of two", pair(whole, text), [1, 2], "value[1] must be a string: got 2"],
  ["three of two", pair(whole, text), [1, "2", 3], 'value must be a list of two: got [1,"2",3]'],
])("the path leads to %s that does not fit", (_, shape, value, reason) => {
  expect(complaintAbout({ ...common, value }, { value: shape })).toContain(reason);
});

test("of what is long only the beginning is quoted", () => {
  const value = "x".repeat(1_000_000);
  const complaint = complaintAbout({ ...common, value }, { value: whole });
  expect(complaint.length).toBeLessThan(200);
  expect(complaint).toMatch(/…$/);
});

test("what is nested deeply is malformed like anything else", () => {
  const value: unknown = JSON.parse("[".repeat(100_000) + "]".repeat(100_000));
  expect(complaintAbout({ ...common, value }, { value: whole })).toMatch(/got \[+…$/);
});

test("a list of 100,000 is checked without delay", () => {
  const messages = Array.from({ length: 100_000 }, (_, at) => at);
  let fastestMs = Infinity;
  for (let round = 0; round < 20; round++) {
    const begun = performance.now();
    checkAnswer({ ...common, messages }, "read_ok", { messages: list(whole) });
    fastestMs = Math.min(fastestMs, performance.now() - begun);
  }
  expect(fastestMs).toBeLessThan(2);
});
