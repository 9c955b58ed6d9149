import { describe, expect, test } from "vitest";
import type { HistoryEvent } from "../../../../../coordinator/checkers/history/history.ts";
import type { Model } from "../../../../../coordinator/checkers/history/transactions/models.ts";
import { checkRwRegister } from "../../../../../coordinator/checkers/history/transactions/rw_register.ts";
import { serially, together } from "./histories.ts";

const SMALLEST: readonly [string, HistoryEvent[], Model, Model?][] = [
  ["G1a", together([[["w", "x", 1]], [["r", "x", 1]]], [0]), "read-committed", "read-uncommitted"],
  [
    "G1b",
    together([
      [
        ["w", "x", 1],
        ["w", "x", 2],
      ],
      [["r", "x", 1]],
    ]),
    "read-committed",
    "read-uncommitted",
  ],
  [
    "G1c",
    together([
      [
        ["w", "x", 1],
        ["r", "y", 1],
      ],
      [
        ["w", "y", 1],
        ["r", "x", 1],
      ],
    ]),
    "read-committed",
    "read-uncommitted",
  ],
  [
    "cyclic-versions",
    together([
      [
        ["r", "x", 1],
        ["w", "x", 2],
      ],
      [
        ["r", "x", 2],
        ["w", "x", 1],
      ],
    ]),
    "read-uncommitted",
  ],
  [
    "PL-1-cycle-exists",
    together([
      [
        ["r", "x", null],
        ["w", "x", 1],
        ["r", "y", 2],
        ["w", "y", 1],
      ],
      [
        ["r", "y", null],
        ["w", "y", 2],
        ["r", "x", 1],
        ["w", "x", 2],
      ],
    ]),
    "read-uncommitted",
  ],
  [
    "G-single-item",
    together([
      [
        ["w", "x", 1],
        ["w", "y", 1],
      ],
      [
        ["r", "x", 1],
        ["r", "y", null],
      ],
    ]),
    "consistent-view",
    "cursor-stability",
  ],
  [
    "G2-item",
    together([
      [
        ["r", "x", null],
        ["w", "y", 1],
      ],
      [
        ["r", "y", null],
        ["w", "x", 1],
      ],
    ]),
    "repeatable-read",
    "snapshot-isolation",
  ],
  [
    "G-single-item-realtime",
    serially([["w", "x", 1]], [["r", "x", null]]),
    "strong-snapshot-isolation",
    "serializable",
  ],
  [
    "internal",
    together([
      [
        ["w", "x", 1],
        ["r", "x", 2],
      ],
      [["w", "x", 2]],
    ]),
    "read-atomic",
    "read-committed",
  ],
  [
    "lost-update",
    together([
      [
        ["r", "x", null],
        ["w", "x", 1],
      ],
      [
        ["r", "x", null],
        ["w", "x", 2],
      ],
    ]),
    "cursor-stability",
    "read-committed",
  ],
];

describe("rw-register", () => {
  test.each(SMALLEST)(
    "%s is found where it is forbidden and nowhere else",
    (name, history, model, weaker) => {
      const result = checkRwRegister(history, { models: [model] });
      expect(Object.keys(result.anomalies)).toContain(name);
      expect(result.valid).toBe(false);
      if (weaker === undefined) return;
      expect(Object.keys(checkRwRegister(history, { models: [weaker] }).anomalies)).not.toContain(
        name,
      );
    },
  );

  test("where nothing depends on anything it is bad for Maelstrom, and unknown when judged strictly", () => {
    const history = serially([["w", "x", 1]]);
    const models: Model[] = ["read-uncommitted"];
    expect(checkRwRegister(history, { models }).valid).toBe(false);
    expect(checkRwRegister(history, { models, judgement: "strict" }).valid).toBe("unknown");
  });

  test("strict: an unseen own write and a value of nobody break every model", () => {
    const unseen = together([
      [
        ["w", "x", 1],
        ["r", "x", 2],
      ],
      [["w", "x", 2]],
      [["r", "x", 2]],
    ]);
    const foreign = together([[["r", "x", 7]], [["r", "y", 1]], [["w", "y", 1]]]);
    const models: Model[] = ["read-uncommitted"];
    for (const [history, name] of [
      [unseen, "unseen-own-write"],
      [foreign, "unwritten-value"],
    ] as const) {
      expect(checkRwRegister(history, { models }).valid).toBe(true);
      expect(checkRwRegister(history, { models, judgement: "strict" }).anomalies).toHaveProperty(
        name,
      );
    }
  });

  test("strict: who reads what a transaction of unknown outcome wrote depends on it", () => {
    const history = together([[["w", "x", 1]], [["r", "x", 1]]])
      .slice(0, 2)
      .concat([
        { process: 1, type: "ok", f: "txn", value: [["r", "x", 1]] },
        { process: 2, type: "invoke", f: "txn", value: [["r", "x", null]] },
        { process: 2, type: "ok", f: "txn", value: [["r", "x", null]] },
      ]);
    expect(checkRwRegister(history).valid).toBe(true);
    expect(checkRwRegister(history, { judgement: "strict" }).anomalies).toHaveProperty(
      "G-single-item-realtime",
    );
  });
});
