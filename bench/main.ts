/**
 * `npm run bench [-- NAME …]`: what the README and the docs quote, each figure beside its baseline.
 *
 * @module
 */
import { cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { findRedis } from "../coordinator/redis/find.ts";
import { UserError } from "../coordinator/user_error.ts";
import { type Benchmark, type BenchContext, isReached, type Row } from "./benchmark.ts";
import { checkers } from "./checkers.ts";
import { codec } from "./codec.ts";
import { hop } from "./hop.ts";
import { table } from "./report.ts";
import { reconcile } from "./reconcile.ts";
import { simulator } from "./simulator.ts";
import { start } from "./start.ts";
import { ticks } from "./ticks.ts";
import { transport } from "./transport.ts";
import { workbench } from "./workbench.ts";

const BENCHMARKS: readonly Benchmark[] = [
  transport,
  hop,
  codec,
  ticks,
  start,
  simulator,
  reconcile,
  workbench,
  checkers,
];

/** The whole bench takes some ten minutes; one that hangs must not hang whoever waits for it. */
const BENCH_MS_MAX = 1_200_000;

const HELP = `npm run bench [-- [--json] [--quick] [NAME …]]

Measures hearsay against baselines in the same run; all of it takes some ten minutes.

${BENCHMARKS.map(({ name, about }) => `  ${name.padEnd(12)}${about}`).join("\n")}

  --json      one JSON object on stdout instead of tables
  --quick     fewer and shorter rounds: to try, not to quote
  --help      this text

Exit code: 0 measured, also when a mark is missed; 1 it could not be measured; 2 wrong usage.
`;

interface Wanted {
  readonly benchmarks: readonly Benchmark[];
  readonly json: boolean;
  readonly quick: boolean;
  readonly help: boolean;
}

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  try {
    const wanted = wish(args);
    if (wanted.help) process.stdout.write(HELP);
    else await measure(wanted);
    return 0;
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    process.stderr.write(`bench: ${text}\n`);
    return error instanceof UserError ? error.exitCode : 1;
  }
}

/** @throws UserError (exit 2) for what cannot be asked. */
function wish(args: string[]): Wanted {
  const flag = { type: "boolean", default: false } as const;
  let parsed;
  try {
    parsed = parseArgs({
      args,
      options: { json: flag, quick: flag, help: flag },
      allowPositionals: true,
    });
  } catch (error) {
    throw new UserError((error as Error).message.split("\n")[0]!, 2);
  }
  const { values, positionals } = parsed;
  const known = BENCHMARKS.map(({ name }) => name);
  for (const name of positionals) {
    if (known.includes(name)) continue;
    throw new UserError(`there is no benchmark ${name}: choose from ${known.join(", ")}`, 2);
  }
  const asked = (name: string): boolean => positionals.length === 0 || positionals.includes(name);
  return { ...values, benchmarks: BENCHMARKS.filter(({ name }) => asked(name)) };
}

async function measure({ benchmarks, json, quick }: Wanted): Promise<void> {
  const limit = setTimeout(() => {
    process.stderr.write(`bench: it took longer than ${BENCH_MS_MAX / 1000} s\n`);
    process.exit(1);
  }, BENCH_MS_MAX).unref();
  // Like this "exit" happens, on which every process that was started is ended.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => process.exit(1));
  const redis = await findRedis({
    env: { ...process.env, HEARSAY_REDIS_PRIVATE: "1", HEARSAY_REDIS: "", REDIS_URL: "" },
    cacheDir: join(import.meta.dirname, "..", ".cache"),
    log: (line) => process.stderr.write(`${line}\n`),
  });
  const machine = machineInWords(redis.info.version);
  const results: { name: string; rows: Row[] }[] = [];
  try {
    if (!json) process.stdout.write(`${machine}${quick ? ", quick: not to be quoted" : ""}\n`);
    for (const benchmark of benchmarks) {
      const { name } = benchmark;
      const progress = progressLine(name);
      const context: BenchContext = {
        redisUrl: redis.url,
        redisPid: redis.info.pid ?? 0,
        quick,
        progress,
      };
      const rows = await benchmark.run(context);
      progress("");
      results.push({ name, rows });
      if (!json) process.stdout.write(`\n${table(name, rows)}\n`);
    }
  } finally {
    clearTimeout(limit);
    await redis.stop();
  }
  if (json) process.stdout.write(`${JSON.stringify(asJson(machine, quick, results))}\n`);
}

function machineInWords(redisVersion: string): string {
  const cores = cpus();
  const date = new Date().toISOString().slice(0, 10);
  const model = cores[0]?.model ?? "unknown";
  return `${date}, ${cores.length} cores (${model}), Node ${process.versions.node}, Redis ${redisVersion}`;
}

function asJson(machine: string, quick: boolean, results: { name: string; rows: Row[] }[]): object {
  const benchmarks = results.map(({ name, rows }) => ({
    name,
    rows: rows.map((row) => ({ ...row, reached: isReached(row) ?? null })),
  }));
  return { machine, quick, benchmarks };
}

/** One line on a terminal that tells what is being measured; nothing elsewhere. */
function progressLine(name: string): (step: string) => void {
  return (step) => {
    if (!process.stderr.isTTY) return;
    process.stderr.write(step === "" ? "\r\x1b[K" : `\r\x1b[K${name}: ${step}…`);
  };
}
