/**
 * Goal: `hearsay glomers` runs rows in real and in virtual time, says what came of them, and exits with
 * the truth.
 */
import { randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import type { GlomersFlags, SeededFlags } from "../../../coordinator/cli/glomers_flags.ts";
import { Matrix, type Programs } from "../../../coordinator/cli/glomers_matrix.ts";
import type { Row } from "../../../coordinator/glomers/row.ts";
import type { Standing } from "../../../coordinator/glomers/standing.ts";
import type { Progress } from "../../../coordinator/observe/progress.ts";
import { named } from "../../../robots/glomers/programs.ts";
import type { NodeProgram } from "../../../robots/node/node.ts";
import { eventually } from "../../support/eventually.ts";
import { freshFolder, hearsay, startHearsay } from "../../support/hearsay.ts";

const NODES = join(import.meta.dirname, "../../workbench");

const node = (file: string): Programs[string] =>
  named(file, () => import(join(NODES, file)) as Promise<{ default: NodeProgram }>);

const PROGRAMS: Programs = {
  echo: node("right/echo.ts"),
  broadcast: node("right/broadcast.ts"),
  forgetful: node("broken/broadcast_no_retry.ts"),
  torn: node("broken/nothing.ts"),
};

const ECHO: Row = {
  id: "a",
  title: "echo",
  program: "echo",
  args: [],
  flags: "-w echo --node-count 1 --time-limit 2",
  survives: [],
};
const BROADCAST: Row = {
  id: "b",
  title: "broadcast",
  program: "broadcast",
  args: [],
  flags: "-w broadcast --node-count 3 --time-limit 2 --rate 20",
  survives: ["loss", "duplicate"],
};

interface Ran {
  readonly standings: readonly Standing[];
  readonly shown: readonly Progress[];
}

/** Runs rows in virtual time unless told otherwise, keeping nothing. */
async function run(
  rows: readonly Row[],
  flags: Partial<GlomersFlags> = {},
  signal = new AbortController().signal,
): Promise<Ran> {
  const shown: Progress[] = [];
  const all: SeededFlags = {
    virtual: true,
    seeds: 1,
    seed: 1,
    delivery: "maelstrom",
    nemesis: [],
    loss: 0,
    duplicate: 0,
    store: false,
    ...flags,
  };
  const view = { show: (progress: Progress) => void shown.push(progress), close: () => {} };
  const { console: before } = globalThis;
  try {
    return { standings: await new Matrix(all, PROGRAMS, signal, view).run(rows), shown };
  } finally {
    globalThis.console = before;
  }
}

describe("the matrix in virtual time", () => {
  it("runs every row with every seed, one after the other", async () => {
    const { standings, shown } = await run([ECHO, BROADCAST], { seeds: 3, seed: 5 });
    expect(standings.map(({ row, done }) => [row.id, done.map(({ seed }) => seed)])).toEqual([
      ["a", ["5", "6", "7"]],
      ["b", ["5", "6", "7"]],
    ]);
    expect(standings.flatMap(({ done }) => done.map(({ valid }) => valid))).not.toContain(false);
    const [{ figures }] = standings[1]!.done as [Standing["done"][number]];
    expect(figures.msgsPerOp).toBeGreaterThan(0);
    expect(figures.medianMs).toBeGreaterThanOrEqual(0);
    expect(figures.availability).toBe(1);
    // Three tests of 2 s, and three of 2 s with 10 s before the final reads.
    expect(shown.at(-1)).toMatchObject({ total: 42, noun: "second" });
    const done = shown.map((progress) => progress.done);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    expect(done).toEqual(expect.arrayContaining([0, 2, 4, 6, 18, 30]));
  });

  it("goes the same way for the same seed", async () => {
    const flags = { seeds: 2, loss: 0.1 };
    const [once, again] = [await run([BROADCAST], flags), await run([BROADCAST], flags)];
    expect(again.standings).toEqual(once.standings);
    expect(once.standings[0]!.faults).toBe("10 % loss");
  });

  it("holds a row to its target", async () => {
    const greedy = { ...BROADCAST, target: "servers.msgs-per-op<0.01" };
    const { standings } = await run([greedy]);
    expect(standings[0]!.done[0]).toMatchObject({
      valid: false,
      complaint: { anomaly: "expectation" },
    });
    const harder = await run([greedy], { loss: 0.1 });
    expect(harder.standings[0]!.done[0]!.valid).toBe(true);
  });

  it("tells what is missing or cannot be loaded, and goes on", async () => {
    const rows = ["nobody", "torn", "toString"].map((program) => ({ ...ECHO, program }));
    const { standings } = await run([...rows, ECHO]);
    expect(standings.map(({ missing }) => missing)).toEqual([
      expect.stringMatching(/^nobody is not there/),
      expect.stringMatching(/^torn cannot be loaded: .*nothing\.ts/),
      expect.stringMatching(/^toString is not there/),
      undefined,
    ]);
    expect(standings[3]!.done).toHaveLength(1);
  });

  it("keeps what failed, and only that", async () => {
    const store = join(freshFolder(), "store");
    const losing = { ...BROADCAST, program: "forgetful" };
    const { standings } = await run([ECHO, losing], { store, loss: 0.2 });
    const [result] = standings[1]!.done;
    expect(result).toMatchObject({ valid: false, complaint: { anomaly: "lost" } });
    expect(readdirSync(store).toSorted()).toEqual(["broadcast", "latest"]);
    expect(readdirSync(join(store, "latest"))).toContain("results.html");
    expect(readFileSync(join(store, "latest/results.html"), "utf8")).toContain(
      "npx hearsay glomers --only b --seed 1 --virtual --loss 0.2",
    );
  });

  it("ends when it is interrupted, with what was done", async () => {
    const abort = new AbortController();
    const stopping: NodeProgram = (self) => {
      self.on("echo", ({ body }) => {
        abort.abort();
        return { type: "echo_ok", echo: body["echo"] };
      });
    };
    const programs = {
      ...PROGRAMS,
      stopping: named("", () => Promise.resolve({ default: stopping })),
    };
    const flags: SeededFlags = {
      virtual: true,
      seeds: 2,
      seed: 1,
      delivery: "maelstrom",
      nemesis: [],
      loss: 0,
      duplicate: 0,
      store: false,
    };
    const view = { show: () => {}, close: () => {} };
    const { console: before } = globalThis;
    const matrix = new Matrix(flags, programs, abort.signal, view);
    const standings = await matrix.run([ECHO, { ...ECHO, program: "stopping" }, ECHO]);
    globalThis.console = before;
    expect(standings.map(({ done }) => done.length)).toEqual([2, 0, 0]);
  });
});

/** How many processes on this machine have that in their environment; Linux only. */
function processesWith(mark: string): number {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, "utf8").includes(mark);
    } catch {
      // It has ended, or is not ours.
      return false;
    }
  }).length;
}

describe("the command", () => {
  it("exits with 0 when all is well, and prints the table", async () => {
    const cwd = freshFolder();
    const args = "glomers --only 1 --virtual --strict --seeds 3 --seed 1".split(" ");
    const { code, stdout, stderr } = await hearsay(args, { cwd });
    expect(stderr).toBe("");
    expect(stdout).toMatch(/^1 row in virtual time, seeds 1 to 3, judged strict\nchallenge/);
    expect(stdout).toMatch(/^1 +echo +valid +3\/3 +0 /m);
    expect(stdout).toMatch(/\n1 of 1 row passed\n$/);
    expect(code).toBe(0);
    expect(existsSync(join(cwd, "store"))).toBe(false);
  });

  it("prints JSON alone", async () => {
    const args = "glomers --only 1 --virtual --json --no-store".split(" ");
    const { code, stdout } = await hearsay(args);
    expect(JSON.parse(stdout)).toMatchObject({ "valid?": true, rows: [{ id: "1" }] });
    expect(code).toBe(0);
  });

  it("runs nodes as processes in real time, and keeps everything", async () => {
    const store = join(freshFolder(), "store");
    const short = { ...ECHO, flags: "-w echo --node-count 2 --time-limit 1 --rate 20" };
    const { standings } = await run([short], { virtual: false, store });
    expect(standings[0]!.done[0]).toMatchObject({ valid: true, complaint: undefined });
    expect(readdirSync(join(store, "latest"))).toContain("messages.jsonl");
  });

  it("ends on Ctrl-C with what was done, and leaves no node behind", async () => {
    const cwd = freshFolder();
    const mark = `HEARSAY_TEST_RUN=${randomUUID()}`;
    const [name = "", value = ""] = mark.split("=");
    const running = startHearsay(["glomers", "--only", "1,2"], { cwd, env: { [name]: value } });
    // Itself, and a node.
    await eventually(() => processesWith(mark) > 1);
    running.process.kill("SIGINT");
    const { code, stdout, stderr } = await running.finished;
    expect(code).toBe(130);
    expect(stderr).toMatch(/interrupted; go on with: npx hearsay glomers --only 1,2 --seed \d+$/m);
    expect(stdout).toMatch(/^1 +echo +not run/m);
    expect(stdout).toMatch(/^2 +unique ids +not run/m);
    expect(stdout).toContain("0 of 2 rows passed");
    expect(processesWith(mark)).toBe(0);
  });

  it("prints the commands for Maelstrom and runs nothing", async () => {
    const { code, stdout } = await hearsay(["glomers", "--only", "1", "--print-maelstrom"]);
    expect(stdout).toBe(
      "maelstrom/maelstrom test -w echo --node-count 1 --time-limit 10 --bin bin/hearsay.mjs -- node echo\n",
    );
    expect(code).toBe(0);
  });

  it.each([
    [["--only", "7"], /^hearsay: cannot find row "7" as it must be one of 1, 2, 3a/],
    [
      ["--print-maelstrom", "--loss", "0.1"],
      /^hearsay: option '--print-maelstrom' cannot be used with/,
    ],
    [["--nemesis", "rain"], /It must be a list of partition, one-way, kill, pause/],
    [["--strict", "--compat"], /cannot be used with/],
    [["--seeds", "0"], /whole number from 1/],
    [["--loss", "2"], /from 0 to 1/],
  ])("refuses %j in one line", async (args, said) => {
    const { code, stdout, stderr } = await hearsay(["glomers", ...args]);
    expect(stderr).toMatch(said);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });
});
