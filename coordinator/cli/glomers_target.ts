/**
 * The program of a row as something to be tested: in this process and virtual time, or as processes of
 * `hearsay node` in real time.
 *
 * @module
 */
import { Console } from "node:console";
import { join } from "node:path";
import type { NamedProgram } from "../../robots/glomers/programs.ts";
import type { TestPlan } from "../workbench/plan.ts";
import { testInVirtualTime } from "../workbench/run_test.ts";
import { type Target, targetOf } from "./test_target.ts";

const HEARSAY = join(import.meta.dirname, "../../bin/hearsay.mjs");

/** A target, and its plan as the target needs it. */
export interface RowTarget {
  readonly target: Target;
  readonly plan: TestPlan;
}

export async function virtualTarget(
  name: string,
  { load }: NamedProgram,
  plan: TestPlan,
): Promise<RowTarget> {
  // stdout is for the table, whatever a program prints.
  globalThis.console = new Console(process.stderr);
  const program = await load();
  const run: Target["run"] = (options) => testInVirtualTime({ ...options, program });
  return { target: { name, program, run }, plan };
}

/** This very Node: 25 of them start at once, so none of them shall look for another one. */
export async function processTarget(name: string, plan: TestPlan): Promise<RowTarget> {
  const target = await targetOf({ bin: process.execPath });
  return { target, plan: { ...plan, args: [HEARSAY, "node", name, "--", ...plan.args] } };
}
