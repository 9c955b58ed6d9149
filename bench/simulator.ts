/**
 * How fast the deterministic world is: real robots against typed arrays, a million of them, the
 * vectorised model, and small worlds with every checker.
 *
 * @module
 */
import { atLeast, atMost, type BenchContext, type Benchmark, type Row } from "./benchmark.ts";
import { Peer } from "./peer.ts";
import { inTurns, ratio } from "./rounds.ts";
import type { SimulatorReply, SimulatorRequest } from "./simulator_peer.ts";
import { median, range } from "./statistics.ts";

/** Robots of the mark about events. */
const MANY = 100_000;

const MILLION = 1_000_000;

/**
 * A million robots are some gigabytes that live to the end: a heap that holds them, and a young
 * generation so large that what dies young is not copied with them again and again.
 */
const ROOMY = { NODE_OPTIONS: "--max-old-space-size=12000 --max-semi-space-size=64" };

/** A million robots on a busy machine: longer is no measurement. */
const MILLION_MS_MAX = 240_000;

/** Processes that run small worlds: the mark is about two cores. */
const SWARMS = 2;

export const simulator: Benchmark = {
  name: "simulator",
  about: "the simulator: events against typed arrays, a million robots, swarms of small worlds",
  run,
};

async function run({ quick, progress }: BenchContext): Promise<Row[]> {
  return [
    ...(await eventRows(quick, progress)),
    ...(await vectorRows(quick, progress)),
    ...(await swarmRows(quick, progress)),
    ...(quick ? [] : await millionRows(progress)),
  ];
}

async function eventRows(quick: boolean, progress: BenchContext["progress"]): Promise<Row[]> {
  progress(`${MANY} robots`);
  const peer = new Peer("simulator_peer.ts", {}, ROOMY);
  let seed = 0;
  const rate = (what: "engine" | "ceiling") => async (): Promise<number> => {
    const { count, elapsedMs } = await ask(peer, { do: what, robots: MANY, seed: ++seed });
    return count / elapsedMs / 1000;
  };
  try {
    const rates = await inTurns(quick ? 2 : 5, { ours: rate("engine"), ceiling: rate("ceiling") });
    const row = {
      ours: millions(median(rates.ours)),
      baseline: `${millions(median(rates.ceiling))} typed arrays`,
    };
    return [
      {
        ...row,
        what: "real robots, 100,000 with 64 words: events",
        ...ratio(rates.ours, rates.ceiling),
        mark: atLeast(0.1),
      },
      {
        ...row,
        what: "the same, absolute",
        value: median(rates.ours),
        range: range(rates.ours),
        unit: "M/s",
        mark: atLeast(2),
      },
    ];
  } finally {
    await peer.end();
  }
}

async function vectorRows(quick: boolean, progress: BenchContext["progress"]): Promise<Row[]> {
  progress("the vectorised model");
  const peer = new Peer("simulator_peer.ts", {}, ROOMY);
  const losses = [
    { name: "no loss", loss: 0, lossOf: "messages", mark: atMost(1) },
    { name: "30 % of updates lost", loss: 0.3, lossOf: "updates" },
    { name: "30 % of all messages lost", loss: 0.3, lossOf: "messages" },
  ] as const;
  try {
    const rows: Row[] = [];
    for (const { name, loss, lossOf, ...mark } of losses) {
      const replies: SimulatorReply[] = [];
      for (let seed = 0; seed < (quick ? 2 : 6); seed++) {
        replies.push(await ask(peer, { do: "vector", robots: MILLION, loss, lossOf, seed }));
      }
      // The first one warms up.
      const seconds = replies.slice(1).map(({ elapsedMs }) => elapsedMs / 1000);
      rows.push({
        what: `vectorised model, a million robots, 64 words, ${name}`,
        ours: `${median(replies.map(({ count }) => count))} rounds`,
        baseline: "",
        value: median(seconds),
        range: range(seconds),
        unit: "s",
        ...mark,
      });
    }
    return rows;
  } finally {
    await peer.end();
  }
}

async function swarmRows(quick: boolean, progress: BenchContext["progress"]): Promise<Row[]> {
  progress("swarms of small worlds");
  const peers = Array.from({ length: SWARMS }, () => new Peer("simulator_peer.ts", {}));
  const swarms = (forMs: number): Promise<SimulatorReply[]> =>
    Promise.all(peers.map((peer, i) => ask(peer, { do: "swarm", seed: 1 + i * 1e6, forMs })));
  try {
    await swarms(quick ? 500 : 2000);
    const replies = await swarms(quick ? 2000 : 10_000);
    const violated = replies.find((reply) => reply.violated !== undefined)?.violated;
    if (violated !== undefined) {
      throw new Error(`a checker objected: see hearsay sim --swarm --seed ${violated}`);
    }
    const perMinute = replies.map(({ count, elapsedMs }) => (60_000 * count) / elapsedMs);
    return [
      {
        what: "10 robots, 64 words, drawn faults, every checker, two processes",
        ours: `${Math.round(perMinute[0]!)} a minute in one`,
        baseline: "",
        value: perMinute.reduce((sum, each) => sum + each, 0),
        unit: "seeds/min",
        mark: atLeast(60_000),
      },
    ];
  } finally {
    await Promise.all(peers.map((peer) => peer.end()));
  }
}

async function millionRows(progress: BenchContext["progress"]): Promise<Row[]> {
  progress("a million robots");
  const measure = async (what: "engine" | "ceiling"): Promise<SimulatorReply> => {
    const peer = new Peer("simulator_peer.ts", {}, ROOMY);
    try {
      return await ask(peer, { do: what, robots: MILLION, seed: 1 }, MILLION_MS_MAX);
    } finally {
      await peer.end();
    }
  };
  const ours = await measure("engine");
  const ceiling = await measure("ceiling");
  return [
    {
      what: "a million real robots, until all know 64 words",
      ours: eventsOf(ours),
      baseline: `${(ceiling.elapsedMs / 1000).toFixed(1)} s typed arrays, ${eventsOf(ceiling)}`,
      value: ours.elapsedMs / 1000,
      unit: "s",
      mark: atMost(60),
    },
    {
      what: "their memory at its peak",
      ours: `${Math.round((ours.peakMb * 1024 * 1024) / MILLION)} bytes a robot`,
      baseline: `${(ceiling.peakMb / 1024).toFixed(2)} GB typed arrays`,
      value: ours.peakMb / 1024,
      unit: "GB",
      mark: atMost(8),
    },
  ];
}

function ask(peer: Peer, request: SimulatorRequest, patienceMs?: number): Promise<SimulatorReply> {
  return peer.ask<SimulatorReply>(request, patienceMs);
}

function eventsOf({ count }: SimulatorReply): string {
  return `${(count / 1e6).toFixed(1)} M events`;
}

function millions(rate: number): string {
  return `${rate.toFixed(2)} M/s`;
}
