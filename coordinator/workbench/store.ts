/**
 * What tests leave on disk: `<dir>/<workload>/<time>-<seed>/` with results.json, history.jsonl,
 * messages.jsonl, plan.json, results.html and node-logs/; `<dir>/latest` is a link to the newest one.
 *
 * @module
 */
import { createWriteStream, type WriteStream } from "node:fs";
import { mkdir, readdir, readFile, rename, stat, symlink, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { makeFolders } from "../../robots/node/make_folders.ts";
import type { Verdict } from "../checkers/history/history.ts";
import { UserError } from "../user_error.ts";
import type { TestPlan } from "./plan.ts";

/** Runs of one seed that begin in the same millisecond. */
const SAME_NAME_MAX = 1000;

/** Of a seed in a name: file systems end at 255 bytes. */
const SEED_MAX = 80;

/** Larger ones are not read for a list. */
const RESULTS_BYTES_MAX = 64 * 2 ** 20;

/** Runs that are read at the same time. */
const READ_AT_ONCE = 16;

/** A run's folder. Names may have one folder before them: `node-logs/n0.log`. */
export interface StoredRun {
  /** Absolute. */
  readonly path: string;
  write(name: string, text: string): Promise<void>;
  /** For what comes bit by bit. Whoever asked for it ends it. */
  stream(name: string): Promise<WriteStream>;
}

/** A run as a list shows it; what could not be read is undefined. */
export interface RunSummary {
  /** Name of its folder: names begin with the time. */
  readonly name: string;
  readonly workload: string;
  /** `unfinished` without a readable results.json. */
  readonly verdict: Verdict | "unfinished";
  readonly plan: Partial<TestPlan>;
  readonly msgsPerOp: number | undefined;
}

/**
 * Makes the folder of a new run and lets `latest` point to it.
 *
 * @throws UserError when it cannot be written.
 */
export async function openStore(
  dir: string,
  { workload, seed }: Pick<TestPlan, "workload" | "seed">,
  now: Date,
): Promise<StoredRun> {
  const time = now.toISOString().replaceAll(/[-:]/g, "");
  const name = `${time}-${fileName(seed).slice(0, SEED_MAX)}`;
  try {
    makeFolders(join(dir, workload));
    const path = await makeNew(resolve(dir, workload, name));
    await pointTo(resolve(dir), path);
    return storedRun(path);
  } catch (error) {
    if (error instanceof UserError) throw error;
    const why = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new UserError(`cannot store the test as ${resolve(dir)} must be writable: got ${why}`);
  }
}

/** A text as the name of a file, on every system: what is not plain becomes `_`. */
export function fileName(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9_.-]/g, "_").replace(/^\.+/, "_") || "_";
}

/**
 * All runs, newest first. What is no run is passed over.
 *
 * @throws UserError when there is no such folder.
 */
export async function listRuns(dir: string): Promise<RunSummary[]> {
  const workloads = await readdir(dir, { withFileTypes: true }).catch(() => {
    throw new UserError(`cannot list runs as the store must be a folder: got ${resolve(dir)}`);
  });
  const found: { workload: string; name: string }[] = [];
  for (const workload of workloads) {
    if (!workload.isDirectory()) continue;
    const entries = await readdir(join(dir, workload.name), { withFileTypes: true });
    for (const entry of entries) {
      // Only names that begin with a time: other folders may lie here, too.
      if (entry.isDirectory() && /^\d{8}T\d{6}\.\d{3}Z-/.test(entry.name)) {
        found.push({ workload: workload.name, name: entry.name });
      }
    }
  }
  found.sort((a, b) => (a.name < b.name ? 1 : a.name > b.name ? -1 : 0));
  const summaries: RunSummary[] = [];
  for (let from = 0; from < found.length; from += READ_AT_ONCE) {
    const some = found.slice(from, from + READ_AT_ONCE);
    summaries.push(...(await Promise.all(some.map((run) => summaryOf(dir, run)))));
  }
  return summaries;
}

async function summaryOf(
  dir: string,
  { workload, name }: { workload: string; name: string },
): Promise<RunSummary> {
  const path = join(dir, workload, name);
  const plan = (await readObject(join(path, "plan.json"))) as Partial<TestPlan>;
  const results = await readObject(join(path, "results.json"));
  const valid = results["valid?"];
  const net = objectOf(results["net"]);
  const msgsPerOp = objectOf(net["servers"])["msgs-per-op"];
  return {
    name,
    workload,
    verdict: valid === true || valid === false || valid === "unknown" ? valid : "unfinished",
    plan,
    msgsPerOp: typeof msgsPerOp === "number" ? msgsPerOp : undefined,
  };
}

/** An empty object when it cannot be read: a run may be under way. */
async function readObject(path: string): Promise<Record<string, unknown>> {
  try {
    if ((await stat(path)).size > RESULTS_BYTES_MAX) return {};
    return objectOf(JSON.parse(await readFile(path, "utf8")));
  } catch {
    return {};
  }
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function storedRun(path: string): StoredRun {
  const place = async (name: string): Promise<string> => {
    if (!name.split("/").every((part) => part === fileName(part)) || name.split("/").length > 2) {
      throw new RangeError(`cannot store a file as its name must be plain: got ${name}`);
    }
    const file = join(path, name);
    makeFolders(dirname(file));
    return file;
  };
  return {
    path,
    write: async (name, text) => writeFile(await place(name), text),
    stream: async (name) => createWriteStream(await place(name)),
  };
}

/** Makes a folder that was not there; the next free name when it was. */
async function makeNew(path: string): Promise<string> {
  for (let n = 1; n <= SAME_NAME_MAX; n++) {
    const name = n === 1 ? path : `${path}.${n}`;
    try {
      await mkdir(name);
      return name;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
  throw new UserError(`cannot store the test as its name must be free: got ${path}`);
}

/** In one step, so that `latest` is there all the time. */
async function pointTo(dir: string, path: string): Promise<void> {
  const link = `${path}.latest`;
  try {
    await symlink(relative(dir, path), link);
    await rename(link, join(dir, "latest"));
  } catch (error) {
    // Windows lets not everybody make links. The run is there without it.
    if ((error as NodeJS.ErrnoException).code !== "EPERM") throw error;
  }
}
