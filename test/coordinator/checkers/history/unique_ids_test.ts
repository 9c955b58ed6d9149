/**
 * Unique ids, and what makes JSON values equal.
 *
 * @module
 */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Json } from "../../../../coordinator/checkers/history/history.ts";
import { compareJson, identityOf } from "../../../../coordinator/checkers/history/json_values.ts";
import { uniqueIds } from "../../../../coordinator/checkers/history/unique_ids.ts";
import { casesOf, done } from "./oracle.ts";

interface Original {
  readonly "valid?": boolean;
  readonly "attempted-count": number;
  readonly "acknowledged-count": number;
  readonly "duplicated-count": number;
  readonly duplicated: Readonly<Record<string, number>>;
  readonly range: Json;
}

const generated = (id: Json) => done(0, "generate", null, id);

test("judges all recorded histories as the original does, in both modes", () => {
  const cases = casesOf<Original>("unique_ids");
  expect(cases).toHaveLength(50);
  for (const { results, history } of cases) {
    const ours = uniqueIds(history, "compat");
    expect({
      "valid?": ours.valid,
      "attempted-count": ours.attemptedCount,
      "acknowledged-count": ours.acknowledgedCount,
      "duplicated-count": ours.duplicatedCount,
      duplicated: Object.fromEntries(ours.duplicated.map(({ id, count }) => [named(id), count])),
      range: ours.range,
    }).toEqual(results);
    expect(uniqueIds(history, "strict")).toEqual(ours);
  }
});

test("finds an id that was given twice, by whatever order its keys have, and says where", () => {
  const history = [{ a: 1, b: [2] }, "7", 7, { b: [2], a: 1 }].flatMap(generated);
  const { valid, duplicated } = uniqueIds(history, "compat");
  expect(valid).toBe(false);
  expect(duplicated).toEqual([{ id: { a: 1, b: [2] }, count: 2, operations: [1, 7] }]);
});

test("does not count what was not acknowledged", () => {
  const history = [...generated(1), ...done(0, "generate", null, 1, "info")];
  const { valid, attemptedCount, acknowledgedCount } = uniqueIds(history, "strict");
  expect([valid, attemptedCount, acknowledgedCount]).toEqual([true, 2, 1]);
});

test("without any id compat sees no fault, and strict does not know", () => {
  const history = done(0, "generate", null, null, "info");
  expect(uniqueIds(history, "compat")).toMatchObject({ valid: true, range: undefined });
  expect(uniqueIds(history, "strict").valid).toBe("unknown");
});

test("names the worst duplicates first", () => {
  const history = [1, 2, 2, 2, 1].flatMap(generated);
  const { duplicated } = uniqueIds(history, "compat");
  expect(duplicated.map(({ id, count }) => [id, count])).toEqual([
    [2, 3],
    [1, 2],
  ]);
});

test("different ids are valid, whatever they are", () => {
  const ids = fc.uniqueArray(fc.jsonValue(), {
    selector: (id) => JSON.stringify(sortedKeys(id as Json)),
  });
  fc.assert(
    fc.property(ids, (values) => {
      expect(uniqueIds((values as Json[]).flatMap(generated), "compat").valid).toBe(true);
    }),
  );
});

test("the order of JSON values is total and agrees with identity", () => {
  const json = fc.jsonValue() as fc.Arbitrary<Json>;
  fc.assert(
    fc.property(json, json, json, (a, b, c) => {
      expect(Math.sign(compareJson(a, b))).toBe(-Math.sign(compareJson(b, a)) + 0);
      expect(compareJson(a, b) === 0).toBe(identityOf(a) === identityOf(b));
      if (compareJson(a, b) <= 0 && compareJson(b, c) <= 0)
        expect(compareJson(a, c)).toBeLessThanOrEqual(0);
    }),
  );
});

/** As Clojure prints it. */
function named(id: Json): string {
  if (Array.isArray(id)) return `[${id.join(" ")}]`;
  return typeof id === "string" ? id : JSON.stringify(id);
}

function sortedKeys(value: Json): Json {
  if (Array.isArray(value)) return (value as Json[]).map(sortedKeys);
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => [key, sortedKeys(inner), "object"]);
}
