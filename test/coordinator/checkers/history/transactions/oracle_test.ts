import { describe, expect, test } from "vitest";
import { checkListAppend } from "../../../../../coordinator/checkers/history/transactions/list_append.ts";
import { checkRwRegister } from "../../../../../coordinator/checkers/history/transactions/rw_register.ts";
import { ORACLE_MODELS, oracle } from "./oracle.ts";

const WORKLOADS = [
  ["txn_list_append", checkListAppend],
  ["txn_rw_register", checkRwRegister],
] as const;

/** Elle throws at these: the longest read of a key holds an element that nobody appended. */
const ORIGINAL_THREW = [74, 182, 218, 524, 710, 989, 1049, 1173];

describe.each(WORKLOADS)("%s", (name, check) => {
  const cases = oracle(name);

  test("verdict, anomalies and the weakest models that cannot hold are those of the original", () => {
    let compared = 0;
    for (const { id, history, results } of cases) {
      for (const model of ORACLE_MODELS) {
        const recorded = results[model]!;
        if (recorded.valid === "error") continue;
        const { valid, anomalies, not } = check(history, { models: [model] });
        expect(
          { id, model, valid, anomalies: Object.keys(anomalies), not },
          `history ${id}, ${model}`,
        ).toEqual({
          id,
          model,
          valid: recorded.maelstrom_valid ?? recorded.valid,
          anomalies: recorded.anomalies!.toSorted(),
          not: recorded.not ?? [],
        });
        compared++;
      }
    }
    expect(compared).toBe(name === "txn_list_append" ? 1768 : 1800);
  });

  test("where the original threw there is a verdict, and the reason by name", () => {
    const threw = cases.filter(({ results }) =>
      Object.values(results).some(({ valid }) => valid === "error"),
    );
    expect(threw.map(({ id }) => id)).toEqual(name === "txn_list_append" ? ORIGINAL_THREW : []);
    for (const { history } of threw) {
      for (const model of ORACLE_MODELS) {
        const { valid, anomalies } = check(history, { models: [model] });
        expect(valid).toBe(false);
        expect(anomalies["unwritten-value"]![0]!.sentence).toMatch(
          /no transaction ever wrote that/,
        );
      }
    }
  });

  test("judged strictly they differ in what is listed here, and no bad history becomes good", () => {
    const differences: Record<string, number> = {};
    for (const { history } of cases) {
      for (const model of ORACLE_MODELS) {
        const compat = check(history, { models: [model] });
        const strict = check(history, { models: [model], judgement: "strict" });
        const lost = Object.keys(compat.anomalies).filter((one) => !(one in strict.anomalies));
        const gained = Object.keys(strict.anomalies).filter((one) => !(one in compat.anomalies));
        const changes = [...lost.map((one) => `-${one}`), ...gained.map((one) => `+${one}`)];
        for (const change of changes) differences[change] = (differences[change] ?? 0) + 1;
        if (compat.valid === strict.valid) continue;
        const turn = `${compat.valid} to ${strict.valid}`;
        differences[turn] = (differences[turn] ?? 0) + 1;
      }
    }
    expect(differences).toEqual(DIFFERENCES[name]);
  });
});

/** In how many judgements, one for each history and model, strict judgement names an anomaly more or less, or another verdict. */
const DIFFERENCES = {
  txn_list_append: {
    // A read of null before another one, which is taken for the empty list.
    "+internal": 4,
    "+lost-update": 4,
    "+unseen-own-write": 104,
    "+unwritten-value": 68,
    "true to false": 33,
  },
  txn_rw_register: {
    // What was written by transactions of unknown outcome, and read.
    "+G-single-item-realtime": 3,
    // One circle of versions takes away what is known of its own key alone.
    "+G2-item": 2,
    // A read of null, and then of something else.
    "+internal": 20,
    "+unseen-own-write": 172,
    "+unwritten-value": 52,
    // Not worth telling any more as something with a name rules out the same model.
    "-PL-1-cycle-exists": 8,
    "-strong-PL-1-cycle-exists": 2,
    // No transaction depends on another.
    "false to unknown": 3,
    "true to false": 73,
  },
};
