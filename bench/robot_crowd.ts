/**
 * Real robot processes in a real run, without a host: they tick by their own timers, and the run
 * does not end while it is measured.
 *
 * @module
 */
import { type ChildProcess, spawn } from "node:child_process";
import { tmpdir } from "node:os";
import type { Redis } from "ioredis";
import { close, connect, whenReady } from "../coordinator/redis/connect.ts";
import type { RunName } from "../coordinator/redis/keys.ts";
import { RunStore } from "../coordinator/redis/run_store.ts";
import {
  type ChildOrder,
  type ChildSettings,
  SETTINGS_VARIABLE,
} from "../coordinator/robot_settings.ts";
import { NO_FAULTS } from "../robots/faults/plan.ts";
import { type RobotId, robotId } from "../robots/engine/ids.ts";
import { monotonicNowMs } from "../robots/runtime/clock.ts";
import { encodeUpdate } from "../robots/secret/codec.ts";
import { withDeadline } from "../robots/transport/deadline.ts";

/** How a robot process is started. */
export interface Program {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const READY_MS_MAX = 5000;

/** A robot on a machine that starts a hundred of them. */
const START_MS_MAX = 30_000;

const DAY_MS = 86_400_000;

/** r1, r2, … */
const placeName = (index: number): RobotId => robotId(`r${index + 1}`);

export class RobotCrowd {
  readonly #redisUrl: string;
  readonly #run: RunName;
  readonly #commands: Redis;
  readonly #children = new Set<ChildProcess>();
  readonly #waiting = new Map<RobotId, (atMs: number) => void>();
  #boot = 0;
  #monitor: Redis | undefined;
  readonly #killAll = (): void => {
    for (const child of this.#children) child.kill("SIGKILL");
  };

  constructor(redisUrl: string, run: string) {
    this.#redisUrl = redisUrl;
    this.#run = run as RunName;
    this.#commands = connect(redisUrl);
    process.on("exit", this.#killAll);
  }

  /** Deals one word to each of `robots` robots. */
  async prepare(robots: number): Promise<void> {
    await whenReady(this.#commands, READY_MS_MAX);
    const store = new RunStore(this.#commands, this.#run);
    const secret = { wordCount: robots, bytes: robots, sha256: "never compared" };
    const common = { version: "bench", seed: "bench", robots, copies: 1, fanout: 1 };
    const times = { gossipMs: 100, quietMs: DAY_MS, timeoutMs: DAY_MS, inboxMax: 1024 };
    const modes = { exchange: "push-pull", ticks: "timer" } as const;
    await store.create({ ...common, ...times, ...modes, secret });
    await store.setFaults(NO_FAULTS);
    const word = Uint8Array.of(120);
    await store.deal(
      new Map(
        Array.from({ length: robots }, (_, index) => [
          placeName(index),
          encodeUpdate([{ index, value: word }]),
        ]),
      ),
    );
    await store.open(Date.now());
    this.#monitor = await this.#commands.monitor();
    this.#monitor.on("monitor", (time: string, [command, ...args]: string[]) => {
      if (command?.toLowerCase() !== "xread") return;
      const robot = /inbox:\{(.*)\}$/.exec(args.at(-2) ?? "")?.[1];
      this.#waiting.get(robot as RobotId)?.(Number(time) * 1000);
    });
  }

  /** Starts the robot of place `index`; returns after how many milliseconds it reads its inbox. */
  async start(program: Program, index: number): Promise<number> {
    const robot = placeName(index);
    const { promise: ready, resolve } = Promise.withResolvers<number>();
    this.#waiting.set(robot, resolve);
    this.#boot += 1;
    const settings: ChildSettings = {
      redisUrl: this.#redisUrl,
      run: this.#run,
      robot,
      boot: this.#boot,
      host: "bench",
      hasShare: true,
      dir: tmpdir(),
      logLevel: "error",
    };
    const bornMs = monotonicNowMs();
    const child = spawn(process.execPath, program.args, {
      env: { ...process.env, ...program.env, [SETTINGS_VARIABLE]: JSON.stringify(settings) },
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    this.#children.add(child);
    const readyAtMs = await withDeadline(ready, START_MS_MAX, `starting ${program.args.at(-1)}`);
    this.#waiting.delete(robot);
    return readyAtMs - bornMs;
  }

  /** Processes that live. */
  get pids(): number[] {
    return [...this.#children].map(({ pid }) => pid ?? 0);
  }

  /** Lets every robot end by itself, which is when Node keeps the code that it has compiled. */
  async dismiss(): Promise<void> {
    for (const child of this.#children) child.send({ order: "stop" } satisfies ChildOrder);
    await this.#gone();
  }

  /** Kills every robot. */
  async clear(): Promise<void> {
    this.#killAll();
    await this.#gone();
  }

  async #gone(): Promise<void> {
    const exits = [...this.#children].map((child) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      if (child.exitCode !== null || child.signalCode !== null) resolve();
      child.once("exit", () => resolve());
      return promise;
    });
    await Promise.all(exits);
    this.#children.clear();
  }

  async end(): Promise<void> {
    await this.clear();
    process.off("exit", this.#killAll);
    this.#monitor?.disconnect();
    await close(this.#commands);
  }
}
