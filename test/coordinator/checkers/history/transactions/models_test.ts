import { expect, test } from "vitest";
import { KINDS } from "../../../../../coordinator/checkers/history/transactions/cycle_kinds.ts";
import {
  MODELS,
  boundary,
  forbiddenBy,
  modelNamed,
  ruledOutBy,
} from "../../../../../coordinator/checkers/history/transactions/models.ts";

test("a model is ruled out by an anomaly exactly when it forbids it", () => {
  const names = [
    ...KINDS.map(({ name }) => name),
    "G1a",
    "G1b",
    "internal",
    "lost-update",
    "duplicate-elements",
    "cyclic-versions",
    "dirty-update",
    "incompatible-order",
    "future-read",
  ];
  for (const name of names) {
    const out = ruledOutBy([name]);
    for (const model of MODELS)
      expect([name, model, forbiddenBy([model]).has(name)]).toEqual([name, model, out.has(model)]);
  }
});

test("the boundary names the weakest models, and the stronger ones apart", () => {
  expect(boundary(["G1a"]).not).toEqual(["read-committed"]);
  expect(boundary(["internal"]).not).toEqual(["read-atomic"]);
  expect(boundary(["lost-update"]).not).toEqual(["cursor-stability", "update-atomic"]);
  expect(boundary(["G0-realtime"]).not).toEqual(["strong-read-uncommitted"]);
  expect(boundary(["G2-item-realtime"])).toMatchObject({
    not: ["strict-serializable"],
    alsoNot: [],
  });
  expect(boundary([])).toEqual({ not: [], alsoNot: [] });
});

test("models go by Adya's names, too", () => {
  expect(["PL-1", "PL-2.99", "PL-SS", "conflict-serializable", "toString"].map(modelNamed)).toEqual(
    ["read-uncommitted", "repeatable-read", "strict-serializable", "serializable", undefined],
  );
});
