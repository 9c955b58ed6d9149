/**
 * Ticks at 10 Hz as robots see them, through the real path: BullMQ's scheduler, the host's worker, the
 * relay, and a message to a process of each robot. The processes do nothing else, so that the CPU is
 * that of ticking alone. The baseline is a timer in each process. Besides, the CPU of a whole run.
 *
 * @module
 */
import { TickRelay } from "../coordinator/tick_relay.ts";
import { Ticks } from "../coordinator/ticks.ts";
import { makeLogger } from "../robots/runtime/logger.ts";
import { sleep } from "../robots/transport/deadline.ts";
import { atMost, type BenchContext, type Benchmark, type Row } from "./benchmark.ts";
import { Peer } from "./peer.ts";
import { CpuMeter } from "./proc.ts";
import { median } from "./statistics.ts";
import type { TickReply, TickRequest } from "./tick_listener.ts";
import { type TickFigures, tickFigures } from "./tick_statistics.ts";
import { wholeRun } from "./whole_run.ts";

const PERIOD_MS = 100;

const ROBOTS = [1, 20, 100];

/** Of these the mark speaks. */
const MANY = 100;

/** BullMQ's first ticks come while it still connects. */
const SETTLE_MS = 1000;

export const ticks: Benchmark = {
  name: "ticks",
  about: "rate, regularity and CPU of ticks for 1, 20 and 100 robots, against timers",
  run,
};

async function run(context: BenchContext): Promise<Row[]> {
  const { quick, progress } = context;
  const rows: Row[] = [];
  for (const robots of quick ? [1, 20] : ROBOTS) {
    progress(`${robots} robots`);
    const peers = Array.from({ length: robots }, () => new Peer("tick_listener.ts", {}));
    try {
      await askAll(peers, { do: "end" });
      const ours: TickFigures[] = [];
      const timers: TickFigures[] = [];
      for (let round = 0; round < (quick ? 1 : 3); round++) {
        ours.push(await bullmqTicks(peers, context));
        timers.push(await timerTicks(peers, context));
      }
      rows.push(...rowsOf(robots, ours, timers));
    } finally {
      await Promise.all(peers.map((peer) => peer.end()));
    }
  }
  if (!quick) rows.push(...(await wholeRun(MANY, context)));
  return rows;
}

async function bullmqTicks(peers: readonly Peer[], context: BenchContext): Promise<TickFigures> {
  const { redisUrl, redisPid } = context;
  const pending = new Set<Peer>();
  // As the host does it: a robot that has not taken the last tick gets no other.
  const relay = new TickRelay<Peer>((peer) => {
    if (pending.has(peer)) return;
    pending.add(peer);
    peer.tell({ order: "tick" }, () => pending.delete(peer));
  });
  const source = new Ticks({
    prefix: "{hearsay:bench-ticks}",
    queue: "ticks-bench",
    everyMs: PERIOD_MS,
    redisUrl,
    onTick: (dueAtMs) => relay.spread(peers, dueAtMs, PERIOD_MS),
    logger: makeLogger("error"),
  });
  await source.start();
  try {
    await sleep(SETTLE_MS);
    return await listen(peers, {}, [process.pid, redisPid], context.quick);
  } finally {
    relay.close();
    await source.close();
  }
}

function timerTicks(peers: readonly Peer[], { quick }: BenchContext): Promise<TickFigures> {
  return listen(peers, { timerMs: PERIOD_MS }, [], quick);
}

/** Lets the peers note their ticks for a while; `others` are processes whose CPU counts, too. */
async function listen(
  peers: readonly Peer[],
  source: { timerMs?: number },
  others: readonly number[],
  quick: boolean,
): Promise<TickFigures> {
  const pids = [...peers.map(({ pid }) => pid), ...others];
  await askAll(peers, { do: "begin", ...source });
  const meter = new CpuMeter(pids);
  await sleep(quick ? 2000 : 4000);
  const cpuPercent = meter.percent();
  const replies = await askAll(peers, { do: "end" });
  return tickFigures(
    replies.map(({ ticksMs }) => ticksMs),
    PERIOD_MS,
    cpuPercent,
  );
}

function askAll(peers: readonly Peer[], request: TickRequest): Promise<TickReply[]> {
  return Promise.all(peers.map((peer) => peer.ask<TickReply>(request)));
}

function rowsOf(
  robots: number,
  ours: readonly TickFigures[],
  timers: readonly TickFigures[],
): Row[] {
  const who = robots === 1 ? "1 robot" : `${robots} robots`;
  const row = (what: string, figure: keyof TickFigures): Omit<Row, "value"> => ({
    what: `${who}: ${what}`,
    ours: percent(middle(ours, figure)),
    baseline: `${percent(middle(timers, figure))} timer`,
    unit: "%",
  });
  return [
    {
      ...row("ticks that came; value: off by", "ratePercent"),
      value: Math.abs(middle(ours, "ratePercent") - 100),
      mark: atMost(1),
    },
    {
      ...row("sd of the interval", "sdPercent"),
      value: middle(ours, "sdPercent"),
      mark: atMost(10),
    },
    {
      what: `${who}: p99 of the interval, periods`,
      ours: middle(ours, "p99Periods").toFixed(2),
      baseline: `${middle(timers, "p99Periods").toFixed(2)} timer`,
      value: middle(ours, "p99Periods"),
      mark: atMost(1.5),
    },
    {
      ...row("CPU of ticking, of one core", "cpuPercent"),
      value: middle(ours, "cpuPercent"),
      ...(robots === MANY && { mark: atMost(50) }),
    },
  ];
}

function percent(value: number): string {
  return `${value.toFixed(1)} %`;
}

function middle(rounds: readonly TickFigures[], figure: keyof TickFigures): number {
  return median(rounds.map((round) => round[figure]));
}
