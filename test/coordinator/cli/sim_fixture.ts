/**
 * `hearsay sim`, called in this process, with real threads and a fake simulator where a test wants one.
 *
 * @module
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished, vi } from "vitest";

import { simCommand } from "../../../coordinator/cli/sim.ts";
import type { SimSurroundings } from "../../../coordinator/cli/sim_request.ts";
import { UserError } from "../../../coordinator/user_error.ts";
import type { FaultPlan } from "../../../robots/faults/plan.ts";
import { freshFolder } from "../../support/hearsay.ts";
import { FAKE_SIMULATOR, type Script, script } from "../experiment/fake_simulator.ts";

/** What a command said, and its exit code. */
export interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `hearsay sim ARGS` in this process. */
export async function sim(
  args: readonly string[],
  surroundings: SimSurroundings = {},
): Promise<Said> {
  const said = { stdout: "", stderr: "" };
  const spies = (["stdout", "stderr"] as const).map((name) =>
    vi.spyOn(process[name], "write").mockImplementation((text) => {
      said[name] += text.toString();
      return true;
    }),
  );
  const before = process.exitCode;
  try {
    await simCommand(surroundings).exitOverride().parseAsync(args, { from: "user" });
    return { ...said, code: Number(process.exitCode) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { ...said, stderr: `${said.stderr}${error.message}\n`, code: error.exitCode };
  } finally {
    process.exitCode = before;
    for (const spy of spies) spy.mockRestore();
  }
}

export const fake: SimSurroundings = { simulator: FAKE_SIMULATOR };

/** A file with this content. */
export function fileWith(content: string): string {
  const path = join(freshFolder(), "file.json");
  writeFileSync(path, content);
  return path;
}

export function planFile(plan: FaultPlan): string {
  return fileWith(JSON.stringify(plan));
}

/** Flags that make the fake simulator do what `content` says. */
export function scripted(
  content: Script,
  rules: FaultPlan["rules"] = [{ kind: "loss", rate: 0.5 }],
): string[] {
  return ["--faults", planFile({ seed: script(content), rules })];
}

/** Works in a fresh folder, where `runs` is put. */
export function inFreshFolder(): string {
  const before = process.cwd();
  const folder = freshFolder();
  process.chdir(folder);
  onTestFinished(() => process.chdir(before));
  return folder;
}
