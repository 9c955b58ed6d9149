import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

import type { FaultPlan } from "../../../robots/faults/plan.ts";
import { freshFolder } from "../../support/hearsay.ts";
import { command, type HandmadeRun, makeRun, output } from "./fixture.ts";

async function planOf({ store }: HandmadeRun): Promise<FaultPlan> {
  return (await store.faults()).plan!;
}

test("show is the default and says it in words", async () => {
  const made = await makeRun();
  expect(await output("faults", made.run)).toBe("no faults\n");
  await made.store.setFaults({ rules: [{ kind: "loss", rate: 0.5, from: ["r1"] }] });
  expect(await output("faults", made.run, "show")).toBe("lose 50 % of messages from r1\n");
});

test("set makes a rule of each flag and replaces the plan", async () => {
  const made = await makeRun();
  await made.store.setFaults({ rules: [{ kind: "truncate", rate: 1 }] });
  const { version } = await made.store.faults();
  const flags =
    "--loss 0.1 --duplicate 0.2 --duplicate-count 3 --delay-ms 5 --reorder 0.3 --corrupt 0.4 --truncate 0.5 --saturate 0.6";
  const stdout = await output("faults", made.run, "set", ...flags.split(" "));
  expect(await planOf(made)).toEqual({
    rules: [
      { kind: "loss", rate: 0.1 },
      { kind: "duplicate", rate: 0.2, copies: 2 },
      { kind: "delay", delayMs: 5, jitterMs: 5 },
      { kind: "reorder", rate: 0.3, delayMs: 100 },
      { kind: "corrupt", rate: 0.4 },
      { kind: "truncate", rate: 0.5 },
      { kind: "saturate", rate: 0.6 },
    ],
  });
  expect(stdout.split("\n").slice(0, 2)).toEqual([
    "lose 10 % of messages",
    "deliver 20 % of messages 3 times",
  ]);
  // Robots look at the version alone.
  expect((await made.store.faults()).version).not.toBe(version);
});

test("set takes a file, and flags with it", async () => {
  const made = await makeRun();
  const file = join(freshFolder(), "plan.json");
  const rule = { kind: "cut", from: ["r1"], to: ["r2"], afterMs: 1000 };
  writeFileSync(file, JSON.stringify({ seed: "s", rules: [rule] }));
  await output("faults", made.run, "set", file, "--loss", "1");
  expect(await planOf(made)).toEqual({ seed: "s", rules: [{ kind: "loss", rate: 1 }, rule] });
});

test("set --add keeps the present rules and their seed", async () => {
  const made = await makeRun();
  await made.store.setFaults({ seed: "s", rules: [{ kind: "loss", rate: 0.5 }] });
  await output("faults", made.run, "set", "--add", "--corrupt", "0.1");
  expect(await planOf(made)).toEqual({
    seed: "s",
    rules: [
      { kind: "loss", rate: 0.5 },
      { kind: "corrupt", rate: 0.1 },
    ],
  });
});

test("partition adds groups or a cut, heal takes only these away, clear takes all", async () => {
  const made = await makeRun({ robots: 4 });
  const loss = { kind: "loss" as const, rate: 0.5 };
  await made.store.setFaults({ rules: [loss] });
  await output("faults", made.run, "partition", "r1,r2", "r3,r4");
  const stdout = await output("faults", made.run, "partition", "r1", "r2,r3", "--one-way");
  expect(stdout).toBe(
    "lose 50 % of messages\ndrop messages between {r1, r2}, {r3, r4} and all others\ndrop all messages from r1 to r2, r3\n",
  );
  expect((await planOf(made)).rules).toEqual([
    loss,
    {
      kind: "partition",
      groups: [
        ["r1", "r2"],
        ["r3", "r4"],
      ],
    },
    { kind: "cut", from: ["r1"], to: ["r2", "r3"] },
  ]);
  expect(await output("faults", made.run, "heal")).toBe("lose 50 % of messages\n");
  expect(await planOf(made)).toEqual({ rules: [loss] });
  expect(await output("faults", made.run, "clear")).toBe("no faults\n");
  expect(await planOf(made)).toEqual({ rules: [] });
});

test("--json prints the plan as it may be given to set", async () => {
  const made = await makeRun();
  const stdout = await output("faults", made.run, "set", "--loss", "0.5", "--json");
  expect(JSON.parse(stdout)).toEqual({
    run: made.run,
    rules: [{ kind: "loss", rate: 0.5 }],
    inWords: ["lose 50 % of messages"],
  });
});

test("a robot that nobody knows is refused, and the plan stays", async () => {
  const made = await makeRun({ robots: 3 });
  const file = join(freshFolder(), "plan.json");
  writeFileSync(file, JSON.stringify({ rules: [{ kind: "loss", rate: 1, to: ["r9"] }] }));
  for (const args of [
    ["partition", "r1,r9", "r2"],
    ["partition", "r1", "r9", "--one-way"],
    ["set", file],
  ]) {
    expect(await command("faults", made.run, ...args)).toEqual({
      code: 1,
      stdout: "",
      stderr: `hearsay: cannot use this fault plan as run ${made.run} has no robot r9: it has r1, r2, r3\n`,
    });
  }
  expect(await planOf(made)).toEqual({ rules: [] });
});

test("a run that has ended keeps its plan", async () => {
  const made = await makeRun();
  await made.store.setState("won");
  const { code, stderr } = await command("faults", made.run, "clear");
  expect(stderr).toBe(
    `hearsay: cannot change the faults of ${made.run} as it must be under way: it is won\n`,
  );
  expect(code).toBe(1);
  expect(await output("faults", made.run)).toBe("no faults\n");
});

test("never more rules than a plan may have", async () => {
  const made = await makeRun();
  const rules = Array.from({ length: 256 }, () => ({ kind: "loss" as const, rate: 0.5 }));
  await made.store.setFaults({ rules });
  const { code, stderr } = await command("faults", made.run, "partition", "r1");
  expect(stderr).toMatch(/a list of at most 256 rules/);
  expect(code).toBe(2);
  expect((await planOf(made)).rules).toHaveLength(256);
});
