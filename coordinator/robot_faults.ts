/**
 * What the rules of a fault plan about processes and the store do to one robot, performed in its own
 * process: its clock, its ticks, its claims, its file and its death at certain moments. What comes
 * from outside (kill -9, SIGSTOP) does the nemesis. Loaded only for plans that have such rules.
 *
 * @module
 */
import type { Redis } from "ioredis";
import type { RobotId } from "../robots/engine/ids.ts";
import { FaultyClocks } from "../robots/faults/faulty_clocks.ts";
import { LifeFaults } from "../robots/faults/life_faults.ts";
import type { FaultPlan } from "../robots/faults/plan.ts";
import { StoreFaults } from "../robots/faults/store_faults.ts";
import { TickFaults } from "../robots/faults/tick_faults.ts";
import { monotonicNowMs } from "../robots/runtime/clock.ts";
import { sleep } from "../robots/transport/deadline.ts";
import type { ClaimOutcome } from "./claim.ts";
import type { RunKeys } from "./redis/keys.ts";
import type { VictoryFaults } from "./victory.ts";

/** Numbers of ticks and tries of one life: no life comes to so many. */
const NUMBERS_IN_A_LIFE = 1 << 20;

/** Ticks that may be late at once: jitter is ten minutes at most, and more would only pile up. */
const LATE_TICKS_MAX = 1000;

export interface RobotFaultsOptions {
  readonly plan: FaultPlan;
  /** Version of the plan: deaths are counted for each by itself. */
  readonly version: string | undefined;
  /** The run's, without anything about this life: all robots draw the same. */
  readonly seed: string;
  readonly robot: RobotId;
  readonly boot: number;
  /** All places of the run, in order. */
  readonly places: readonly RobotId[];
  /** Milliseconds since the Unix epoch. */
  readonly startedAtMs: number;
  readonly redis: Redis;
  readonly keys: RunKeys;
  /** A rule of the plan has hit. */
  readonly fired: (rule: number, count: number) => void;
  /** Sends the reports on; rejects when Redis is away. */
  readonly report: () => Promise<void>;
}

/** One plan in one life of one robot. */
export class RobotFaults implements VictoryFaults {
  readonly #options: RobotFaultsOptions;
  readonly #robots: readonly RobotId[];
  /** Its place among them. */
  readonly #self: number;
  readonly #clocks: FaultyClocks;
  readonly #ticks: TickFaults;
  readonly #lives: LifeFaults;
  readonly #store: StoreFaults;
  readonly #lateTicks = new Set<NodeJS.Timeout>();
  #number: number;

  constructor(options: RobotFaultsOptions) {
    const { plan, seed, places, robot, boot, fired } = options;
    this.#options = options;
    this.#robots = places.includes(robot) ? places : [...places, robot];
    this.#self = this.#robots.indexOf(robot);
    const note = (rule: number, count = 1): void => fired(rule, count);
    this.#clocks = new FaultyClocks(plan, seed, this.#robots, note);
    this.#ticks = new TickFaults(plan, seed, this.#robots, note);
    this.#lives = new LifeFaults(plan, seed, this.#robots, note);
    this.#store = new StoreFaults(plan, seed, this.#robots, note);
    this.#number = boot * NUMBERS_IN_A_LIFE;
  }

  /** What the robot's own clock shows, milliseconds since the Unix epoch; it may go back. */
  now(): number {
    const trueMs = monotonicNowMs();
    if (this.#clocks.idle) return trueMs;
    const { startedAtMs } = this.#options;
    return startedAtMs + this.#clocks.read(this.#self, trueMs - startedAtMs);
  }

  /** How much later than the others the robot begins its first life, milliseconds. Notes it. */
  lateStartMs(): number {
    return this.#lives.lateStartMs(this.#self);
  }

  /** How long the robot takes for what has come now, milliseconds. Notes it. */
  slowMs(): number {
    return this.#lives.idle ? 0 : this.#lives.slowMs(this.#self, this.#sinceStartMs());
  }

  /** A tick has come: lets the robot tick as often and as late as it shall. */
  tick(perform: () => void): void {
    const { ticks, delayMs } = this.#ticks.fate(this.#self, this.#next(), this.#sinceStartMs());
    for (let i = 0; i < ticks; i++) {
      if (delayMs <= 0) perform();
      else this.#tickLater(perform, delayMs);
    }
  }

  /** Ends what is under way: no late tick comes any more. */
  close(): void {
    for (const timer of this.#lateTicks) clearTimeout(timer);
    this.#lateTicks.clear();
  }

  reach(): void {
    if (this.#store.awayMs(this.#self, this.#sinceStartMs()) > 0) {
      throw new Error("the store is away, as the fault plan says");
    }
  }

  async claim(ask: () => Promise<ClaimOutcome>): Promise<ClaimOutcome> {
    this.reach();
    const { replyLost, delayMs } = this.#store.claim(
      this.#self,
      this.#next(),
      this.#sinceStartMs(),
    );
    const outcome = await ask();
    await this.#perhapsDie((lives) => lives.diesAtClaim(this.#self, this.#sinceStartMs()));
    if (delayMs > 0) await sleep(delayMs);
    if (replyLost) throw new Error("the answer to the claim got lost, as the fault plan says");
    return outcome;
  }

  openFile(): void {
    if (!this.#store.failsToWrite(this.#self, this.#next(), this.#sinceStartMs())) return;
    const error = new Error("ENOSPC: no space left on device, as the fault plan says");
    throw Object.assign(error, { code: "ENOSPC" });
  }

  halfWritten(): Promise<void> {
    return this.#perhapsDie((lives) => lives.diesAtWrite(this.#self, this.#sinceStartMs()));
  }

  /**
   * Ends this process as kill -9 does, if a rule says so. How often each has done that already, in
   * whichever process, stands in Redis: a rule has a number of deaths.
   *
   * @throws Error when Redis does not answer: then nobody dies.
   */
  async #perhapsDie(asks: (lives: LifeFaults) => boolean): Promise<void> {
    const { plan, seed, redis, keys, fired, report } = this.#options;
    const deadly = plan.rules.flatMap(({ kind }, rule) =>
      kind === "crash-at-claim" || kind === "crash-at-write" ? [rule] : [],
    );
    if (deadly.length === 0) return;
    const counts = await redis.hmget(keys.faults, ...deadly.map((rule) => this.#deaths(rule)));
    const before = plan.rules.map(() => 0);
    for (const [i, rule] of deadly.entries()) before[rule] = Number(counts[i] ?? 0);
    let due: number | undefined;
    const note = (rule: number): void => {
      due = rule;
    };
    if (!asks(new LifeFaults(plan, seed, this.#robots, note, before)) || due === undefined) return;
    // Another robot may have died of it at the same time: whoever counts first does.
    if ((await redis.hincrby(keys.faults, this.#deaths(due), 1)) !== before[due]! + 1) return;
    fired(due, 1);
    await report().catch(() => {});
    process.kill(process.pid, "SIGKILL");
    await new Promise(() => {});
  }

  /** The field that counts the deaths of a rule. */
  #deaths(rule: number): string {
    return `deaths:${this.#options.version}:${rule}`;
  }

  #tickLater(perform: () => void, delayMs: number): void {
    if (this.#lateTicks.size >= LATE_TICKS_MAX) return;
    const timer = setTimeout(() => {
      this.#lateTicks.delete(timer);
      perform();
    }, delayMs);
    this.#lateTicks.add(timer);
  }

  #sinceStartMs(): number {
    return monotonicNowMs() - this.#options.startedAtMs;
  }

  /** A number that no other tick or try of this robot has. */
  #next(): number {
    this.#number += 1;
    return this.#number;
  }
}
