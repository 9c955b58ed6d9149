/**
 * Goal: hearsay sim as a person uses it: a real process, on a terminal and in a pipe.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";

import { eventually } from "../../support/eventually.ts";
import { freshFolder, hearsay } from "../../support/hearsay.ts";
import {
  inTerminal,
  noPseudoTerminal,
  type PseudoTerminal,
} from "../../support/pseudo_terminal.ts";

const SHIM = join(import.meta.dirname, "../../../bin/hearsay.mjs");

/** Starts `hearsay sim ARGS` on a terminal. */
function simOnTerminal(...args: string[]): { terminal: PseudoTerminal; text: () => string } {
  const command = [process.execPath, SHIM, "sim", ...args];
  const terminal = inTerminal(command, { columns: 120, rows: 40, cwd: freshFolder() });
  onTestFinished(() => terminal.kill());
  return { terminal, text: () => terminal.chunks.map(({ text }) => text).join("") };
}

describe.skipIf(noPseudoTerminal() !== undefined)("on a terminal", () => {
  test("Ctrl-C prints what was done and the command that goes on", async () => {
    const { terminal, text } = simOnTerminal("--seeds", "5..9000000", "--swarm", "--words", "8");
    await eventually(() => /\d+ of 8,999,996 seeds · [\d,.]+ seeds\/s · .* left/.test(text()));
    terminal.type("\u0003");
    expect(await terminal.ended).toBe(130);
    const [, done] = /simulated +([\d,]+) of 8,999,996 seeds \(5\.\.9000000\)/.exec(text())!;
    const next = Number(done!.replaceAll(",", "")) + 5;
    expect(text()).toContain(
      `hearsay: interrupted before seed ${next}; go on with: hearsay sim --words 8 --seeds ${next}..9000000 --swarm`,
    );
    // The cursor is there again.
    expect(text().lastIndexOf("\u001b[?25h")).toBeGreaterThan(text().lastIndexOf("\u001b[?25l"));
  });

  test("the bar is gone at the end", async () => {
    const { terminal, text } = simOnTerminal("--seeds", "1..300", "--swarm");
    expect(await terminal.ended).toBe(0);
    expect(text()).toMatch(/of 300 seeds/);
    const [before, after] = text().split("simulated   300 of 300 seeds");
    expect(before!.lastIndexOf("\u001b[J")).toBeGreaterThan(before!.lastIndexOf("of 300 seeds"));
    expect(after).not.toContain("of 300 seeds");
  });
});

describe("in a pipe", () => {
  test("there is no bar, and the same seeds give the same traces in any process", async () => {
    const args = ["sim", "--seeds", "1..200", "--swarm", "--json"];
    const [one, two] = await Promise.all([
      hearsay([...args, "--jobs", "1"]),
      hearsay([...args, "--jobs", "2"]),
    ]);
    expect({ ...one, stdout: "" }).toEqual({ ...two, stdout: "" });
    expect(one.stderr).not.toContain("\u001b");
    const [a, b] = [one, two].map(
      ({ stdout }) => JSON.parse(stdout) as { traceHash: string; seedsDone: number },
    );
    expect(a!.seedsDone).toBe(200);
    expect(a!.traceHash).toBe(b!.traceHash);
  });

  test("a reader may leave", () => {
    const command = `"${process.execPath}" "${SHIM}" sim --robots 20 --trace | head -n 2`;
    const { stdout, stderr, status } = spawnSync("sh", ["-c", command], { encoding: "utf8" });
    expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
    expect(stdout.split("\n")).toHaveLength(3);
  });

  test("wrong usage exits with 2", async () => {
    for (const args of [
      ["--seeds", "3..1"],
      ["--seed", "1", "--seeds", "1..2"],
      ["--swarm", "--faults", "x"],
    ]) {
      const { code, stdout, stderr } = await hearsay(["sim", ...args]);
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).toMatch(/^hearsay: [^\n]+\n$/);
    }
  });
});
