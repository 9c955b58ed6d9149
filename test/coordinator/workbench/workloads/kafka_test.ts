/**
 * The workload of logs: its verdicts against Maelstrom's, its operations, and its clients.
 *
 * @module
 */
import { describe, expect, test } from "vitest";
import type { Content } from "../../../../robots/node/node.ts";
import type {
  HistoryEvent,
  Json,
  Judgement,
} from "../../../../coordinator/checkers/history/history.ts";
import { DEFAULT_PLAN } from "../../../../coordinator/workbench/plan.ts";
import type { TestPlan } from "../../../../coordinator/workbench/plan.ts";
import { MalformedAnswer } from "../../../../coordinator/workbench/workload.ts";
import { kafka } from "../../../../coordinator/workbench/workloads/kafka.ts";
import { COMPLAINTS_MAX } from "../../../../coordinator/workbench/workloads/verdicts.ts";
import { done } from "../../checkers/history/oracle.ts";
import { perform, workerOf } from "../../../support/perform.ts";
import { play } from "./play.ts";
import type { PlainNode } from "./play.ts";
import { runsOf } from "./recorded.ts";
import type { Results } from "./recorded.ts";

const PLAN: TestPlan = { ...DEFAULT_PLAN, workload: "kafka", concurrency: 4, maxWritesPerKey: 7 };
const SEEDS = ["1", "2", "3", "4"];
const JUDGEMENTS = ["compat", "strict"] as const;

describe.each(runsOf("kf-"))("$name", ({ run, theirs }) => {
  const { valid, results, complaints } = kafka(PLAN).check(run.history);
  const ours = results as Results;

  test("has the verdict of the original, or one where that had thrown", () => {
    if (theirs["error"] !== undefined) {
      expect(valid).not.toBe("unknown");
      expect(ours["remarks"]).not.toEqual([]);
      return;
    }
    expect(valid).toBe(theirs["valid?"]);
    expect(ours["error-types"]).toEqual(theirs["error-types"]);
    expect(ours["bad-error-types"]).toEqual(theirs["bad-error-types"]);
    for (const name of theirs["error-types"] as string[]) {
      const [mine, original] = [ours[name] as Results, theirs[name] as Results];
      expect(mine["count"]).toBe(original["count"]);
      expect(mine["unseen"]).toEqual(original["unseen"]);
    }
  });

  test("has the worst lag of the original", () => {
    const lag = theirs["worst-realtime-lag"] as Results | undefined;
    if (lag === undefined) return;
    const own = ours["worst-realtime-lag"] as Results;
    expect(own["lag"]).toBeCloseTo(lag["lag"] as number, 9);
  });

  test("complains of each anomaly in bounded number, and leads into the history", () => {
    expect(new Set(complaints.map(({ anomaly }) => anomaly))).toEqual(
      new Set(ours["bad-error-types"] as string[]),
    );
    for (const { anomaly, what, events } of complaints) {
      expect(what).not.toMatch(/undefined|NaN|\n/);
      expect(events.every((at) => run.history[at] !== undefined)).toBe(true);
      const alike = complaints.filter((other) => other.anomaly === anomaly);
      expect(alike.length).toBeLessThanOrEqual(COMPLAINTS_MAX + 1);
    }
  });
});

describe.each(SEEDS)("operations of seed %s", (seed) => {
  test.each(JUDGEMENTS)("send unique messages and end when all was polled (%s)", (judgement) => {
    const plan = { ...PLAN, seed, judgement };
    const workload = kafka(plan);
    const { history, isOver } = play(workload, plan, 3000, logNode());
    expect(isOver).toBe(true);
    expect(workload.check(history)).toMatchObject({ valid: true, complaints: [] });
    const sent = history.filter(({ f, type }) => f === "send" && type === "invoke");
    const names = sent.map(({ value }) => JSON.stringify(value));
    expect(new Set(names).size).toBe(sent.length);
    expect(sent.length).toBeGreaterThan(900);
    const writes = sent.map(({ value }) => (value as [[string, string, number]])[0]);
    expect(Math.max(...writes.map(([, , message]) => message))).toBe(PLAN.maxWritesPerKey);
    const kinds = new Set(history.map(({ f }) => f));
    const own = judgement === "strict" ? ["commit_offsets", "list_committed_offsets"] : [];
    expect(kinds).toEqual(new Set(["crash", "assign", "poll", "send", ...own]));
  });
});

test("the same seed gives the same operations", () => {
  const [one, other] = [1, 2].map(() => play(kafka(PLAN), PLAN, 500, logNode()).history);
  expect(one).toEqual(other);
});

test("the final polls go on for ever when something is lost, and it is named", () => {
  const lossy = logNode();
  const node: PlainNode = (content) => {
    const answer = lossy(content);
    if (content.type !== "poll") return answer;
    const all = Object.entries(answer["msgs"] as Record<string, [number, Json][]>);
    const kept = all.map(([key, pairs]) => [key, pairs.filter(([offset]) => offset !== 3)]);
    return { ...answer, msgs: Object.fromEntries(kept) };
  };
  const workload = kafka(PLAN);
  const { history, isOver } = play(workload, PLAN, 2000, node);
  const { valid, complaints } = workload.check(history);
  expect({ isOver, valid }).toEqual({ isOver: false, valid: false });
  expect(complaints[0]!.anomaly).toBe("lost-write");
  expect(complaints[0]!.what).toMatch(
    /^key "\d+": message 4 at offset 3 was sent \(process \d+ at .* s\) and never polled, though/,
  );
});

describe("what was committed", () => {
  test("must not go backwards in strict judgement", () => {
    const { valid, complaints } = judge(
      listing(() => []),
      "strict",
    );
    expect(valid).toBe(false);
    const told = complaints.find(({ anomaly }) => anomaly === "committed-backwards")!;
    expect(told.what).toMatch(/was committed and acknowledged .* the listing showed nothing/);
    expect(told.events).toHaveLength(2);
  });

  test("must not be more than what was sent in strict judgement", () => {
    const { valid, complaints } = judge(
      listing((key, offset) => [[key, offset + 100]]),
      "strict",
    );
    expect(valid).toBe(false);
    expect(complaints.map(({ anomaly }) => anomaly)).toContain("committed-unsent");
  });

  test("is not looked at in compat, as in the original", () => {
    expect(
      judge(
        listing(() => []),
        "compat",
      ).valid,
    ).toBe(true);
    expect(
      judge(
        listing((key, offset) => [[key, offset + 100]]),
        "compat",
      ).valid,
    ).toBe(true);
  });
});

describe("a client", () => {
  const assign = { f: "assign", value: ["a", "b"] };
  const poll = { f: "poll", value: [["poll"]] };
  const send = { f: "send", value: [["send", "a", 1]] };

  test("does what Maelstrom's does in compat: it overlooks what is committed, and commits polls", () => {
    expect(asked("compat", assign, poll, poll)).toEqual([
      { type: "list_committed_offsets", keys: ["a", "b"] },
      { type: "poll", offsets: { a: 0, b: 0 } },
      { type: "commit_offsets", offsets: { a: 7 } },
      { type: "poll", offsets: { a: 8, b: 0 } },
      { type: "commit_offsets", offsets: { a: 7 } },
    ]);
  });

  test("goes on behind what is committed in strict judgement", () => {
    const listed = { f: "list_committed_offsets", value: ["a", "b"] };
    expect(asked("strict", listed, assign, poll)).toEqual([
      { type: "list_committed_offsets", keys: ["a", "b"] },
      { type: "poll", offsets: { a: 5, b: 0 } },
    ]);
  });

  test("stays where it is in the keys that it keeps", () => {
    const other = { f: "assign", value: ["a", "c"] };
    expect(asked("strict", assign, poll, other, poll).at(-1)).toEqual({
      type: "poll",
      offsets: { a: 8, c: 0 },
    });
  });

  test("begins anew when it is told to", () => {
    const again = { ...assign, hint: "from the beginning" };
    expect(asked("compat", assign, poll, again, poll).at(-2)).toEqual({
      type: "poll",
      offsets: { a: 0, b: 0 },
    });
  });

  test("takes null for no messages, as Maelstrom's does", () => {
    const answer = { type: "poll_ok", msgs: { a: null } };
    expect(perform(clientOf("compat"), poll, () => answer)).toMatchObject({
      asked: [{ type: "poll" }],
      done: { type: "ok", value: [["poll", { a: [] }]] },
    });
  });

  test("crashes without a word", () => {
    expect(perform(clientOf("compat"), { f: "crash" }, sameNode)).toEqual({
      asked: [],
      done: { type: "info", value: null },
    });
  });

  test.each<[string, Content, { f: string; value: Json }]>([
    ["a poll whose pairs are none", { type: "poll_ok", msgs: { a: [[5]] } }, poll],
    ["a poll without offsets", { type: "poll_ok", msgs: { a: [["5", 1]] } }, poll],
    ["a poll that is a list", { type: "poll_ok", msgs: [] }, poll],
    ["a send without an offset", { type: "send_ok" }, send],
    ["a field too many", { type: "send_ok", offset: 1, key: "a" }, send],
    ["offsets in words", { type: "list_committed_offsets_ok", offsets: { a: "4" } }, assign],
  ])("does not take %s", (_, answer, ask) => {
    expect(() => perform(clientOf("compat"), ask, () => answer)).toThrow(MalformedAnswer);
  });
});

test("a poll that a client gives up is named among the causes", () => {
  const history: HistoryEvent[] = [
    ...done(0, "send", [["send", "a", 1]], [["send", "a", [0, 1]]]),
    ...done(1, "poll", [["poll"]], [["poll", { a: [[0, 1]] }]]),
    { process: 1, type: "invoke", f: "poll", value: [["poll"]] },
    { process: 1, type: "info", f: "poll", value: [["poll"]], error: "net-timeout" },
  ];
  expect(kafka(PLAN).check(history)).toMatchObject({
    valid: true,
    results: { "info-txn-causes": ["net-timeout"] },
  });
});

test("a history that nobody can read gives no verdict, and says why", () => {
  const { valid, complaints } = kafka(PLAN).check(done(0, "send", "nonsense"));
  expect(valid).toBe("unknown");
  expect(complaints[0]!.what).toContain("cannot read the history");
});

function judge(node: PlainNode, judgement: Judgement) {
  const plan = { ...PLAN, judgement };
  const workload = kafka(plan);
  return workload.check(play(workload, plan, 2000, node).history);
}

/** Lists something else than what is committed. */
function listing(change: (key: string, offset: number) => [string, number][]): PlainNode {
  const node = logNode();
  return (content) => {
    const answer = node(content);
    if (content.type !== "list_committed_offsets") return answer;
    const offsets = Object.entries(answer["offsets"] as Record<string, number>);
    const changed = Object.fromEntries(offsets.flatMap((one) => change(...one)));
    return { ...answer, offsets: changed };
  };
}

function clientOf(judgement: Judgement) {
  return kafka({ ...PLAN, judgement }).newClient(workerOf());
}

function asked(judgement: Judgement, ...asks: { f: string; value?: Json; hint?: Json }[]) {
  const client = clientOf(judgement);
  return asks.flatMap((ask) => perform(client, ask, sameNode).asked);
}

/** Always gives the same messages. */
function sameNode({ type }: Content): Content {
  if (type === "list_committed_offsets") return { type: `${type}_ok`, offsets: { a: 4 } };
  if (type === "commit_offsets") return { type: `${type}_ok` };
  const a = [
    [5, "x"],
    [7, "y"],
  ];
  return { type: "poll_ok", msgs: { a, b: [] } };
}

/** How many messages a poll gives of each key. */
const POLLED_MAX = 5;

function logNode(): PlainNode {
  const logs = new Map<string, Json[]>();
  const committed: Record<string, number> = {};
  return (content) => {
    switch (content.type) {
      case "send": {
        const key = content["key"] as string;
        const log = logs.get(key) ?? [];
        logs.set(key, log);
        return { type: "send_ok", offset: log.push(content["msg"] as Json) - 1 };
      }
      case "poll": {
        const offsets = Object.entries(content["offsets"] as Record<string, number>);
        const msgs = offsets.map(([key, from]) => {
          const log = logs.get(key) ?? [];
          const pairs = log.map((message, offset) => [offset, message]);
          return [key, pairs.slice(from, from + POLLED_MAX)];
        });
        return { type: "poll_ok", msgs: Object.fromEntries(msgs) };
      }
      case "commit_offsets":
        for (const [key, offset] of Object.entries(content["offsets"] as Record<string, number>))
          committed[key] = Math.max(offset, committed[key] ?? 0);
        return { type: "commit_offsets_ok" };
      default: {
        const keys = (content["keys"] as string[]).filter((key) => Object.hasOwn(committed, key));
        const offsets = Object.fromEntries(keys.map((key) => [key, committed[key]]));
        return { type: "list_committed_offsets_ok", offsets };
      }
    }
  };
}
