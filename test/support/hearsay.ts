/**
 * The command line as a person uses it: real processes, through bin/hearsay.mjs.
 *
 * @module
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

import type { RunResult } from "../../coordinator/run_result.ts";
import { redisUrl } from "./redis.ts";

const SHIM = join(import.meta.dirname, "../../bin/hearsay.mjs");

/** A command that is over. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that is on its way. */
export interface Running {
  readonly process: ChildProcess;
  readonly pid: number;
  readonly finished: Promise<Finished>;
  /** What it has printed so far. */
  readonly stdout: () => string;
  readonly stderr: () => string;
}

export interface HearsayOptions {
  readonly env?: Record<string, string>;
  readonly cwd?: string;
}

/** Starts `hearsay ARGS`; killed at the end of the test if it still runs. */
export function startHearsay(args: readonly string[], options: HearsayOptions = {}): Running {
  const { env = {}, cwd = process.cwd() } = options;
  const child = spawn(process.execPath, [SHIM, ...args], {
    cwd,
    env: { ...cleanEnvironment(), HEARSAY_REDIS_PRIVATE: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (data: Buffer) => (stdout += data.toString()));
  child.stderr.on("data", (data: Buffer) => (stderr += data.toString()));
  const finished = new Promise<Finished>((resolve) => {
    child.once("close", (code) => resolve({ code, stdout, stderr }));
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return {
    process: child,
    pid: child.pid!,
    finished,
    stdout: () => stdout,
    stderr: () => stderr,
  };
}

/** Runs `hearsay ARGS` to its end. */
export function hearsay(args: readonly string[], options?: HearsayOptions): Promise<Finished> {
  return startHearsay(args, options).finished;
}

/** The one JSON object on stdout. */
export function resultOf({ stdout, stderr, code }: Finished): RunResult {
  try {
    return JSON.parse(stdout) as RunResult;
  } catch {
    throw new Error(`no JSON on stdout (exit ${code}): ${stdout}\n${stderr}`);
  }
}

/** A folder that is removed at the end of the test. */
export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "hearsay-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Arguments that put a run on the shared Redis and its results into `folder`. */
export function onSharedRedis(run: string, folder: string): string[] {
  return ["--run", run, "--dir", folder, "--redis", redisUrl];
}

/** Robot processes of `run` on this machine, by their settings in /proc; Linux only. */
export async function robotProcessesOf(run: string): Promise<number[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(
    pids.map(async (pid) => {
      const environ = await readFile(`/proc/${pid}/environ`, "utf8").catch(() => "");
      return environ.includes(`"run":"${run}"`);
    }),
  );
  return pids.filter((_, i) => found[i]);
}

/** Whether a process with this id runs (a zombie does not). */
export async function isAlive(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  return stat !== undefined && !/\) Z /.test(stat);
}

/** This process's environment without what it says about hearsay and colours. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(HEARSAY_|REDIS_URL$|VITEST|FORCE_COLOR$|NODE_OPTIONS$)/.test(name),
  );
  return Object.fromEntries(kept);
}
