/**
 * Goal: hearsay sim says what came out, and follows up a failure with one file and one command.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { simCommand } from "../../../coordinator/cli/sim.ts";
import { checkSimulation, type SimFlags } from "../../../coordinator/cli/sim_request.ts";
import { parseReplay } from "../../../coordinator/experiment/replay_file.ts";
import { DEFAULT_SCENARIO } from "../../../coordinator/simulation/scenario.ts";
import { simulate } from "../../../coordinator/simulation/simulate.ts";
import { fake, inFreshFolder, planFile, scripted, sim } from "./sim_fixture.ts";

describe("one run", () => {
  test("is the run of its seed, and says what came out", async () => {
    const { code, stdout, stderr } = await sim(["--seed", "7", "--robots", "5", "--words", "8"]);
    const outcome = simulate({
      ...DEFAULT_SCENARIO,
      seed: "7",
      robots: 5,
      words: 8,
      convergenceRoundsMax: 100,
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^simulated {3}seed 7, 5 robots, 8 words in \d+\.\d s: /);
    expect(stdout).toContain(`trace       ${outcome.traceHash}\n`);
    expect(stdout).toContain(
      `messages    ${outcome.messages}, ${outcome.payloads} of them with words\n`,
    );
    expect(stdout).toContain("faults      none\n");
    expect(stdout).toContain("violations  none\n");
  });

  test("names faults that fired and those that never did", async () => {
    const rules = [
      { kind: "loss", rate: 0.5 },
      { kind: "loss", rate: 0 },
    ] as const;
    const { code, stdout, stderr } = await sim(["--faults", planFile({ rules })]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/faults {6}lose 50 % of messages: fired \d+ times\n/);
    expect(stdout).toMatch(/lose 0 % of messages: never fired\n/);
    expect(stderr).toBe("hearsay: note: this fault never fired: lose 0 % of messages\n");
  });

  test("--trace shows every step, in words or as JSON lines, and the same trace", async () => {
    const args = ["--robots", "3", "--words", "4", "--loss", "0.3"];
    const { traceHash } = JSON.parse((await sim([...args, "--json"])).stdout) as {
      traceHash: string;
    };
    const { code, stdout } = await sim([...args, "--trace"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ +0\.000 ms {2}r1 begins life 1 and knows /);
    expect(stdout).toMatch(/is lost: rule 1, lose 30 % of messages\n/);
    expect(stdout.endsWith(`\ntrace ${traceHash}\n`)).toBe(true);
    const lines = (await sim([...args, "--trace", "--json"])).stdout.trimEnd().split("\n");
    const steps = lines.map((line) => JSON.parse(line) as { kind: string });
    expect(steps[0]).toMatchObject({ kind: "life-began", robot: 0, boot: 1, atMs: 0 });
    expect(steps.at(-1)).toEqual({ kind: "end", traceHash, violations: [] });
  });
});

describe("a sweep", () => {
  test("is one JSON object on request, the same with any number of jobs", async () => {
    const args = ["--seeds", "1..60", "--loss", "0.5", "--truncate", "0.1", "--json"];
    const results = [];
    for (const jobs of ["1", "2"]) {
      const { code, stdout, stderr } = await sim([...args, "--jobs", jobs], fake);
      expect(code).toBe(0);
      expect(stderr).toBe(
        "hearsay: note: this fault never fired: cut the end off 10 % of messages\n",
      );
      results.push(JSON.parse(stdout) as Record<string, unknown>);
    }
    expect(results[0]).toMatchObject({
      system: "secret",
      robots: 10,
      words: 64,
      seeds: "1..60",
      seedsDone: 60,
      complete: true,
      traceHash: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
      seedsPerSec: expect.any(Number) as number,
      eventsPerSec: expect.any(Number) as number,
      events: 60 + 6 * 45,
      rounds: { median: 3, p99: 6, max: 6 },
      messages: 180,
      payloads: 120,
      faultsFired: { loss: 60, truncate: 0 },
      neverFired: ["cut the end off 10 % of messages"],
      quiescence: { done: 600, early: 30 },
      failures: 0,
      violations: [],
    });
    expect(results[0]).not.toHaveProperty("replay");
    expect(withoutTimes(results[1]!)).toEqual(withoutTimes(results[0]!));
  });

  test("of a swarm has a table of kinds", async () => {
    const { stdout, stderr, code } = await sim(["--seeds", "1..100", "--swarm"], fake);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^simulated {3}100 of 100 seeds \(1\.\.100\), 10 robots, 64 words in /);
    expect(stdout).toMatch(/^faults {6}kind +seeds +fired\n/m);
    expect(stdout).toMatch(/^ {12}loss +\d+ +\d+\n/m);
    expect(stderr).toMatch(/^hearsay: note: these faults never fired: [a-z, -]+\n$/);
  });
});

describe("a failure", () => {
  test("is shrunk, written down, and can be seen again by the command that is printed", async () => {
    const folder = inFreshFolder();
    const failing = scripted({ failing: [9, 5], failingRobots: 3 });
    const { code, stdout } = await sim(["--seeds", "1..20", ...failing], fake);
    expect(code).toBe(1);
    expect(stdout).toContain(
      "violations  in 2 runs\n            seed 5: fake at 2 ms, r2: bad\n            seed 9: fake at 2 ms, r2: bad\n",
    );
    expect(stdout).toContain(
      "smallest    3 robots, 1 word, 0 rules, without 3 ticks: fake at 2 ms, r2: bad\n",
    );
    const [, path] = /^replay: hearsay sim --replay (\S+)$/m.exec(stdout)!;
    expect(path).toBe("runs/sim-5.json");
    const parsed = parseReplay(readFileSync(join(folder, path!), "utf8"));
    expect(parsed).toMatchObject({
      ok: true,
      replay: {
        scenario: { seed: "5", robots: 3, words: 1, copies: 1, faultsMs: 0, plan: { rules: [] } },
        violation: { checker: "fake", atMs: 2, robot: 1, what: "bad" },
      },
    });
    const again = await sim(["--replay", path!], fake);
    expect(again.code).toBe(1);
    expect(again.stdout).toMatch(/^seed 5: 3 robots, 1 word, 0 rules, without 3 ticks\n/);
    expect(again.stdout).toContain("2.000 ms  VIOLATION at r2: fake: bad\n");
    expect(again.stdout).toMatch(
      /^the trace is as recorded: [0-9a-f]{16}\nthe violation came again: fake at 2 ms, r2: bad\n$/m,
    );
  });

  test("is named in JSON, and its command on stderr", async () => {
    inFreshFolder();
    const out = "found.json";
    const args = ["--seed", "5", ...scripted({ failing: [5] }), "--json", "--out", out];
    const { code, stdout, stderr } = await sim(args, fake);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      failures: 1,
      violations: [{ seed: "5", checker: "fake", atMs: 2, robot: 1, what: "bad" }],
      replay: out,
    });
    expect(stderr).toContain(`replay: hearsay sim --replay ${out}\n`);
    expect(existsSync(out)).toBe(true);
  });

  test("is written as it is with --no-shrink", async () => {
    inFreshFolder();
    const args = ["--seeds", "5", ...scripted({ failing: [5] }), "--no-shrink", "--out", "a.json"];
    const { code } = await sim(args, fake);
    expect(code).toBe(1);
    expect(parseReplay(readFileSync("a.json", "utf8"))).toMatchObject({
      replay: { scenario: { robots: 10, words: 64, plan: { rules: [{ kind: "loss" }] } } },
    });
  });

  test("of a seed that cannot be part of a file's name gets another one", async () => {
    inFreshFolder();
    const { stdout } = await sim(["--seed", "5 ../x", ...scripted({ failing: [5] })], fake);
    expect(stdout).toMatch(/^replay: hearsay sim --replay runs\/sim-[0-9a-f]{16}\.json$/m);
  });

  test("a thread that dies is told in one line with its seeds", async () => {
    const args = ["--seeds", "1..8", "--jobs", "1", ...scripted({ dieAt: 7 })];
    const { code, stdout, stderr } = await sim(args, fake);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^simulated {3}6 of 8 seeds/);
    expect(stderr).toContain("hearsay: the worker of seeds 7..8 died at seed 7: it ended\n");
  });
});

describe("settings", () => {
  test("faults last ten periods, or as long as the plan, or as long as is said", async () => {
    expect(await endOf("--loss", "0.1")).toBe(1000);
    expect(await endOf("--loss", "0.1", "--gossip-ms", "50")).toBe(500);
    expect(await endOf("--loss", "0.1", "--fault-ms", "70")).toBe(70);
    const plan = {
      rules: [
        { kind: "loss", rate: 1, untilMs: 2500 },
        { kind: "loss", rate: 1, afterMs: 2000 },
      ],
    } as const;
    expect(await endOf("--faults", planFile(plan))).toBe(3000);
  });

  test.for([
    [8, 1e12, 8],
    [8, 3 * 222_400_000, 3],
    [2, 3 * 222_400_000, 2],
    [8, 222_400_000, 1],
  ] as const)(
    "with %i jobs and %i bytes of memory there are %i threads",
    async ([jobs, memoryBytes, expected]) => {
      const simulation = await checkSimulation(simCommand(), { ...FLAGS, jobs }, { memoryBytes });
      expect(simulation.jobs).toBe(expected);
    },
  );
});

/** What commander makes of a command line. */
const FLAGS: SimFlags = {
  system: "secret",
  robots: 100_000,
  words: 64,
  seed: "1",
  exchange: "pull",
  fanout: 1,
  gossipMs: 100,
  quietMs: 300,
  model: "engine",
  shrink: true,
};

/** When faults end in a small run with these flags. */
async function endOf(...args: string[]): Promise<number> {
  const { stdout } = await sim(["--robots", "2", "--words", "1", "--trace", "--json", ...args]);
  const steps = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as { kind: string; atMs: number });
  return steps.find(({ kind }) => kind === "healed")!.atMs;
}

/** A result without what depends on the machine. */
function withoutTimes(result: Record<string, unknown>): Record<string, unknown> {
  return { ...result, elapsedMs: 0, seedsPerSec: 0, eventsPerSec: 0 };
}
