/**
 * Goal: whatever is wrong with a command line gets one clear line on stderr and the right exit code,
 * and never a stack trace.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";

import { freshRun } from "../../support/redis.ts";
import { command, makeRun } from "./fixture.ts";

const NEEDING_A_RUN = ["robot", "status", "inspect", "faults", "stop", "clean"];

beforeAll(() => {
  delete process.env["HEARSAY_ROBOT"];
});

function expectOneLine(stderr: string): void {
  expect(stderr).toMatch(/^hearsay: [^\n]+\n$/);
  expect(stderr).not.toMatch(/unexpected|\bat .*:\d+:\d+/);
}

describe("wrong usage exits with 2", () => {
  const lines: [string[], RegExp][] = [
    ...[...NEEDING_A_RUN, "kill"].map((name): [string[], RegExp] => [
      [name],
      /missing required argument 'run'/,
    ]),
    ...NEEDING_A_RUN.map((name): [string[], RegExp] => [[name, "../x"], /A run name must be/]),
    ...NEEDING_A_RUN.map((name): [string[], RegExp] => [
      [name, "demo", "--wrong"],
      /unknown option '--wrong'/,
    ]),
    [["status", "demo", "more"], /too many arguments/],
    [["kill", "demo"], /missing required argument 'robot'/],
    [["kill", "demo", "r-1"], /A robot name must be/],
    [["robot", "demo", "--robot", "a b"], /A robot name must be/],
    [["robot", "demo", "--host-name", "a/b"], /--host-name.*'a\/b'.*A host name must be/],
    [["host", "demo", "--host-name", ""], /A host name must be/],
    [["robot", "demo", "--wait-ms", "soon"], /must be a whole number/],
    [["robot", "demo", "--log-level", "loud"], /Allowed choices are/],
    [["inspect", "demo", "--stream", "shares"], /Allowed choices are/],
    [["inspect", "demo", "--count", "-1"], /must be a whole number from 0/],
    [["faults", "demo", "explode"], /Allowed choices are/],
    [["faults", "demo", "set"], /give a plan file, or flags/],
    [["faults", "demo", "set", "a.json", "b.json"], /at most one plan file/],
    [["faults", "demo", "set", "--loss", "1.5"], /a number from 0 to 1/],
    [["faults", "demo", "set", "--duplicate-count", "3"], /without --duplicate/],
    [["faults", "demo", "set", "/nowhere.json"], /\/nowhere.json: there is no such file/],
    [["faults", "demo", "set", "/"], /it is a folder/],
    [["faults", "demo", "set", ""], /the fault plan as its file must have a name: got ""/],
    [["faults", "demo", "clear", "--loss", "0.1"], /--loss belongs to/],
    [["faults", "demo", "heal", "r1"], /nothing is expected after it: got r1/],
    [["faults", "demo", "partition"], /give at least one group/],
    [["faults", "demo", "partition", "r1", "--one-way"], /needs two groups/],
    [["faults", "demo", "partition", "r1,r2", "r2"], /groups that share no robot/],
    [["faults", "demo", "partition", "r1,,r2"], /a robot's name/],
    [["faults", "demo", "show", "--one-way"], /--one-way belongs to/],
    [["faults", "demo", "show", "--add"], /--add belongs to/],
  ];

  test.for(lines)("hearsay %s", async ([args, problem]) => {
    const { run } = await makeRun();
    const { code, stdout, stderr } = await command(
      ...args.map((arg) => (arg === "demo" ? run : arg)),
    );
    expect(stderr).toMatch(problem);
    expectOneLine(stderr);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });

  test.for([
    ["{", /it is not JSON/],
    ["[]", /the plan must be an object with rules/],
    ['{"rules":[{"kind":"loss","rate":2}]}', /rules\[0\].rate must be a number from 0 to 1: got 2/],
  ] as const)("hearsay faults RUN set with the file %s", async ([content, problem]) => {
    const { run } = await makeRun();
    const file = temporaryFile(content);
    const { code, stderr } = await command("faults", run, "set", file);
    expect(stderr).toMatch(problem);
    expectOneLine(stderr);
    expect(code).toBe(2);
  });
});

describe("what cannot be done exits with 1", () => {
  test.for([...NEEDING_A_RUN, "kill"])("hearsay %s of a run that is not there", async (name) => {
    const run = freshRun();
    const { code, stdout, stderr } = await command(name, run, ...(name === "kill" ? ["r1"] : []));
    expect(stderr).toMatch(new RegExp(`there is no run ${run} in Redis [\\d.]+ at redis://`));
    expectOneLine(stderr);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  });

  test.for([...NEEDING_A_RUN, "kill"])("hearsay %s without a Redis", async (name) => {
    const more = name === "kill" ? ["r1"] : [];
    const url = "redis://:hunter2@127.0.0.1:1";
    const { code, stderr } = await command(name, "demo", ...more, "--redis", url);
    expect(stderr).toMatch(/cannot reach Redis at redis:\/\/127.0.0.1:1/);
    expect(stderr).not.toContain("hunter2");
    expectOneLine(stderr);
    expect(code).toBe(1);
  });
});

test.for([...NEEDING_A_RUN, "kill"])("hearsay %s --help shows examples", async (name) => {
  const { code, stdout } = await command(name, "--help");
  expect(stdout).toMatch(
    new RegExp(`Examples:\\n  hearsay .*\\b${name}\\b|Examples:\\n.*\\n  hearsay ${name}`),
  );
  expect(code).toBe(0);
});

function temporaryFile(content: string): string {
  const folder = mkdtempSync(join(tmpdir(), "hearsay-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "plan.json");
  writeFileSync(file, content);
  return file;
}
