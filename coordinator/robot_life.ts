/**
 * One life of one robot in a run: connects, takes its share, gossips until the run has ended, and
 * claims the winner key when it is done. The same for a robot that a host spawned and for one that
 * joined by itself.
 *
 * @module
 */
import type { Redis } from "ioredis";
import type { RobotId } from "../robots/engine/ids.ts";
import { seededRandom } from "../robots/engine/random.ts";
import type { InvariantViolation } from "../robots/engine/replica.ts";
import { Robot } from "../robots/engine/robot.ts";
import { Roster } from "../robots/engine/roster.ts";
import { describeRule } from "../robots/faults/describe.ts";
import type { Fault } from "../robots/faults/fault.ts";
import { FaultyTransport } from "../robots/faults/faulty_transport.ts";
import { monotonicNowMs } from "../robots/runtime/clock.ts";
import { Driver } from "../robots/runtime/driver.ts";
import type { Logger } from "../robots/runtime/logger.ts";
import { secretCodec } from "../robots/secret/codec.ts";
import {
  SecretReplica,
  type SecretSummary,
  type SecretUpdate,
} from "../robots/secret/secret_replica.ts";
import { RedisStreamsTransport } from "../robots/transport/redis_streams.ts";
import type { Source } from "../robots/transport/transport.ts";
import { sleep } from "../robots/transport/deadline.ts";
import { placeNames, robotsInOrder } from "./places.ts";
import { type PlanInForce, planInForce, type PlanOwner } from "./plan_in_force.ts";
import { Evidence } from "./evidence.ts";
import { type RunDescription, RunStore } from "./redis/run_store.ts";
import type { RunName } from "./redis/keys.ts";
import { Reports } from "./reports.ts";
import { hasEnded } from "./run_config.ts";
import { SlowInputs, throughInputs } from "./slow_inputs.ts";
import { Victory } from "./victory.ts";

/** How often a robot looks at the run's state, its peers and the fault plan. */
const PULSE_MS = 250;

/** How often it reports what happened. */
const REPORT_MS = 200;

/** Tries to take a poisonous message out of the inbox, for some 10 s. */
const FORGET_TRIES_MAX = 50;
const FORGET_RETRY_MS = 200;

/** Why a life ended. */
export type LifeEnd =
  /** The run has ended, or it was told to stop. */
  | { readonly kind: "stopped" }
  /** A broken invariant; the evidence has been reported. */
  | { readonly kind: "panic"; readonly reason: string }
  /** The medium failed for good, or the run never came back. */
  | { readonly kind: "failed"; readonly error: unknown };

export interface LifeOptions {
  readonly run: RunName;
  readonly robot: RobotId;
  readonly boot: number;
  /** Whether it must not begin without the share it was dealt. @default false */
  readonly hasShare?: boolean;
  /** The host it lives on, for people. */
  readonly host: string;
  /** Folder for results: the winner writes `<dir>/<run>/secret.txt`. */
  readonly dir: string;
  /** Absolute path that it writes besides, as a winner. */
  readonly out?: string | undefined;
  /** Client for commands and one for blocking reads, both its own. */
  readonly commands: Redis;
  readonly blocking: Redis;
  readonly logger: Logger;
}

/** A robot that lives. */
export class RobotLife {
  readonly #options: LifeOptions;
  readonly #run: RunDescription;
  readonly #store: RunStore;
  readonly #robot: Robot<SecretSummary, SecretUpdate>;
  #share: Uint8Array | undefined;
  readonly #owner: PlanOwner;
  readonly #reports: Reports;
  readonly #evidence: Evidence;
  readonly #transport: FaultyTransport;
  readonly #driver: Driver<SecretSummary, SecretUpdate>;
  readonly #victory: Victory;
  readonly #end = Promise.withResolvers<LifeEnd>();
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #inputs: SlowInputs;
  #inForce: PlanInForce;
  #epoch: string | undefined;
  #pulsing = false;
  /** Whether it takes part. */
  #begun = false;
  #tickWaits = false;
  /** Lets a robot begin that is late on purpose. */
  readonly #wake = Promise.withResolvers<void>();
  #lastContactMs = monotonicNowMs();

  /** Settles when the life is over; it still has to be closed. */
  readonly ended: Promise<LifeEnd> = this.#end.promise;

  private constructor(
    options: LifeOptions,
    store: RunStore,
    owner: PlanOwner,
    share: Uint8Array | undefined,
    inForce: PlanInForce,
  ) {
    const { robot: id, boot, logger } = options;
    const { run, redis, keys, reports, places } = owner;
    const { config } = run;
    this.#options = options;
    this.#store = store;
    this.#run = run;
    this.#share = share;
    this.#epoch = run.epoch;
    this.#owner = owner;
    this.#inForce = inForce;
    this.#reports = reports;
    this.#evidence = new Evidence({ robot: id, redis, keys, reports, logger });
    this.#inputs = new SlowInputs({
      slowMs: () => this.#inForce.faults?.slowMs() ?? 0,
      waitingMax: config.inboxMax,
      overflowed: () => this.#reports.note("lost", { reason: "too slow to take more" }),
    });
    const now = (): number => this.#inForce.faults?.now() ?? monotonicNowMs();
    const codec = secretCodec(config.secret.wordCount);
    const replica = new SecretReplica(id, config.secret.wordCount);
    const { exchange, fanout, quietMs } = config;
    this.#robot = new Robot({ id, boot, replica, exchange, fanout, quietMs, nowMs: now() });
    if (share !== undefined) {
      const words = codec.decodeUpdate(share);
      if (words === undefined) throw new Error(`the share of ${id} in Redis does not decode`);
      replica.merge(words, { from: id, boot, seq: 0 });
    }
    const inner = new RedisStreamsTransport({
      self: id,
      commands: options.commands,
      blocking: options.blocking,
      inboxKey: (to) => store.keys.inbox(to),
      inboxEntriesMax: config.inboxMax,
    });
    this.#transport = new FaultyTransport({
      inner,
      plan: inForce.plan,
      seed: `${config.seed}:${boot}`,
      sharedSeed: config.seed,
      robots: places,
      timers: {
        now: monotonicNowMs,
        after(delayMs, fn) {
          const timer = setTimeout(fn, delayMs);
          return () => clearTimeout(timer);
        },
      },
      startedAtMs: run.startedAtMs,
      onFault: (fault) => this.#noteFault(fault),
    });
    this.#victory = new Victory({
      store,
      robot: id,
      boot,
      run,
      dir: options.dir,
      out: options.out,
      read: () => replica.read(),
      wrong: (reason) => this.#forged(reason),
      failed: (reason) => this.#end.resolve({ kind: "failed", error: new Error(reason) }),
      events: this.#reports,
      report: () => this.#reports.send(),
      faults: () => this.#inForce.faults,
      logger: options.logger,
    });
    this.#driver = new Driver({
      robot: this.#robot,
      codec,
      transport: throughInputs(this.#transport, this.#inputs),
      now,
      random: seededRandom(`${config.seed}:${id}:${boot}`),
      events: this.#reports,
      quarantine: (evidence, reason, source) => void this.#evidence.keep(evidence, reason, source),
      done: () => this.#victory.begin(),
      panic: (violation, evidence, source) => void this.#panic(violation, evidence, source),
      failed: (error) => this.#end.resolve({ kind: "failed", error }),
    });
  }

  /**
   * Reads what the robot needs from Redis.
   *
   * @throws Error when there is no such run or its data cannot be read.
   */
  static async load(options: LifeOptions): Promise<RobotLife> {
    const store = new RunStore(options.commands, options.run);
    const [run, share, faults] = await Promise.all([
      store.describeOpen(),
      store.share(options.robot),
      store.faults(),
    ]);
    if (run === undefined) throw new Error(`there is no run ${options.run}`);
    if (share === undefined && options.hasShare) {
      throw new Error(`the share of ${options.robot} is not in Redis`);
    }
    const { robot, boot, host, commands: redis } = options;
    const { keys } = store;
    const places = placeNames(run.config.robots);
    const reports = new Reports({ redis, keys, robot, boot, host });
    const owner = { robot, boot, run, places, redis, keys, reports };
    const inForce = await planInForce(faults.version, faults.plan, owner);
    return new RobotLife(options, store, owner, share, inForce);
  }

  get gossipMs(): number {
    return this.#run.config.gossipMs;
  }

  get usesTimer(): boolean {
    return this.#run.config.ticks === "timer";
  }

  /** Begins to gossip, later if the fault plan says so. */
  async start(): Promise<void> {
    await this.#waitToBegin();
    this.#begun = true;
    const reports = this.#reports;
    const { known, total } = this.#progress();
    reports.note("started", { alone: true, fields: { known, total } });
    await this.#driver.start();
    await this.#pulse();
    this.#timers.push(setInterval(() => void this.#pulse(), PULSE_MS));
    this.#timers.push(setInterval(() => void reports.send().catch(() => {}), REPORT_MS));
    if (this.usesTimer) this.#timers.push(setInterval(() => this.tick(), this.gossipMs));
    this.#options.logger.debug({ event: "robot-started", known, total });
  }

  /** One gossip period has passed. */
  tick(): void {
    if (!this.#begun) return;
    const { faults } = this.#inForce;
    if (faults === undefined) this.#takeTick();
    else faults.tick(() => this.#takeTick());
  }

  /** Ends this life as asked. */
  stop(): void {
    this.#end.resolve({ kind: "stopped" });
  }

  /** Frees everything; the last reports leave first, if Redis answers. */
  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    this.#inForce.faults?.close();
    this.#inputs.close();
    await this.#victory.close();
    await this.#driver.stop();
    this.#reports.note("stopped", { alone: true, fields: this.#progress() });
    await this.#reports.send().catch(() => {});
  }

  /** A slow robot that has not come to its last tick yet leaves the next one out. */
  #takeTick(): void {
    if (this.#tickWaits) return;
    this.#tickWaits = true;
    this.#inputs.take(() => {
      this.#tickWaits = false;
      this.#driver.tick();
    });
  }

  /** Waits if the first life is to begin late; not beyond a change of the plan or the run's end. */
  async #waitToBegin(): Promise<void> {
    const lateMs = (this.#options.boot === 1 && this.#inForce.faults?.lateStartMs()) || 0;
    if (lateMs === 0) return;
    // At once: whoever kills it while it waits shall not take that along.
    void this.#reports.send().catch(() => {});
    const timer = setTimeout(() => this.#wake.resolve(), lateMs);
    const pulse = setInterval(() => void this.#pulse(), PULSE_MS);
    await Promise.race([this.#wake.promise, this.ended]);
    clearTimeout(timer);
    clearInterval(pulse);
  }

  #progress(): { known: number; total: number } {
    const { known, total = 0 } = this.#robot.replica.progress();
    return { known, total };
  }

  async #pulse(): Promise<void> {
    if (this.#pulsing) return;
    this.#pulsing = true;
    try {
      const { state, epoch, faultsVersion, robots } = await this.#store.pulse();
      this.#lastContactMs = monotonicNowMs();
      this.#robot.setPeers(new Roster(robots));
      this.#transport.setRobots(robotsInOrder(this.#owner.places, robots));
      if (hasEnded(state)) this.stop();
      else if (epoch === undefined || epoch !== this.#epoch) await this.#remind();
      if (faultsVersion !== undefined && faultsVersion !== this.#inForce.version) {
        await this.#takePlan();
      }
    } catch (error) {
      const silentMs = monotonicNowMs() - this.#lastContactMs;
      if (silentMs > this.#run.config.timeoutMs) this.#end.resolve({ kind: "failed", error });
    } finally {
      this.#pulsing = false;
    }
  }

  /** A plan that cannot be used, put there by hand, leaves the one in force. */
  async #takePlan(): Promise<void> {
    const { version, plan } = await this.#store.faults();
    if (plan === undefined) {
      this.#options.logger.warn({ event: "plan-refused", version });
      this.#inForce = { ...this.#inForce, version };
      return;
    }
    const next = await planInForce(version, plan, this.#owner);
    this.#inForce.faults?.close();
    this.#inForce = next;
    this.#transport.setPlan(plan);
    this.#inputs.hurry();
    this.#wake.resolve();
  }

  /** Redis has lost its memory: gives it back what this robot knows of the run. */
  async #remind(): Promise<void> {
    const { robot } = this.#options;
    await this.#fetchShare();
    const shares = new Map(this.#share === undefined ? [] : [[robot, this.#share] as const]);
    const epoch = await this.#store.restore({ ...this.#run, state: "running" }, shares);
    await this.#store.restoreFaults(this.#inForce.version, this.#inForce.plan);
    await this.#victory.reassert();
    this.#epoch = epoch;
  }

  /** It began while Redis had forgotten its share; somebody may have put it back. */
  async #fetchShare(): Promise<void> {
    if (this.#share !== undefined) return;
    const { robot, boot } = this.#options;
    const share = await this.#store.share(robot);
    const words = share && secretCodec(this.#run.config.secret.wordCount).decodeUpdate(share);
    if (words === undefined) return;
    this.#robot.replica.merge(words, { from: robot, boot, seq: 0 }, monotonicNowMs());
    this.#share = share;
  }

  #noteFault(fault: Fault): void {
    const rule = this.#inForce.plan.rules[fault.rule];
    this.#reports.note(fault.kind, {
      count: fault.count,
      peer: fault.to,
      messageId: fault.label?.id,
      ...(rule !== undefined && { reason: describeRule(rule) }),
    });
  }

  async #panic(violation: InvariantViolation, evidence: Uint8Array, source: Source): Promise<void> {
    this.#evidence.violated(violation);
    // Whatever happens to the evidence, the message must never be read again.
    for (let tries = 1; tries <= FORGET_TRIES_MAX; tries++) {
      try {
        await this.#transport.forget(source);
        break;
      } catch {
        await sleep(FORGET_RETRY_MS);
      }
    }
    await this.#evidence.keep(evidence, violation.message, source);
    this.#end.resolve({ kind: "panic", reason: violation.message });
  }

  /** The whole is not the secret: only a new life, from its own share, can come to another. */
  #forged(reason: string): void {
    this.#evidence.forged(reason);
    this.#end.resolve({ kind: "panic", reason });
  }
}
