import { describe, expect, test } from "vitest";
import type { HistoryEvent } from "../../../../../coordinator/checkers/history/history.ts";
import { checkListAppend } from "../../../../../coordinator/checkers/history/transactions/list_append.ts";
import type { Model } from "../../../../../coordinator/checkers/history/transactions/models.ts";
import { serially, together } from "./histories.ts";

/** The smallest history for each name, the weakest model that forbids it, and one that does not. */
const SMALLEST: readonly [string, HistoryEvent[], Model, Model?][] = [
  [
    "G0",
    together([
      [
        ["append", "x", 1],
        ["append", "y", 1],
      ],
      [
        ["append", "x", 2],
        ["append", "y", 2],
      ],
      [
        ["r", "x", [1, 2]],
        ["r", "y", [2, 1]],
      ],
    ]),
    "read-uncommitted",
  ],
  [
    "G1a",
    together([[["append", "x", 1]], [["r", "x", [1]]]], [0]),
    "read-committed",
    "read-uncommitted",
  ],
  [
    "G1b",
    together([
      [
        ["append", "x", 1],
        ["append", "x", 2],
      ],
      [["r", "x", [1]]],
    ]),
    "read-committed",
    "read-uncommitted",
  ],
  [
    "G1c",
    together([
      [
        ["append", "x", 1],
        ["r", "y", [1]],
      ],
      [
        ["append", "y", 1],
        ["r", "x", [1]],
      ],
    ]),
    "read-committed",
    "read-uncommitted",
  ],
  [
    "G-single-item",
    together([
      [
        ["append", "x", 1],
        ["append", "y", 1],
      ],
      [
        ["r", "x", [1]],
        ["r", "y", []],
      ],
    ]),
    "consistent-view",
    "cursor-stability",
  ],
  [
    "G-nonadjacent-item",
    together([
      [
        ["append", "a", 1],
        ["append", "d", 1],
      ],
      [
        ["r", "a", [1]],
        ["r", "b", []],
      ],
      [
        ["append", "b", 1],
        ["append", "c", 1],
      ],
      [
        ["r", "c", [1]],
        ["r", "d", []],
      ],
    ]),
    "snapshot-isolation",
    "read-committed",
  ],
  [
    "G2-item",
    together([
      [
        ["r", "x", []],
        ["append", "y", 1],
      ],
      [
        ["r", "y", []],
        ["append", "x", 1],
      ],
    ]),
    "repeatable-read",
    "snapshot-isolation",
  ],
  [
    "G-single-item-realtime",
    serially([["append", "x", 1]], [["r", "x", []]]),
    "strong-snapshot-isolation",
    "serializable",
  ],
  [
    "G0-realtime",
    serially([["append", "x", 1]], [["append", "x", 2]], [["r", "x", [2, 1]]]),
    "strong-read-uncommitted",
    "serializable",
  ],
  [
    "G1c-realtime",
    serially([["r", "x", [1]]], [["append", "x", 1]]),
    "strong-read-committed",
    "serializable",
  ],
  [
    "G-single-item-process",
    serially([["append", "x", 1]], [["r", "x", []]]).map((event) => ({ ...event, process: 0 })),
    "strong-session-snapshot-isolation",
    "serializable",
  ],
  [
    "internal",
    together([
      [
        ["r", "x", [1]],
        ["r", "x", []],
      ],
      [["append", "x", 1]],
    ]),
    "read-atomic",
    "read-committed",
  ],
  [
    "future-read",
    together([
      [
        ["r", "x", [1]],
        ["append", "x", 1],
      ],
    ]),
    "read-committed",
    "read-uncommitted",
  ],
  [
    "duplicate-elements",
    together([[["append", "x", 1]], [["r", "x", [1, 1]]]]),
    "read-uncommitted",
  ],
  [
    "incompatible-order",
    together([[["append", "x", 1]], [["append", "x", 2]], [["r", "x", [1]]], [["r", "x", [2]]]]),
    "read-committed",
    "read-uncommitted",
  ],
  [
    "dirty-update",
    together([[["append", "x", 1]], [["append", "x", 2]], [["r", "x", [1, 2]]]], [0]),
    "read-committed",
    "read-uncommitted",
  ],
  [
    "lost-update",
    together([
      [
        ["r", "x", []],
        ["append", "x", 1],
      ],
      [
        ["r", "x", []],
        ["append", "x", 2],
      ],
    ]),
    "cursor-stability",
    "read-committed",
  ],
];

/** The append of 1 failed, nobody knows of that of 2, and the list was read like this. */
const lists = (list: number[]) =>
  together(
    [[["append", "x", 1]], [["append", "x", 2]], [["append", "x", 3]], [["r", "x", list]]],
    [0],
  ).filter(({ type, process }) => type === "invoke" || process !== 1);

describe("list-append", () => {
  test.each(SMALLEST)(
    "%s is found where it is forbidden and nowhere else",
    (name, history, model, weaker) => {
      const result = checkListAppend(history, { models: [model] });
      expect(Object.keys(result.anomalies)).toContain(name);
      expect(result.valid).toBe(false);
      if (weaker === undefined) return;
      expect(Object.keys(checkListAppend(history, { models: [weaker] }).anomalies)).not.toContain(
        name,
      );
    },
  );

  test("a cycle says for each edge why it is there", () => {
    const history = SMALLEST.find(([name]) => name === "G-single-item")![1];
    const [found] = checkListAppend(history).anomalies["G-single-item"]!;
    expect(found!.steps).toEqual([
      {
        from: 1,
        to: 0,
        relation: "rw",
        key: "y",
        value: null,
        next: 1,
        sentence: 'T1 read key "y" in its initial state, T0 appended 1 after that',
      },
      {
        from: 0,
        to: 1,
        relation: "wr",
        key: "x",
        value: 1,
        sentence: 'T0 appended 1 (key "x"), which T1 read',
      },
    ]);
    expect(
      found!.transactions.map(({ transaction, invokedAt, completedAt }) => [
        transaction,
        invokedAt,
        completedAt,
      ]),
    ).toEqual([
      [1, 1, 3],
      [0, 0, 2],
    ]);
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
  });

  test("what may not have happened is no update, but does not cleanse what comes after", () => {
    expect(checkListAppend(lists([1, 2])).anomalies).not.toHaveProperty("dirty-update");
    const [found] = checkListAppend(lists([1, 2, 3])).anomalies["dirty-update"]!;
    expect(found!.values).toEqual([1, 2, 3]);
  });

  test("a test that appends an element twice gets no verdict", () => {
    const result = checkListAppend(together([[["append", "x", 1]], [["append", "x", 1]]]));
    expect([result.valid, Object.keys(result.anomalies)]).toEqual([
      "unknown",
      ["duplicate-writes"],
    ]);
  });

  test("where nothing depends on anything the verdict is unknown", () => {
    const result = checkListAppend(serially([["append", "x", 1]]), { models: ["serializable"] });
    expect([result.valid, Object.keys(result.anomalies)]).toEqual([
      "unknown",
      ["empty-transaction-graph"],
    ]);
  });

  test("strict: an unseen own append and an element of nobody break every model, a null read counts", () => {
    const unseen = together([
      [
        ["append", "x", 1],
        ["r", "x", []],
      ],
      [["r", "x", [1]]],
    ]);
    const foreign = together([
      [["append", "x", 1]],
      [["r", "x", [7]]],
      [["r", "x", [1, 2]]],
      [["append", "x", 2]],
    ]);
    const nullFirst = together([
      [
        ["r", "x", null],
        ["r", "x", [1]],
      ],
      [["append", "x", 1]],
    ]);
    const models: Model[] = ["read-uncommitted"];
    expect(checkListAppend(unseen, { models }).valid).toBe(true);
    expect(checkListAppend(foreign, { models }).valid).toBe(true);
    expect(checkListAppend(nullFirst, { models: ["read-atomic"] }).anomalies).not.toHaveProperty(
      "internal",
    );
    expect(checkListAppend(unseen, { models, judgement: "strict" }).anomalies).toHaveProperty(
      "unseen-own-write",
    );
    expect(checkListAppend(foreign, { models, judgement: "strict" }).anomalies).toHaveProperty(
      "unwritten-value",
    );
    expect(
      checkListAppend(nullFirst, { models: ["read-atomic"], judgement: "strict" }).anomalies,
    ).toHaveProperty("internal");
  });

  test("refuses what is no transaction", () => {
    expect(() =>
      checkListAppend([{ process: 0, type: "invoke", f: "txn", value: [["w", 1, 2]] }]),
    ).toThrow("micro-operations are r or append");
  });
});
