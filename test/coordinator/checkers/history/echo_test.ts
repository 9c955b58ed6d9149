/**
 * Echo: what was asked comes back.
 *
 * @module
 */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { echo } from "../../../../coordinator/checkers/history/echo.ts";
import type { Json } from "../../../../coordinator/checkers/history/history.ts";
import { done } from "./oracle.ts";

const echoed = (asked: Json, heard: Json) =>
  done(0, "echo", asked, { type: "echo_ok", in_reply_to: 1, echo: heard });

test("whatever is asked, its echo is valid", () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue() as fc.Arbitrary<Json>, { minLength: 1 }), (payloads) => {
      const history = payloads.flatMap((payload) =>
        echoed(payload, JSON.parse(JSON.stringify(payload)) as Json),
      );
      expect(echo(history, "strict")).toEqual({ valid: true, errorCount: 0, errors: [] });
    }),
  );
});

test("another answer is an error, and the finding says which", () => {
  const { valid, errors } = echo([...echoed("a", "a"), ...echoed("b", "B")], "compat");
  expect(valid).toBe(false);
  expect(errors).toMatchObject([{ operation: 2, expected: "b", type: "ok" }]);
});

test("an answer without an echo is an error", () => {
  expect(echo(done(0, "echo", "a", { type: "echo_ok" }), "compat").errorCount).toBe(1);
  expect(echo(done(0, "echo", "a", "a"), "compat").errorCount).toBe(1);
});

test("an echo that was never answered is an error, as in the original", () => {
  for (const type of ["info", "fail"] as const)
    expect(echo(done(0, "echo", "a", "a", type), "compat").errors).toMatchObject([{ type }]);
  const late = done(0, "echo", "a", { type: "echo_ok", echo: "a" }, "info");
  expect(echo(late, "compat").errors).toMatchObject([{ type: "info" }]);
  expect(echo(done(0, "echo", "a").slice(0, 1), "compat").valid).toBe(false);
});

test("where nothing was asked compat sees no fault, and strict does not know", () => {
  expect(echo([], "compat").valid).toBe(true);
  expect(echo([], "strict").valid).toBe("unknown");
});
