/** @module */
import { expect, test } from "vitest";
import { stats } from "../../../../coordinator/checkers/history/stats.ts";
import { done } from "./oracle.ts";

test("counts completions of each kind, in the order of the names", () => {
  const history = [
    ...done(0, "write", 1),
    ...done(0, "read", null, 1),
    ...done(0, "read", null, null, "fail"),
    ...done(0, "write", 2, 2, "info"),
    ...done(1, "write", 3).slice(0, 1),
  ];
  const { byF, ...all } = stats(history);
  expect(all).toEqual({ count: 4, okCount: 2, failCount: 1, infoCount: 1, valid: true });
  expect([...byF.keys()]).toEqual(["read", "write"]);
  expect(byF.get("write")).toEqual({
    count: 2,
    okCount: 1,
    failCount: 0,
    infoCount: 1,
    valid: true,
  });
});

test("a kind that never succeeds is not valid, unless it need not succeed", () => {
  const history = [...done(0, "read", null), ...done(0, "crash", null, null, "info")];
  expect(stats(history).valid).toBe(false);
  const { valid, byF } = stats(history, ["crash"]);
  expect([valid, byF.get("crash")!.valid]).toEqual([true, false]);
});

test("nothing asked is nothing wrong", () => {
  expect(stats([])).toMatchObject({ count: 0, valid: true });
});
