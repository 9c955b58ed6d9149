/**
 * A real `hearsay run` whose robots all know everything and go on gossiping: what all of it costs.
 *
 * @module
 */
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { close, connect, whenReady } from "../coordinator/redis/connect.ts";
import { runKeys, type RunName } from "../coordinator/redis/keys.ts";
import { RunStore } from "../coordinator/redis/run_store.ts";
import { sleep } from "../robots/transport/deadline.ts";
import type { BenchContext, Row } from "./benchmark.ts";
import { CpuMeter } from "./proc.ts";

const ROOT = join(import.meta.dirname, "..");
const READY_MS_MAX = 5000;
const DAY_MS = 86_400_000;

/** A hundred robots on a busy machine. */
const START_MS_MAX = 60_000;

/** After the last start the robots still learn. */
const SETTLE_MS = 3000;

const MEASURE_MS = 5000;

/** How long a run gets to end its robots. */
const STOP_MS_MAX = 10_000;

/** Runs `robots` robots at 10 Hz and measures while they gossip. */
export async function wholeRun(robots: number, context: BenchContext): Promise<Row[]> {
  const { redisUrl, redisPid, progress } = context;
  progress(`a whole run with ${robots} robots`);
  const run = "bench-whole" as RunName;
  const dir = await mkdtemp(join(tmpdir(), "hearsay-bench-"));
  const args = ["run", "--robots", robots, "--run", run, "--redis", redisUrl, "--dir", dir];
  const knobs = ["--quiet-ms", DAY_MS, "--timeout-ms", DAY_MS, "--json", "--log-level", "error"];
  const child = spawn(
    process.execPath,
    [join(ROOT, "bin/hearsay.mjs"), ...[...args, ...knobs].map(String)],
    { stdio: ["ignore", "ignore", "ignore"] },
  );
  const stop = (): boolean => child.kill("SIGTERM");
  process.once("exit", stop);
  const exited = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
  });
  const redis = connect(redisUrl);
  try {
    await whenReady(redis, READY_MS_MAX);
    const store = new RunStore(redis, run);
    const deadlineMs = performance.now() + START_MS_MAX;
    let roster = await store.roster();
    while (roster.size < robots && performance.now() < deadlineMs) {
      await sleep(200);
      roster = await store.roster();
    }
    if (roster.size < robots) throw new Error(`only ${roster.size} of ${robots} robots started`);
    await sleep(SETTLE_MS);
    const robotPids = [...roster.values()].map(({ pid }) => pid);
    const parts = [robotPids, [redisPid], [child.pid ?? 0]].map((pids) => new CpuMeter(pids));
    await sleep(MEASURE_MS);
    const [inRobots = 0, inRedis = 0, host = 0] = parts.map((meter) => meter.percent());
    const inAll = inRobots + inRedis + host;
    return [
      {
        what: `${robots} robots: CPU of a whole run that gossips on, of one core`,
        ours: `${Math.round(inAll)} %`,
        baseline: "",
        value: inAll,
        unit: "%",
      },
      {
        what: `  of which robots ${Math.round(inRobots)} %, Redis ${Math.round(inRedis)} %, host`,
        ours: `${Math.round(host)} %`,
        baseline: "",
        value: host,
        unit: "%",
      },
    ];
  } finally {
    stop();
    await Promise.race([exited, sleep(STOP_MS_MAX)]);
    child.kill("SIGKILL");
    process.off("exit", stop);
    await redis.unlink(runKeys(run).run).catch(() => 0);
    await close(redis);
    await rm(dir, { recursive: true, force: true });
  }
}
