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
import { type FaultPlan, NO_FAULTS } from "../robots/faults/plan.ts";
import { monotonicNowMs } from "../robots/runtime/clock.ts";
import { Driver } from "../robots/runtime/driver.ts";
import { EventBuffer } from "../robots/runtime/events.ts";
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
import { appendEvents, quarantine } from "./redis/event_stream.ts";
import { type RunDescription, RunStore } from "./redis/run_store.ts";
import type { RunName } from "./redis/keys.ts";
import { hasEnded } from "./run_config.ts";
import { Victory } from "./victory.ts";

/** How often a robot looks at the run's state, its peers and the fault plan. */
const PULSE_MS = 250;

/** How often it reports what happened. */
const REPORT_MS = 200;

/** Tries to take a poisonous message out of the inbox, for some 10 s. */
const FORGET_TRIES_MAX = 50;
const FORGET_RETRY_MS = 200;

/** Reports that wait for a Redis that is away; older ones are dropped beyond this. */
const REPORTS_MAX = 5000;

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
  readonly #events: EventBuffer;
  readonly #transport: FaultyTransport;
  readonly #driver: Driver<SecretSummary, SecretUpdate>;
  readonly #victory: Victory;
  readonly #end = Promise.withResolvers<LifeEnd>();
  readonly #timers: NodeJS.Timeout[] = [];
  #plan: FaultPlan;
  #faultsVersion: string | undefined;
  #epoch: string | undefined;
  #pulsing = false;
  #reporting: Promise<void> = Promise.resolve();
  #lastContactMs = monotonicNowMs();

  /** Settles when the life is over; it still has to be closed. */
  readonly ended: Promise<LifeEnd> = this.#end.promise;

  private constructor(
    options: LifeOptions,
    store: RunStore,
    run: RunDescription,
    share: Uint8Array | undefined,
    faults: { version: string | undefined; plan: FaultPlan | undefined },
  ) {
    const { robot: id, boot, host } = options;
    const { config } = run;
    const nowMs = monotonicNowMs();
    this.#options = options;
    this.#store = store;
    this.#run = run;
    this.#share = share;
    this.#plan = faults.plan ?? NO_FAULTS;
    this.#faultsVersion = faults.version;
    this.#epoch = run.epoch;
    this.#events = new EventBuffer(id, boot, host);
    const codec = secretCodec(config.secret.wordCount);
    const replica = new SecretReplica(id, config.secret.wordCount);
    const { exchange, fanout, quietMs } = config;
    this.#robot = new Robot({ id, boot, replica, exchange, fanout, quietMs, nowMs });
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
      plan: this.#plan,
      seed: `${config.seed}:${boot}`,
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
      events: this.#events,
      report: () => this.#report(),
      logger: options.logger,
    });
    this.#driver = new Driver({
      robot: this.#robot,
      codec,
      transport: this.#transport,
      now: monotonicNowMs,
      random: seededRandom(`${config.seed}:${id}:${boot}`),
      events: this.#events,
      quarantine: (evidence, reason, source) => void this.#quarantine(evidence, reason, source),
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
    return new RobotLife(options, store, run, share, faults);
  }

  get gossipMs(): number {
    return this.#run.config.gossipMs;
  }

  get usesTimer(): boolean {
    return this.#run.config.ticks === "timer";
  }

  /** Begins to gossip. */
  async start(): Promise<void> {
    const { known, total = 0 } = this.#robot.replica.progress();
    this.#events.add("started", monotonicNowMs(), { alone: true, fields: { known, total } });
    await this.#driver.start();
    await this.#pulse();
    this.#timers.push(setInterval(() => void this.#pulse(), PULSE_MS));
    this.#timers.push(setInterval(() => void this.#report().catch(() => {}), REPORT_MS));
    if (this.usesTimer) this.#timers.push(setInterval(() => this.tick(), this.gossipMs));
    this.#options.logger.debug({ event: "robot-started", known, total });
  }

  /** One gossip period has passed. */
  tick(): void {
    this.#driver.tick();
  }

  /** Ends this life as asked. */
  stop(): void {
    this.#end.resolve({ kind: "stopped" });
  }

  /** Frees everything; the last reports leave first, if Redis answers. */
  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await this.#victory.close();
    await this.#driver.stop();
    this.#events.add("stopped", monotonicNowMs(), { alone: true, fields: this.#progress() });
    await this.#report().catch(() => {});
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
      if (hasEnded(state)) this.stop();
      else if (epoch === undefined || epoch !== this.#epoch) await this.#remind();
      if (faultsVersion !== undefined && faultsVersion !== this.#faultsVersion) {
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
    this.#faultsVersion = version;
    if (plan === undefined) {
      this.#options.logger.warn({ event: "plan-refused", version });
      return;
    }
    this.#plan = plan;
    this.#transport.setPlan(plan);
  }

  /** Redis has lost its memory: gives it back what this robot knows of the run. */
  async #remind(): Promise<void> {
    const { robot } = this.#options;
    await this.#fetchShare();
    const shares = new Map(this.#share === undefined ? [] : [[robot, this.#share] as const]);
    const epoch = await this.#store.restore({ ...this.#run, state: "running" }, shares);
    await this.#store.restoreFaults(this.#faultsVersion, this.#plan);
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
    this.#robot.replica.merge(words, { from: robot, boot, seq: 0 });
    this.#share = share;
  }

  #noteFault(fault: Fault): void {
    const rule = this.#plan.rules[fault.rule];
    this.#events.add(fault.kind, monotonicNowMs(), {
      count: fault.count,
      peer: fault.to,
      messageId: fault.label?.id,
      ...(rule !== undefined && { reason: describeRule(rule) }),
    });
  }

  /** Sends the reports on, one batch after the other; rejects when Redis is away. */
  #report(): Promise<void> {
    this.#reporting = this.#reporting.catch(() => {}).then(() => this.#sendReports());
    return this.#reporting;
  }

  async #sendReports(): Promise<void> {
    const events = this.#events.drain();
    try {
      await appendEvents(this.#options.commands, this.#store.keys, events);
    } catch (error) {
      this.#events.putBack(events.slice(-REPORTS_MAX));
      throw error;
    }
  }

  async #quarantine(evidence: Uint8Array, reason: string, source: Source): Promise<void> {
    const { robot, commands, logger } = this.#options;
    this.#events.add("quarantined", monotonicNowMs(), { reason });
    logger.debug({ event: "quarantined", reason, source });
    try {
      await quarantine(commands, this.#store.keys, { robot, reason, source, evidence });
    } catch (error) {
      logger.warn({ event: "quarantine-unreachable", error: String(error) });
    }
  }

  async #panic(violation: InvariantViolation, evidence: Uint8Array, source: Source): Promise<void> {
    const { logger } = this.#options;
    const { what, index, knownValue, givenValue, messageId } = violation.evidence;
    logger.error({ event: "invariant-violated", what, index, messageId });
    this.#events.add("invariant-violated", monotonicNowMs(), {
      alone: true,
      messageId,
      reason: violation.message,
      fields: { violation: { what, index, knownValue, givenValue, messageId } },
    });
    // Whatever happens to the evidence, the message must never be read again.
    for (let tries = 1; tries <= FORGET_TRIES_MAX; tries++) {
      try {
        await this.#transport.forget(source);
        break;
      } catch {
        await sleep(FORGET_RETRY_MS);
      }
    }
    await this.#quarantine(evidence, violation.message, source);
    this.#end.resolve({ kind: "panic", reason: violation.message });
  }

  /** The whole is not the secret: only a new life, from its own share, can come to another. */
  #forged(reason: string): void {
    this.#options.logger.error({ event: "wrong-secret", reason });
    this.#events.add("invariant-violated", monotonicNowMs(), { alone: true, fields: { reason } });
    this.#end.resolve({ kind: "panic", reason });
  }
}
