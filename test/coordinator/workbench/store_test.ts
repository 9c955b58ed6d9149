/**
 * Goal: every test is kept under a name of its own, and a list of them says what became of each.
 */
import { mkdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { fileName, listRuns, openStore } from "../../../coordinator/workbench/store.ts";
import { freshFolder } from "../../support/hearsay.ts";

const NOW = new Date("2026-11-20T20:13:03.123Z");
const ECHO = { workload: "echo", seed: "7" } as const;

describe("a stored run", () => {
  test("has a folder named for its workload, time and seed, and is the latest", async () => {
    const dir = freshFolder();
    const run = await openStore(dir, ECHO, NOW);
    expect(run.path).toBe(join(dir, "echo", "20261120T201303.123Z-7"));
    await openStore(dir, { workload: "g-set", seed: "8" }, NOW);
    expect(readlinkSync(join(dir, "latest"))).toBe(join("g-set", "20261120T201303.123Z-8"));
  });

  test("keeps what is written, at once or bit by bit", async () => {
    const run = await openStore(freshFolder(), ECHO, NOW);
    await run.write("results.json", "{}");
    const log = await run.stream("node-logs/n0.log");
    log.write("one\n");
    await new Promise<void>((resolve) => void log.end("two\n", resolve));
    expect(readFileSync(join(run.path, "results.json"), "utf8")).toBe("{}");
    expect(readFileSync(join(run.path, "node-logs/n0.log"), "utf8")).toBe("one\ntwo\n");
  });

  test("never shares its folder with one that began in the same millisecond", async () => {
    const dir = freshFolder();
    const runs = await Promise.all([1, 2, 3].map(() => openStore(dir, ECHO, NOW)));
    expect(new Set(runs.map(({ path }) => path)).size).toBe(3);
  });

  test.each(["../x", "/etc/x", "a/b/c", "..", "", "a\\b", ".hidden"])(
    "refuses a file named %j",
    async (name) => {
      const run = await openStore(freshFolder(), ECHO, NOW);
      await expect(run.write(name, "")).rejects.toThrow(/its name must be plain/);
    },
  );

  test("takes any seed", async () => {
    const dir = freshFolder();
    const run = await openStore(dir, { workload: "echo", seed: `../${"x".repeat(500)}` }, NOW);
    expect(run.path.startsWith(join(dir, "echo", "20261120T201303.123Z-_"))).toBe(true);
    expect(fileName("..")).toBe("_");
  });

  test("says in one line that it cannot be written", async () => {
    const file = join(freshFolder(), "file");
    writeFileSync(file, "");
    await expect(openStore(file, ECHO, NOW)).rejects.toThrow(/^cannot store the test as .*: got E/);
  });
});

describe("the list", () => {
  test("has the newest first, with its verdict, and passes over what is no run", async () => {
    const dir = freshFolder();
    const older = await openStore(dir, ECHO, NOW);
    await older.write("results.json", '{"valid?":false,"net":{"servers":{"msgs-per-op":2.5}}}');
    await older.write("plan.json", '{"seed":"7","rate":5}');
    const newer = await openStore(dir, { workload: "kafka", seed: "1" }, new Date(+NOW + 1));
    await newer.write("results.json", "{half");
    mkdirSync(join(dir, "echo", "notes"));
    expect(await listRuns(dir)).toEqual([
      {
        name: "20261120T201303.124Z-1",
        workload: "kafka",
        verdict: "unfinished",
        plan: {},
        msgsPerOp: undefined,
      },
      {
        name: "20261120T201303.123Z-7",
        workload: "echo",
        verdict: false,
        plan: { seed: "7", rate: 5 },
        msgsPerOp: 2.5,
      },
    ]);
  });

  test("says in one line that there is no store", async () => {
    await expect(listRuns(join(freshFolder(), "none"))).rejects.toThrow(
      /the store must be a folder/,
    );
  });
});
