/**
 * Logs like Kafka's against the original's verdicts, and each anomaly by itself.
 *
 * @module
 */
import { expect, test } from "vitest";
import type {
  HistoryEvent,
  Json,
  Judgement,
} from "../../../../coordinator/checkers/history/history.ts";
import { kafka } from "../../../../coordinator/checkers/history/kafka.ts";
import { casesOf, done, tally } from "./oracle.ts";

interface Original {
  readonly valid: boolean | "error";
  readonly error?: string;
  readonly error_types: readonly string[];
  readonly bad_error_types: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
}

const sent = (value: Json, offset: number | null, process = 0, key = "k") =>
  done(process, "send", [["send", key, value]], [["send", key, [offset, value]]]);
const unsent = (value: Json, type: "fail" | "info", process = 0) =>
  done(process, "send", [["send", "k", value]], [["send", "k", value]], type);
const polled = (pairs: readonly Json[], process = 9, key = "k") =>
  done(process, "poll", [["poll"]], [["poll", { [key]: pairs }]]);
const assigned = (keys: readonly string[], process = 9) => done(process, "assign", keys);
/** Offsets are the places of the letters. */
const letters = (text: string): Json[] =>
  text.split("").map((letter) => ["abcdefgh".indexOf(letter), letter]);
const allSent = (text: string) =>
  letters(text).flatMap((pair) => sent((pair as Json[])[1]!, (pair as number[])[0]!));

function errors(judgement: Judgement, ...history: readonly HistoryEvent[][]): string[] {
  const { errorTypes, badErrorTypes, valid } = kafka(history.flat(), judgement);
  expect(valid).toBe(badErrorTypes.length === 0);
  return [...errorTypes];
}

test("names what the original names in all recorded histories, as often, and gives its verdict", () => {
  const cases = casesOf<Original>("kafka");
  expect(cases).toHaveLength(125);
  for (const { id, results, history } of cases) {
    if (results.valid === "error") continue;
    const { valid, errorTypes, badErrorTypes, anomalies, remarks } = kafka(history, "compat");
    // It counts unseen messages once; ours is a case a key.
    const counts = Object.entries(anomalies).map(([name, { count }]) => [
      name,
      name === "unseen" ? 1 : count,
    ]);
    expect({
      id,
      valid,
      error_types: errorTypes,
      bad_error_types: badErrorTypes,
      counts: Object.fromEntries(counts) as unknown,
    }).toEqual({ id, ...results });
    expect(remarks).toEqual([]);
  }
});

test("where the original threw it says why, and judges all the same", () => {
  const verdicts: string[] = [];
  for (const { results, history } of casesOf<Original>("kafka")) {
    if (results.valid !== "error") continue;
    const { valid, errorTypes, remarks } = kafka(history, "compat");
    expect(results.error).toContain("IndexOutOfBoundsException");
    expect(remarks).toEqual([
      expect.stringMatching(
        /^the original throws, as polls have answered for "\d+"(, "\d+")* and never/,
      ),
    ]);
    verdicts.push(`${valid}: ${errorTypes.join(" ")}`);
  }
  expect(tally(verdicts)).toEqual({
    "true: ": 14,
    "false: unseen": 6,
    "false: inconsistent-offsets": 1,
    "false: lost-write unseen": 1,
    "false: duplicate int-nonmonotonic-poll int-poll-skip poll-skip": 1,
  });
});

test("strict finds more skips where an empty poll had hidden them, and turns no verdict for that", () => {
  const more: string[] = [];
  for (const { source, history } of casesOf<Original>("kafka")) {
    const compat = kafka(history, "compat");
    const strict = kafka(history, "strict");
    for (const [name, { count }] of Object.entries(strict.anomalies))
      if (count !== compat.anomalies[name]?.count) more.push(`${source} ${name}`);
    if (strict.valid !== compat.valid) more.push(`${source} ${strict.valid}`);
  }
  expect(tally(more)).toEqual({ "dup poll-skip": 1, "lose poll-skip": 1, "rndmut poll-skip": 1 });
});

test("a message before one that was read is lost when nobody read it", () => {
  const history = [allSent("abc"), polled(letters("a"), 8), polled(letters("c"))].flat();
  const { anomalies, badErrorTypes } = kafka(history, "compat");
  expect(badErrorTypes).toEqual(["lost-write", "unseen"]);
  expect(anomalies["lost-write"]?.shown).toEqual([
    { key: "k", operations: [3, 9], values: ["b"], offsets: [1, 2] },
  ]);
  expect(anomalies["unseen"]?.shown).toEqual([{ key: "k", operations: [3], values: ["b"] }]);
});

test("an acknowledged message that no poll reaches is unseen, an uncertain one is not", () => {
  expect(errors("compat", allSent("ab"), polled(letters("a")))).toEqual(["unseen"]);
  expect(errors("compat", allSent("a"), unsent("b", "info"), polled(letters("a")))).toEqual([]);
});

test("two messages at one offset are inconsistent, whoever tells", () => {
  const told = [sent("a", 0), sent("b", 0, 1), polled(letters("a"))].flat();
  const { errorTypes, anomalies } = kafka(told, "compat");
  expect(errorTypes).toContain("inconsistent-offsets");
  expect(anomalies["inconsistent-offsets"]?.shown).toEqual([
    { key: "k", values: ["a", "b"], offsets: [0], operations: [1, 3, 5] },
  ]);
  // Keys are logs of their own.
  expect(
    errors(
      "compat",
      sent("a", 0),
      sent("b", 0, 1, "l"),
      polled(letters("a")),
      polled([[0, "b"]], 9, "l"),
    ),
  ).toEqual([]);
});

test("a message at two offsets is a duplicate", () => {
  const { anomalies, badErrorTypes } = kafka([...sent("a", 0), ...polled([[3, "a"]])], "compat");
  expect(badErrorTypes).toEqual(["duplicate"]);
  expect(anomalies["duplicate"]?.shown).toEqual([
    { key: "k", values: ["a"], offsets: [0, 3], operations: [1, 3] },
  ]);
});

test("a poll that leaves out what is known to be there skips, and one that goes back is nonmonotonic", () => {
  const all = [allSent("abcd"), polled(letters("abcd"), 8)];
  const { anomalies } = kafka([...all, polled(letters("ad"))].flat(), "compat");
  expect(Object.keys(anomalies)).toEqual(["int-poll-skip"]);
  expect(anomalies["int-poll-skip"]?.shown).toEqual([
    { key: "k", operations: [11], values: ["a", "d"], offsets: [0, 3], skipped: ["b", "c"] },
  ]);
  expect(errors("compat", ...all, polled(letters("ba")))).toEqual(["int-nonmonotonic-poll"]);
  expect(errors("compat", ...all, polled(letters("aa")))).toEqual(["int-nonmonotonic-poll"]);
});

test("so for the polls of a process, one after another, until it follows other keys", () => {
  const all = [allSent("abcd"), polled(letters("abcd"), 8)];
  const skip = [...all, polled(letters("a")), polled(letters("c"))];
  expect(errors("compat", ...skip)).toEqual(["poll-skip"]);
  expect(kafka(skip.flat(), "compat").anomalies["poll-skip"]?.shown).toEqual([
    { key: "k", operations: [11, 13], values: ["a", "c"], offsets: [0, 2], skipped: ["b"] },
  ]);
  const back = (between: HistoryEvent[]) =>
    errors("compat", ...all, polled(letters("ab")), between, polled(letters("b")));
  expect(back([])).toEqual(["nonmonotonic-poll"]);
  expect(back(assigned(["k", "l"]))).toEqual(["nonmonotonic-poll"]);
  expect(back(assigned(["l"]))).toEqual([]);
  expect(back(done(9, "assign", ["l"], ["l"], "fail"))).toEqual(["nonmonotonic-poll"]);
});

test("an empty poll hides a skip from the original, and not from strict", () => {
  const history = [
    allSent("abc"),
    polled(letters("abc"), 8),
    polled(letters("a")),
    polled([]),
    polled(letters("c")),
  ];
  expect(errors("compat", ...history)).toEqual([]);
  expect(errors("strict", ...history)).toEqual(["poll-skip"]);
});

test("gaps between offsets are no fault", () => {
  const history = [
    sent("a", 3),
    sent("b", 70),
    polled([
      [3, "a"],
      [70, "b"],
    ]),
  ];
  expect(errors("strict", ...history)).toEqual([]);
});

test("sends of a process must advance, those of one operation, too, but may have others between them", () => {
  expect(
    errors(
      "compat",
      both(1, 0),
      polled([
        [0, "c"],
        [1, "a"],
      ]),
    ),
  ).toEqual(["int-nonmonotonic-send"]);
  const between = [
    both(0, 2),
    sent("b", 1, 1),
    polled([
      [0, "a"],
      [1, "b"],
      [2, "c"],
    ]),
  ];
  expect(errors("compat", ...between)).toEqual(["int-send-skip"]);
  expect(kafka(between.flat(), "compat")).toMatchObject({ valid: true, badErrorTypes: [] });
  const apart = (meanwhile: HistoryEvent[]) => [
    sent("b", 1),
    meanwhile,
    sent("a", 0),
    polled([
      [0, "a"],
      [1, "b"],
    ]),
  ];
  expect(errors("compat", ...apart([]))).toEqual(["nonmonotonic-send"]);
  expect(errors("compat", ...apart(assigned(["l"], 0)))).toEqual([]);
  expect(errors("strict", ...apart(assigned(["l"], 0)))).toEqual(["nonmonotonic-send"]);
});

test("a message whose sending failed must not be read", () => {
  const history = [unsent("a", "fail"), polled(letters("a"))].flat();
  const { badErrorTypes, anomalies } = kafka(history, "compat");
  expect(badErrorTypes).toEqual(["G1a"]);
  expect(anomalies["G1a"]?.shown).toEqual([{ key: "k", operations: [1, 3], values: ["a"] }]);
});

test("an operation must not poll what it sends itself", () => {
  expect(errors("compat", txn(0, "a", letters("a")), polled(letters("a")))).toEqual([
    "precommitted-read",
  ]);
});

test("information must not flow in a circle", () => {
  const [firstBegin, firstEnd] = txn(0, "a", letters("b"));
  const [secondBegin, secondEnd] = txn(1, "b", letters("a"));
  expect(errors("compat", [firstBegin!, secondBegin!, firstEnd!, secondEnd!])).toEqual([
    "G1c",
    "PL-2-cycle-exists",
  ]);
});

test("nothing is read before its sending begins", () => {
  const { badErrorTypes, anomalies } = kafka([...polled(letters("a")), ...allSent("a")], "compat");
  expect(badErrorTypes).toEqual(["G1c-realtime", "strong-PL-2-cycle-exists"]);
  expect(anomalies["G1c-realtime"]?.shown).toEqual([
    { key: "k", operations: [1, 3], values: ["a"] },
  ]);
  const [begin, end] = polled(letters("a"));
  expect(errors("compat", [begin!], allSent("a"), [end!])).toEqual([]);
});

test("a message that nobody sent is a phantom, where the original throws", () => {
  const { valid, badErrorTypes, remarks } = kafka(
    [...allSent("a"), ...polled(letters("ab"))],
    "compat",
  );
  expect([valid, badErrorTypes]).toEqual([false, ["phantom"]]);
  expect(remarks).toEqual([
    "the original throws, as a poll has read a message that nobody sent: that is a fault",
  ]);
});

test("a key that answers with nothing is no fault, where the original throws", () => {
  const history = [...allSent("a"), ...polled(letters("a")), ...polled([], 9, "l")];
  const { valid, remarks } = kafka(history, "compat");
  expect(valid).toBe(true);
  expect(remarks).toEqual([
    'the original throws, as polls have answered for "l" and never with a message: that is no fault',
  ]);
});

test("an uncertain send counts when its message is read, and one without an offset, too", () => {
  expect(errors("compat", unsent("a", "info"), allSent("b"), polled(letters("ab")))).toEqual([]);
  expect(errors("compat", sent("a", null), polled([[5, "a"]]))).toEqual([]);
  // Read by one, passed over by another: it is there.
  const passed = [unsent("a", "info"), sent("b", 1), polled(letters("a")), polled(letters("b"))];
  expect(errors("compat", ...passed)).toEqual([]);
});

test("what failed tells nothing of the log, and moves nobody", () => {
  const refused = done(0, "send", [["send", "k", "x"]], [["send", "k", [0, "x"]]], "fail");
  expect(errors("compat", refused, allSent("a"), polled(letters("a")))).toEqual([]);
  const missed = done(9, "poll", [["poll"]], [["poll", { k: letters("b") }]], "fail");
  const again = [allSent("ab"), polled(letters("a")), missed, polled(letters("b"))];
  expect(errors("compat", ...again)).toEqual([]);
  const retried = [sent("b", 1), unsent("a", "fail"), sent("a", 0, 1), polled(letters("ab"))];
  expect(errors("compat", ...retried)).toEqual(["G1a"]);
});

test("an uncertain operation has happened as a whole, or may not have happened", () => {
  const two = done(0, "send", [], [...(both(0, 1)[1]!.value as Json[])], "info");
  expect(errors("compat", two, polled([[1, "c"]]))).toEqual(["lost-write"]);
  const glimpsed = done(8, "poll", [["poll"]], [["poll", { k: letters("a") }]], "fail");
  expect(
    errors("compat", unsent("a", "info"), glimpsed, sent("b", 1), polled(letters("b"))),
  ).toEqual([]);
});

test("offsets below 0 are overlooked", () => {
  const told = [
    sent("a", -1),
    sent("b", -1, 1),
    polled([
      [5, "a"],
      [6, "b"],
    ]),
  ];
  expect(errors("compat", ...told)).toEqual([]);
});

test("a history in which nothing follows anything fails in the original, and is unknown in strict", () => {
  const history = sent("a", 0).slice(0, 1);
  expect(errors("compat", history)).toEqual(["empty-transaction-graph"]);
  expect(kafka(history, "strict")).toMatchObject({
    valid: "unknown",
    remarks: ["no poll has read anything"],
  });
  expect(kafka([], "compat").valid).toBe(true);
});

test("findings are counted, and not all shown", () => {
  const history = [
    allSent("a"),
    Array.from({ length: 50 }, () => polled(letters("a"))).flat(),
  ].flat();
  const { count, shown } = kafka(history, "compat").anomalies["nonmonotonic-poll"]!;
  expect([count, shown.length]).toEqual([49, 32]);
});

test("refuses values of another form", () => {
  const bad: [string, Json][] = [
    ["poll", "all"],
    ["poll", [["poll", { k: 3 }]]],
    ["poll", [["poll", { k: [3] }]]],
    ["poll", [["poll", { k: [["x", 3]] }]]],
    ["send", [["fetch", "k"]]],
    ["assign", ["k", 3]],
    ["commit_offsets", { k: "x" }],
  ];
  for (const [f, value] of bad)
    expect(() => kafka(done(0, f, value), "compat")).toThrow(
      "cannot read the history as a log needs",
    );
});

/** Two sends in one operation. */
function both(first: number, second: number): HistoryEvent[] {
  return done(
    0,
    "send",
    [
      ["send", "k", "a"],
      ["send", "k", "c"],
    ],
    [
      ["send", "k", [first, "a"]],
      ["send", "k", [second, "c"]],
    ],
  );
}

/** Sends at its place in the alphabet, and polls. */
function txn(process: number, value: string, seen: Json[]): HistoryEvent[] {
  return done(
    process,
    "txn",
    [["send", "k", value], ["poll"]],
    [
      ["send", "k", ["ab".indexOf(value), value]],
      ["poll", { k: seen }],
    ],
  );
}
