/**
 * The workload of registers: its verdicts against Maelstrom's, its operations, and its clients.
 *
 * @module
 */
import { describe, expect, test } from "vitest";
import type { Content } from "../../../../robots/node/node.ts";
import { seededRandom } from "../../../../robots/engine/random.ts";
import type { Json, Judgement } from "../../../../coordinator/checkers/history/history.ts";
import { DEFAULT_PLAN } from "../../../../coordinator/workbench/plan.ts";
import type { TestPlan } from "../../../../coordinator/workbench/plan.ts";
import { MalformedAnswer } from "../../../../coordinator/workbench/workload.ts";
import type { Ask } from "../../../../coordinator/workbench/workload.ts";
import { linKv } from "../../../../coordinator/workbench/workloads/lin_kv.ts";
import { perform, workerOf } from "../../../support/perform.ts";
import { done } from "../../checkers/history/oracle.ts";
import { play, Refused } from "./play.ts";
import type { PlainNode } from "./play.ts";
import { runsOf } from "./recorded.ts";
import type { Results } from "./recorded.ts";

const PLAN: TestPlan = { ...DEFAULT_PLAN, nodes: ["n0", "n1"], concurrency: 8 };

describe.each(runsOf("lk-"))("$name", ({ run, theirs }) => {
  const { valid, results, complaints } = linKv(PLAN).check(run.history);
  const ours = results as Results;

  test("has the verdict of the original, key by key", () => {
    expect(valid).toBe(theirs["valid?"]);
    expect(ours["failures"]).toEqual(theirs["failures"]);
    expect(verdicts(ours["results"])).toEqual(verdicts(theirs["results"]));
  });

  test("complains of each key that is wrong, and leads into the history", () => {
    expect(complaints).toHaveLength((theirs["failures"] as Json[]).length);
    for (const { anomaly, what, events } of complaints) {
      expect(anomaly).toBe("nonlinearizable");
      expect(what).toMatch(/^key 0: process \d+'s (read|write|cas) .* has no place: /);
      expect(events.length).toBeGreaterThan(0);
      expect(events.every((at) => run.history[at] !== undefined)).toBe(true);
    }
  });
});

describe("operations", () => {
  test("put two threads of each node on a key, half of them readers", () => {
    const asks = drawn(PLAN, 50);
    expect(asks.map(keysOf)).toEqual([[0], [0], [0], [0], [1], [1], [1], [1]]);
    const [reader, writer] = [["read"], ["cas", "write"]];
    const group = [reader, reader, writer, writer];
    expect(asks.map(kindsOf)).toEqual([...group, ...group]);
    const writes = asks.flat().filter(({ f }) => f === "write").length;
    expect(writes / 200).toBeCloseTo(1 / 3, 1);
  });

  test("let threads do both where there are too few for that", () => {
    for (const concurrency of [1, 3, 5]) {
      const asks = drawn({ ...PLAN, concurrency }, 50);
      expect(kindsOf(asks.at(-1)!)).toEqual(["cas", "read", "write"]);
      expect(keysOf(asks.at(-1)!)).toEqual([concurrency === 5 ? 1 : 0]);
    }
  });

  test("take another key when twenty processes have worked on one", () => {
    const plan = { ...PLAN, concurrency: 4 };
    const source = linKv(plan).source();
    const random = seededRandom("1");
    const keys = Array.from({ length: 45 }, (_, id) =>
      keysOf([source.next(workerOf(id % 4, { process: id }), random) as Ask]),
    ).flat();
    expect(keys).toEqual([
      ...Array<number>(20).fill(0),
      ...Array<number>(20).fill(1),
      2,
      2,
      2,
      2,
      2,
    ]);
  });

  test("get by with more threads on a key than that", () => {
    const nodes = Array.from({ length: 25 }, (_, at) => `n${at}`);
    expect(keysOf(drawn({ ...PLAN, nodes, concurrency: 50 }, 5).flat())).toEqual([0]);
  });

  test.each(["1", "2", "3"])("of seed %s are linearizable on one node", (seed) => {
    const plan: TestPlan = { ...PLAN, seed, judgement: "strict" };
    const { history } = play(linKv(plan), plan, 2000, registerNode());
    expect(linKv(plan).check(history)).toMatchObject({ valid: true, complaints: [] });
    const oks = history.filter(({ type, f }) => type === "ok" && f === "cas").length;
    expect(oks).toBeGreaterThan(50);
  });
});

describe("a client", () => {
  test("reads, writes and compares", () => {
    expect(asked("read", [3, null], { type: "read_ok", value: 4 })).toEqual({
      asked: [{ type: "read", key: 3 }],
      done: { type: "ok", value: [3, 4] },
    });
    expect(asked("write", [3, 1], { type: "write_ok" })).toEqual({
      asked: [{ type: "write", key: 3, value: 1 }],
      done: { type: "ok", value: [3, 1] },
    });
    expect(asked("cas", [3, [1, 2]], { type: "cas_ok" })).toEqual({
      asked: [{ type: "cas", key: 3, from: 1, to: 2 }],
      done: { type: "ok", value: [3, [1, 2]] },
    });
  });

  test.each<[string, Content]>([
    ["read", { type: "read_ok" }],
    ["read", { type: "read_ok", value: 1, key: 3 }],
    ["write", { type: "cas_ok" }],
    ["cas", { type: "cas_ok", value: 1 }],
  ])("does not take a %s answered by %j", (f, answer) => {
    expect(() => asked(f, [3, [1, 2]], answer)).toThrow(MalformedAnswer);
  });

  test("waits ten latencies, and at least a second", () => {
    expect([0, 100, 500].map(waitMs)).toEqual([1000, 1000, 5000]);
  });
});

describe("a key that was written and is said not to exist", () => {
  test("is a fault in strict judgement, and named", () => {
    const { valid, complaints } = judge("strict", "read", [3, null]);
    expect(valid).toBe(false);
    expect(complaints[0]!.what).toContain("key 3: process 1's read null (events 2 to 3)");
    expect(complaints[0]!.events).toContain(3);
    expect(judge("strict", "cas", [3, [1, 2]]).valid).toBe(false);
  });

  test("says nothing in compat", () => {
    expect(judge("compat", "read", [3, null]).valid).toBe(true);
  });

  test("is as it should be for another key", () => {
    expect(judge("strict", "read", [4, null]).valid).toBe(true);
  });
});

test("a history that nobody can read gives no verdict, and says why", () => {
  const { valid, complaints } = linKv(PLAN).check(done(0, "read", 5));
  expect(valid).toBe("unknown");
  expect(complaints[0]!.what).toContain("cannot split the history");
});

function verdicts(all: Json | undefined) {
  return Object.entries(all as Record<string, Results>).map(([key, each]) => [key, each["valid?"]]);
}

/** So many operations of each thread. */
function drawn(plan: TestPlan, count: number): Ask[][] {
  const source = linKv(plan).source();
  const random = seededRandom(plan.seed);
  const draw = (thread: number) => source.next(workerOf(thread), random) as Ask;
  return Array.from({ length: plan.concurrency }, (_, thread) =>
    Array.from({ length: count }, () => draw(thread)),
  );
}

function keysOf(asks: readonly Ask[]): number[] {
  return [...new Set(asks.map(({ value }) => (value as [number, Json])[0]))];
}

function kindsOf(asks: readonly Ask[]): string[] {
  return [...new Set(asks.map(({ f }) => f))].toSorted();
}

function asked(f: string, value: Json, answer: Content) {
  return perform(linKv(PLAN).newClient(workerOf()), { f, value }, () => answer);
}

function waitMs(meanMs: number) {
  return linKv({ ...PLAN, latency: { meanMs, distribution: "constant" } }).timeoutMs;
}

/** After a write of 1 to key 3, process 1 is told that there is no such key. */
function judge(judgement: Judgement, f: string, value: Json) {
  const error = ["key-does-not-exist", "?"];
  const [begun, ended] = done(1, f, value, value, "fail");
  const history = [...done(0, "write", [3, 1]), begun!, { ...ended!, error }];
  return linKv({ ...PLAN, judgement }).check(history);
}

function registerNode(): PlainNode {
  const values = new Map<Json, Json>();
  return (content) => {
    const { type } = content;
    const key = content["key"] as Json;
    if (type === "read") {
      if (!values.has(key)) throw new Refused();
      return { type: "read_ok", value: values.get(key) };
    }
    if (type === "cas" && values.get(key) !== content["from"]) throw new Refused();
    values.set(key, content[type === "cas" ? "to" : "value"] as Json);
    return { type: `${type}_ok` };
  };
}
