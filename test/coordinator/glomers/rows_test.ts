/**
 * Goal: the matrix asks of the programs exactly what the reference asks, and says what it adds.
 */
import { describe, expect, it } from "vitest";

import { planOfRow, type RowRequest } from "../../../coordinator/cli/glomers_plan.ts";
import { maelstromCommand } from "../../../coordinator/glomers/maelstrom.ts";
import { HARDSHIPS } from "../../../coordinator/glomers/row.ts";
import { ROWS, rowsNamed } from "../../../coordinator/glomers/rows.ts";
import { DEFAULT_PLAN, type Delivery, type TestPlan } from "../../../coordinator/workbench/plan.ts";
import { PROGRAMS } from "../../../robots/glomers/programs.ts";

const { args: _args, expectations: _expectations, ...WITHOUT_FLAGS } = DEFAULT_PLAN;
const EASY: RowRequest = {
  strict: false,
  delivery: "exact",
  hardships: { nemesis: [], loss: 0, duplicate: 0 },
};

function planOf(id: string): TestPlan {
  const [row] = rowsNamed([id]);
  return planOfRow(row!, "1", EASY);
}

/** A row of the facts: what is not said is as Maelstrom has it without a flag. */
interface Reference extends Partial<TestPlan> {
  readonly id: string;
  readonly workload: TestPlan["workload"];
  readonly count: number;
  readonly seconds: number;
  readonly clients: number;
  readonly isCut?: boolean;
}

const BROADCAST = { workload: "broadcast", seconds: 20, rate: 10 } as const;
const EFFICIENT = {
  ...BROADCAST,
  count: 25,
  clients: 25,
  rate: 100,
  latency: { meanMs: 100, distribution: "constant" },
} as const;
const COUNTER = {
  workload: "g-counter",
  count: 3,
  seconds: 20,
  rate: 100,
  clients: 3,
  isCut: true,
} as const;
const KAFKA = { workload: "kafka", seconds: 20, rate: 1000 } as const;
const TXN = { workload: "txn-rw-register", seconds: 20, rate: 1000 } as const;
const UNCOMMITTED = { ...TXN, consistencyModels: ["read-uncommitted"] } as const;
const COMMITTED = { ...TXN, consistencyModels: ["read-committed"] } as const;

const REFERENCE: readonly Reference[] = [
  { id: "1", workload: "echo", count: 1, seconds: 10, clients: 1 },
  {
    id: "2",
    workload: "unique-ids",
    count: 3,
    seconds: 30,
    rate: 1000,
    clients: 3,
    availability: "total",
    isCut: true,
  },
  { id: "3a", ...BROADCAST, count: 1, clients: 1 },
  { id: "3b", ...BROADCAST, count: 5, clients: 5 },
  { id: "3c", ...BROADCAST, count: 5, clients: 5, isCut: true },
  { id: "3d", ...EFFICIENT },
  { id: "3e", ...EFFICIENT },
  { id: "4", ...COUNTER },
  { id: "4-crdt", ...COUNTER },
  { id: "5a", ...KAFKA, count: 1, clients: 2 },
  { id: "5b", ...KAFKA, count: 2, clients: 4 },
  { id: "5c", ...KAFKA, count: 2, clients: 4 },
  { id: "5c-all", ...KAFKA, count: 2, clients: 4 },
  { id: "6a", ...UNCOMMITTED, count: 1, clients: 2, availability: "total" },
  { id: "6b", ...UNCOMMITTED, count: 2, clients: 4 },
  { id: "6b-total", ...UNCOMMITTED, count: 2, clients: 4, availability: "total", isCut: true },
  { id: "6c", ...COMMITTED, count: 2, clients: 4, availability: "total", isCut: true },
];

describe("the reference's rows", () => {
  it.each(REFERENCE)("$id is run as there", ({ id, count, seconds, clients, isCut, ...rest }) => {
    const { args, expectations, ...plan } = planOf(id);
    expect({ args, expectations, ...plan }).toEqual({
      args,
      expectations,
      ...WITHOUT_FLAGS,
      nodes: Array.from({ length: count }, (_, n) => `n${n}`),
      timeLimitMs: seconds * 1000,
      concurrency: clients,
      nemesis: { faults: isCut === true ? ["partition"] : [], intervalMs: 10_000 },
      ...rest,
    });
  });

  it("have targets where the reference has them", () => {
    const targets = ROWS.filter(({ target }) => target !== undefined).map(({ id }) => id);
    expect(targets).toEqual(expect.arrayContaining(["3d", "3e", "5c"]));
    expect(planOf("3d").expectations).toContainEqual({
      metric: "servers.msgs-per-op",
      comparison: "<=",
      bound: 0.95,
    });
    expect(planOf("3e").expectations).toContainEqual({
      metric: "max",
      comparison: "<",
      bound: 2000,
    });
  });
});

describe("every row", () => {
  it.each(ROWS)("$id names faults that there are, and flags that Maelstrom knows", (row) => {
    expect(row.survives.filter((each) => !HARDSHIPS.includes(each))).toEqual([]);
    const flags = row.flags.split(" ").filter((word) => word.startsWith("-"));
    expect(flags.filter((flag) => !MAELSTROM_FLAGS.has(flag))).toEqual([]);
    // It is a mistake to strike with what the program does not survive.
    const { nemesis } = planOf(row.id);
    expect(nemesis.faults.filter((fault) => !row.survives.includes(fault))).toEqual([]);
  });

  it("has a name of its own that a shell takes as it is", () => {
    const ids = ROWS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[a-z0-9-]+$/.test(id))).toEqual([]);
  });

  it("has a program that is there", () => {
    const missing = ROWS.filter(({ program }) => !Object.hasOwn(PROGRAMS, program));
    expect(missing.map(({ id }) => id)).toEqual([]);
  });

  it("has a command for Maelstrom that a shell splits as it should", () => {
    for (const row of ROWS) {
      const command = maelstromCommand(row);
      expect(command).toMatch(/^maelstrom\/maelstrom test [-a-z0-9. /]+$/);
      expect(command).toContain(` --bin bin/hearsay.mjs -- node ${row.program}`);
      expect(command).not.toContain("--expect");
    }
  });
});

/** Of `maelstrom test`, as far as rows use them. */
const MAELSTROM_FLAGS = new Set([
  "-w",
  "--node-count",
  "--time-limit",
  "--rate",
  "--concurrency",
  "--latency",
  "--nemesis",
  "--nemesis-interval",
  "--availability",
  "--consistency-models",
]);

describe("the arguments of a program", () => {
  it("are those for the way in which messages are delivered", () => {
    const [row] = rowsNamed(["3d"]);
    const argsOf = (delivery: Delivery): readonly string[] =>
      planOfRow(row!, "1", { ...EASY, delivery }).args;
    expect(argsOf("maelstrom")).toEqual(row!.args);
    expect(argsOf("exact")).toEqual(row!.exactArgs);
    expect(planOfRow(row!, "1", { ...EASY, delivery: "maelstrom" }).delivery).toBe("maelstrom");
  });

  it("stand behind its name", () => {
    const [row] = rowsNamed(["1"]);
    expect(maelstromCommand({ ...row!, args: ["--fast", "3"] })).toBe(
      "maelstrom/maelstrom test -w echo --node-count 1 --time-limit 10 --bin bin/hearsay.mjs -- node echo --fast 3",
    );
  });
});

const ids = (...patterns: string[]): string[] => rowsNamed(patterns).map(({ id }) => id);

describe("rowsNamed()", () => {
  it("takes names and stars, and keeps the order of the matrix", () => {
    expect(ids("3e", "3d")).toEqual(["3d", "3e"]);
    expect(ids("3*")).toEqual(["3a", "3b", "3c", "3d", "3e"]);
    expect(ids("6b")).toEqual(["6b"]);
    expect(ids("*kv", "4")).toEqual(["4", "lin-kv"]);
    expect(ids("*")).toEqual(ROWS.map(({ id }) => id));
  });

  it.each(["3", "3f", "", "[a-z]*", ".*"])("knows no row %j", (pattern) => {
    expect(() => rowsNamed(["1", pattern])).toThrow(/must be one of 1, 2, 3a/);
  });
});
