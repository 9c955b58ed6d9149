import { describe, expect, test } from "vitest";
import type { Json } from "../../../../coordinator/checkers/history/history.ts";
import { keyValueRequest } from "../../../../coordinator/workbench/services/key_value_request.ts";
import type { Step } from "../../../../coordinator/workbench/services/key_value_request.ts";
import type { Body } from "../../../../robots/node/message.ts";
import { request } from "../../../support/store_requests.ts";

function keyOf(key: Json): number | string {
  const read = keyValueRequest(request("n0", { type: "read", key }));
  if (read.kind === "refused") throw new Error(JSON.stringify(read.answer));
  return read.key;
}

function step(body: Body, current: Json | undefined): Step {
  const valid = keyValueRequest(request("n0", body));
  if (valid.kind === "refused") throw new Error(JSON.stringify(valid.answer));
  return valid.step(current);
}

describe("a read", () => {
  test("gives what the key has, null too", () => {
    const read = { type: "read", key: "x" };
    expect(step(read, [1])).toEqual({ answer: { type: "read_ok", value: [1] } });
    expect(step(read, null)).toEqual({ answer: { type: "read_ok", value: null } });
  });

  test("fails with 20 when there is no such key", () => {
    const answer = { type: "error", code: 20, text: "key does not exist" };
    expect(step({ type: "read", key: "x" }, undefined)).toEqual({ answer });
  });
});

function cas(from: Json, to: Json, rest: object = {}): Body {
  return { type: "cas", key: "x", from, to, ...rest };
}

test("a write sets the key whatever it has", () => {
  const write = { type: "write", key: "x", value: 2 };
  for (const current of [undefined, null, 2])
    expect(step(write, current)).toEqual({ answer: { type: "write_ok" }, next: 2 });
});

describe("a cas", () => {
  test("sets a key that has what it names", () => {
    expect(step(cas(1, 2), 1)).toEqual({ answer: { type: "cas_ok" }, next: 2 });
  });

  test("compares values as JSON", () => {
    const from = { a: [1, { b: null, c: "" }], d: 0 };
    const equal = { d: 0, a: [1, { c: "", b: null }] };
    expect(step(cas(from, 2), equal).answer).toEqual({ type: "cas_ok" });
    for (const [a, b] of [
      [1, "1"],
      [null, 0],
      [
        [1, 2],
        [2, 1],
      ],
      [{ a: null }, {}],
    ] as const)
      expect(step(cas(a, 2), b).answer["code"]).toBe(22);
  });

  test("fails with 22 and both values when they differ", () => {
    const text = 'current value {"a":1} is not "1"';
    expect(step(cas("1", 2), { a: 1 })).toEqual({ answer: { type: "error", code: 22, text } });
  });

  test("quotes of a long value only the beginning", () => {
    const { answer } = step(cas(1, 2), "a".repeat(1_000_000));
    expect(String(answer["text"]).length).toBeLessThan(200);
  });

  test("creates a key when it is asked to, whatever it compares with", () => {
    const create = { create_if_not_exists: true };
    expect(step(cas(1, 2, create), undefined)).toEqual({ answer: { type: "cas_ok" }, next: 2 });
    expect(step(cas(1, 2, create), 3).answer["code"]).toBe(22);
  });

  test("fails with 20 when there is no such key and it is not asked to create it", () => {
    for (const create of [{}, { create_if_not_exists: false }, { create_if_not_exists: null }]) {
      const answer = { type: "error", code: 20, text: "key does not exist" };
      expect(step(cas(null, 2, create), undefined)).toEqual({ answer });
    }
  });
});

test("keys are told apart as JSON", () => {
  const keys: Json[] = [1, "1", null, "null", true, "true", [1], "[1]", { a: 1 }, '{"a":1}', ""];
  expect(new Set(keys.map(keyOf)).size).toBe(keys.length);
  expect(keyOf({ a: 1, b: 2 })).toBe(keyOf({ b: 2, a: 1 }));
});

test("a value that is left out is null", () => {
  expect(step({ type: "write", key: 1 }, 2)).toEqual({ answer: { type: "write_ok" }, next: null });
  const done = { answer: { type: "cas_ok" } };
  expect(step({ type: "cas", key: 1, to: 2 }, null)).toEqual({ ...done, next: 2 });
  expect(step({ type: "cas", key: 1, from: 2 }, 2)).toEqual({ ...done, next: null });
  expect(step({ type: "cas", key: 1, to: 3 }, 2).answer["code"]).toBe(22);
});

describe("what is no request of a store", () => {
  test.each(["read", "write", "cas"])("is refused with 12 as %s has no key", (type) => {
    const text = `cannot ${type} as the request must have a key: got none`;
    const answer = { type: "error", code: 12, text };
    const body = { type, value: 1, from: 1, to: 1 };
    expect(keyValueRequest(request("n0", body))).toEqual({ kind: "refused", answer });
  });

  test.each(["ts", "toString", ""])("is refused with 10 as nobody knows it: %j", (type) => {
    const refused = keyValueRequest(request("n0", { type, key: 1 }));
    expect(refused).toMatchObject({ kind: "refused", answer: { type: "error", code: 10 } });
  });
});
