import { describe, expect, test } from "vitest";
import { checkListAppend } from "../../../../../coordinator/checkers/history/transactions/list_append.ts";
import { checkRwRegister } from "../../../../../coordinator/checkers/history/transactions/rw_register.ts";
import { MODELS } from "../../../../../coordinator/checkers/history/transactions/models.ts";
import type { Model } from "../../../../../coordinator/checkers/history/transactions/models.ts";
import { seededRandom } from "../../../../../robots/engine/random.ts";
import { generated } from "./histories.ts";
import type { Isolation } from "./histories.ts";

const HOLDS: readonly [Isolation, readonly Model[], Model][] = [
  ["serializable", MODELS, "strict-serializable"],
  [
    "snapshot",
    [
      "snapshot-isolation",
      "strong-session-snapshot-isolation",
      "strong-snapshot-isolation",
      "read-committed",
    ],
    "serializable",
  ],
  [
    "read-committed",
    ["read-committed", "strong-read-committed", "read-uncommitted"],
    "snapshot-isolation",
  ],
];

describe.each([
  ["append", checkListAppend],
  ["w", checkRwRegister],
] as const)("histories of %s", (write, check) => {
  test.each(HOLDS)(
    "of a %s database show nothing that it excludes",
    (isolation, models, beyond) => {
      let broken = 0;
      for (let seed = 0; seed < 20; seed++) {
        const history = generated(write, isolation, 60, seededRandom(`${isolation}:${seed}`));
        for (const model of models) {
          const { anomalies, valid } = check(history, { models: [model], judgement: "strict" });
          expect({ seed, model, valid, anomalies }).toEqual({
            seed,
            model,
            valid: true,
            anomalies: {},
          });
        }
        if (check(history, { models: [beyond] }).valid === false) broken++;
      }
      if (isolation === "serializable") expect(broken).toBe(0);
      else expect(broken).toBeGreaterThan(0);
    },
  );

  test("the same history always gives the same result", () => {
    const history = generated(write, "read-committed", 100, seededRandom("again"));
    expect(check(history)).toEqual(check(history));
  });
});
