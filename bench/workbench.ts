/**
 * What the workbench carries between processes on stdin and stdout, and what it adds to the latency
 * that was asked for. The baseline is the same programs with their pipes joined: nobody reads what
 * they say.
 *
 * @module
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Message } from "../robots/node/message.ts";
import { withDeadline } from "../robots/transport/deadline.ts";
import type { Envelope, Journal } from "../coordinator/workbench/envelope.ts";
import type { Host } from "../coordinator/workbench/host.ts";
import { Network } from "../coordinator/workbench/network.ts";
import { DEFAULT_PLAN } from "../coordinator/workbench/plan.ts";
import { processHost } from "../coordinator/workbench/process_host.ts";
import { WallClock } from "../coordinator/workbench/wall_clock.ts";
import { atLeast, atMost, type BenchContext, type Benchmark, type Row } from "./benchmark.ts";
import { inTurns } from "./rounds.ts";
import { median, quantile, range } from "./statistics.ts";

const PROGRAM = join(import.meta.dirname, "workbench_node.mjs");

const NODES = ["n0", "n1"];

/** Messages under way at once: enough that nobody waits for anybody. */
const WINDOW = 1000;

/** As Maelstrom was measured with. */
const CLIENTS = 40;

/** What the latency is asked to be, and how long the bench's node waits between messages. */
const LATENCY_MS = 10;
const PAUSE_MS = 10;

/** For one answer of a node. */
const ANSWER_MS_MAX = 30_000;

/** What the original did on such a machine. */
const MAELSTROM = { messagesPerS: 11_400, echoesPerS: 5700 };

export const workbench: Benchmark = {
  name: "workbench",
  about: "messages between nodes on stdin and stdout, and added latency, against joined pipes",
  run,
};

async function run({ quick, progress }: BenchContext): Promise<Row[]> {
  const ms = quick ? 500 : 3000;
  progress("messages");
  const rates = await inTurns(quick ? 1 : 3, {
    ours: () => routed(ms),
    joined: () => joined(ms),
    echoes: () => echoes(ms),
  });
  progress("latency");
  const trips = quick ? 50 : 600;
  const zero = await addedMs(0, trips);
  const ten = await addedMs(LATENCY_MS, trips);
  return [
    {
      what: "messages between two nodes, a second",
      ours: `${perSecond(rates.ours)}/s`,
      baseline: `${perSecond(rates.joined)}/s joined pipes`,
      value: median(rates.ours) / 1000,
      unit: "thousand/s",
      range: range(rates.ours.map((each) => each / 1000)),
      mark: atLeast(50),
    },
    {
      what: "against Maelstrom on such a machine",
      ours: `${perSecond(rates.ours)}/s`,
      baseline: `${MAELSTROM.messagesPerS}/s`,
      value: median(rates.ours) / MAELSTROM.messagesPerS,
    },
    {
      what: `echoes of one node, ${CLIENTS} clients in a closed loop`,
      ours: `${perSecond(rates.echoes)}/s`,
      baseline: `${MAELSTROM.echoesPerS}/s Maelstrom`,
      value: median(rates.echoes) / MAELSTROM.echoesPerS,
    },
    added("one way from program to program, p50", zero, 0.5),
    added("one way from program to program, p99", zero, 0.99),
    added(`added to ${LATENCY_MS} ms, p50`, ten, 0.5),
    { ...added(`added to ${LATENCY_MS} ms, p99`, ten, 0.99), mark: atMost(1) },
  ];
}

function added(what: string, samples: readonly number[], p: number): Row {
  const value = quantile(samples, p);
  return { what, ours: `${value.toFixed(3)} ms`, baseline: "", value, unit: "ms" };
}

function perSecond(samples: readonly number[]): number {
  return Math.round(median(samples) / 100) * 100;
}

/** Two nodes in the workbench, and whoever asks them. */
class Bench {
  readonly network: Network;
  readonly #clock = new WallClock();
  readonly #host: Host;
  received = 0;

  constructor(latencyMs: number) {
    const journal: Journal = {
      sent() {},
      received: () => {
        this.received += 1;
      },
      lost() {},
      duplicated() {},
    };
    const latency = { meanMs: latencyMs, distribution: "constant" } as const;
    const plan = { ...DEFAULT_PLAN, latency };
    this.network = new Network({ clock: this.#clock, plan, journal });
    this.#host = processHost({ clock: this.#clock, bin: PROGRAM, args: [] })({
      send: (message, line) => (this.network.send(message, line) ? undefined : "nobody is there"),
      crashed: ({ how, lastLines }) => {
        throw new Error(`a node of the bench ended: ${how}\n${lastLines.join("\n")}`);
      },
      badOutput: ({ text, reason }) => {
        throw new Error(`a node of the bench said ${text}: ${reason}`);
      },
    });
  }

  async begin(): Promise<void> {
    for (const node of NODES) {
      const deliver = (envelope: Envelope): void => this.#host.deliver(node, envelope);
      this.network.attach(node, { kind: "node", deliver });
      this.#host.start(node);
    }
    await Promise.all(
      NODES.map((node, i) => this.ask(`c${i}`, node, { type: "init", node_id: node })),
    );
  }

  /** Sends from a client and waits for the answer. */
  ask(client: string, node: string, body: Message["body"]): Promise<Message> {
    const { promise, resolve } = Promise.withResolvers<Message>();
    this.network.attach(client, { kind: "client", deliver: resolve });
    this.network.send({ src: client, dest: node, body: { ...body, msg_id: 1 } });
    return withDeadline(promise, ANSWER_MS_MAX, `asking ${node} for ${body.type}`);
  }

  async stop(): Promise<void> {
    await this.#host.stop();
    this.#clock.stop();
  }
}

async function inBench<T>(latencyMs: number, measure: (bench: Bench) => Promise<T>): Promise<T> {
  const bench = new Bench(latencyMs);
  try {
    await bench.begin();
    return await measure(bench);
  } finally {
    await bench.stop();
  }
}

/** Messages a second while two nodes keep a window under way. */
function routed(ms: number): Promise<number> {
  return inBench(0, async (bench) => {
    const body = { type: "flood", to: "n1", window: WINDOW };
    bench.network.send({ src: "c0", dest: "n0", body });
    return await rate(ms, () => bench.received);
  });
}

/** The same with n0's stdout as n1's stdin and the other way round. */
async function joined(ms: number): Promise<number> {
  const [n0, n1] = NODES.map((node) => {
    const child = spawn(PROGRAM, { stdio: ["pipe", "pipe", "pipe"] });
    child.stdin.write(asLine("c0", node, { type: "init", node_id: node }));
    // At the end one is gone before the other.
    child.stdin.on("error", () => {});
    return child;
  }) as [ReturnType<typeof spawn>, ReturnType<typeof spawn>];
  try {
    await Promise.all([once(n0.stdout!, "data"), once(n1.stdout!, "data")]);
    n0.stdout!.pipe(n1.stdin!);
    n1.stdout!.pipe(n0.stdin!);
    n0.stdin!.write(asLine("c0", "n0", { type: "flood", to: "n1", window: WINDOW }));
    const startedMs = performance.now();
    await sleep(ms);
    const counts = [n0, n1].map((node) => once(node.stderr!, "data"));
    for (const node of [n0, n1]) node.stdin!.write(asLine("c0", "n0", { type: "stop" }));
    const received = (await Promise.all(counts)).map(([count]) => Number(String(count)));
    return ((received[0]! + received[1]!) * 1000) / (performance.now() - startedMs);
  } finally {
    for (const node of [n0, n1]) node.kill("SIGKILL");
  }
}

function asLine(src: string, dest: string, body: object): string {
  return `${JSON.stringify({ src, dest, body })}\n`;
}

/** Echoes a second: each client asks again as soon as it is answered. */
function echoes(ms: number): Promise<number> {
  return inBench(0, async ({ network }) => {
    let answered = 0;
    for (let i = 0; i < CLIENTS; i++) {
      const name = `c${i}`;
      const ask = (): void => {
        const body = { type: "echo", echo: `please echo ${answered}`, msg_id: answered };
        network.send({ src: name, dest: "n0", body });
      };
      const deliver = (): void => {
        answered += 1;
        ask();
      };
      network.attach(name, { kind: "client", deliver });
      ask();
    }
    return await rate(ms, () => answered);
  });
}

/** A first part warms up and does not count. */
async function rate(ms: number, count: () => number): Promise<number> {
  await sleep(ms / 3);
  const startedMs = performance.now();
  const before = count();
  await sleep(ms);
  return ((count() - before) * 1000) / (performance.now() - startedMs);
}

/** What a message takes beyond the latency, one way, from program to program: half of a round trip. */
function addedMs(latencyMs: number, count: number): Promise<number[]> {
  return inBench(latencyMs, async (bench) => {
    const body = { type: "trips", to: "n1", count, pauseMs: PAUSE_MS };
    const { body: answer } = await bench.ask("c2", "n0", body);
    return (answer["us"] as number[]).map((us) => us / 2000 - latencyMs);
  });
}
