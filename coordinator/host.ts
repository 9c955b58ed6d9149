/**
 * A host: runs some of a run's robots on this machine. It takes ensure-running jobs, spawns robots,
 * renews their leases, hands ticks on to them, and asks for the restart of those that die. It also
 * looks for robots that nobody runs, so that another host's death only costs a few seconds.
 *
 * @module
 */
import type { Redis } from "ioredis";
import type { RobotId } from "../robots/engine/ids.ts";
import { seededRandom } from "../robots/engine/random.ts";
import { monotonicNowMs } from "../robots/runtime/clock.ts";
import type { Logger, LogLevel } from "../robots/runtime/logger.ts";
import { patiently, sleep } from "../robots/transport/deadline.ts";
import { close, connect, whenReady } from "./redis/connect.ts";
import { fairShares } from "./fair_share.ts";
import { type ControlCommand, ControlReader } from "./redis/control.ts";
import { appendEvents } from "./redis/event_stream.ts";
import { HostRegistry } from "./redis/host_registry.ts";
import type { RunName } from "./redis/keys.ts";
import { Leases, RENEW_MS } from "./redis/leases.ts";
import { type RunDescription, RunStore } from "./redis/run_store.ts";
import { RestartPolicy } from "./restart_policy.ts";
import { type ChildExit, RobotChild } from "./robot_child.ts";
import { EXIT_STOPPED } from "./robot_settings.ts";
import { hasEnded, type RosterEntry } from "./run_config.ts";
import { type EnsureOutcome, EnsureQueue, EnsureWorker } from "./supervision.ts";
import { TickRelay } from "./tick_relay.ts";
import { Ticks } from "./ticks.ts";

/** How often a host looks at the run, its leases and its commands. */
const PULSE_MS = RENEW_MS / 2;

/** A lease must be missing this long before another host steps in. */
const ABANDONED_MS = 1000;

/** How long robots get to end by themselves. */
const STOP_MS_MAX = 2500;

/** How much longer than the run's own limit a host waits for its end. */
const OVERTIME_MS = 10_000;

/** How long a host that joins waits for a Redis that has answered before. */
const PATIENCE_MS = 15_000;

export interface HostOptions {
  readonly redisUrl: string;
  readonly run: RunName;
  /** This machine, for people. */
  readonly name: string;
  /** Robots that it may run at once. */
  readonly capacity: number;
  /** Folder for results. */
  readonly dir: string;
  /** Absolute path that a winner of this host writes besides. */
  readonly out?: string | undefined;
  readonly logger: Logger;
  readonly logLevel: LogLevel;
  /** Where the robots' logs go. @default "inherit" */
  readonly stderr?: number | "inherit";
}

export class Host {
  readonly #options: HostOptions;
  readonly #id: string;
  readonly #redis: Redis;
  readonly #store: RunStore;
  readonly #leases: Leases;
  readonly #control: ControlReader;
  readonly #registry: HostRegistry;
  readonly #children = new Map<RobotId, RobotChild>();
  readonly #starting = new Set<RobotId>();
  /** Another host runs them now: what becomes of the copy here is nobody's business. */
  readonly #ousted = new Set<RobotChild>();
  /** Told to end here so that they can live on another host. */
  readonly #leaving = new Set<RobotChild>();
  /** How long those that were killed by order must be down at least. */
  readonly #downMs = new Map<RobotChild, number>();
  readonly #policies = new Map<RobotId, RestartPolicy>();
  readonly #boots = new Map<RobotId, number>();
  readonly #shares = new Map<RobotId, Uint8Array>();
  readonly #missingSinceMs = new Map<RobotId, number>();
  readonly #relay = new TickRelay<RobotChild>((child) => child.tick());
  readonly #ended = Promise.withResolvers<void>();
  #run!: RunDescription;
  #joinedMs = 0;
  #queue: EnsureQueue | undefined;
  #worker: EnsureWorker | undefined;
  #ticks: Ticks | undefined;
  #pulse: NodeJS.Timeout | undefined;
  /** Robots that this host should run, given the others. */
  #share = 0;
  #epoch: string | undefined;
  #pulsing = false;
  #closing = false;
  #closed: Promise<void> | undefined;
  #toldToStop = false;

  /** Settles when the run has ended, as far as this host can know. */
  readonly ended: Promise<void> = this.#ended.promise;

  constructor(options: HostOptions) {
    this.#options = options;
    this.#id = `${options.name}/${process.pid}`;
    this.#redis = connect(options.redisUrl, { role: "commands", name: "hearsay-host" });
    this.#store = new RunStore(this.#redis, options.run);
    this.#leases = new Leases(this.#redis, this.#store.keys);
    this.#control = new ControlReader(this.#redis, this.#store.keys);
    const me = { id: this.#id, capacity: options.capacity };
    this.#registry = new HostRegistry(this.#redis, this.#store.keys, me);
  }

  /** Robots that run here now. */
  get robots(): RobotId[] {
    return [...this.#children.keys()];
  }

  /**
   * Joins the run.
   *
   * @throws Error when Redis does not answer or there is no such run.
   */
  async start(): Promise<void> {
    const { redisUrl, run, logger } = this.#options;
    await whenReady(this.#redis, PATIENCE_MS);
    const description = await patiently(PATIENCE_MS, () => this.#store.describeOpen());
    if (description === undefined) throw new Error(`there is no run ${run}`);
    this.#run = { ...description, state: "running" };
    this.#epoch = description.epoch;
    this.#joinedMs = monotonicNowMs();
    const bull = { prefix: this.#store.keys.bull, redisUrl, logger };
    this.#queue = new EnsureQueue(bull);
    if (description.config.ticks === "bullmq") {
      this.#ticks = new Ticks({
        ...bull,
        queue: this.#store.keys.ticks(this.#id),
        everyMs: description.config.gossipMs,
        onTick: (dueAtMs) =>
          this.#relay.spread([...this.#children.values()], dueAtMs, description.config.gossipMs),
      });
      // Not waited for: while Redis is away BullMQ would wait for ever, and the watch repairs it.
      this.#ticks.start().catch(() => {});
    }
    await patiently(PATIENCE_MS, () => this.#control.read());
    await patiently(PATIENCE_MS, async () => this.#balance((await this.#store.pulse()).robots));
    this.#worker = new EnsureWorker(bull, (robot) => this.#ensure(robot));
    this.#pulse = setInterval(() => void this.#beat(), PULSE_MS);
  }

  /** Does what a command says; `false` when the robot does not run here. */
  obey({ command, robot, forMs = 0, forget = false, reason }: ControlCommand): boolean {
    if (forget) this.#shares.delete(robot);
    const child = this.#children.get(robot);
    if (child === undefined) return false;
    if (command === "pause") child.pause(forMs);
    else if (command === "resume") child.resume();
    else {
      this.#downMs.set(child, forMs);
      child.kill();
    }
    if (reason !== undefined) {
      this.#report(robot, child.boot, "faulted", reason).catch(() => {});
    }
    return true;
  }

  /** Ends every robot of this host, gives its leases back and frees everything. Idempotent. */
  close(): Promise<void> {
    return (this.#closed ??= this.#shutDown());
  }

  async #shutDown(): Promise<void> {
    this.#closing = true;
    clearInterval(this.#pulse);
    this.#relay.close();
    const children = [...this.#children.values()];
    for (const child of children) child.stop();
    const all = Promise.all(children.map((child) => child.exited));
    await Promise.race([all, sleep(STOP_MS_MAX)]);
    for (const child of children) child.kill();
    await all;
    await Promise.all([this.#worker?.close(), this.#queue?.close(), this.#ticks?.close()]);
    await this.#giveBack(children).catch(() => {});
    await close(this.#redis);
    this.#ended.resolve();
  }

  /** Leases and announcement end with this host, so that others need not wait for them to expire. */
  async #giveBack(children: readonly RobotChild[]): Promise<void> {
    await this.#registry.withdraw();
    for (const { robot } of children) await this.#leases.release(robot, this.#id);
  }

  /** Robots that may still start here. */
  get #room(): number {
    const here = new Set([...this.#children.keys(), ...this.#starting]);
    return this.#share - here.size;
  }

  /** An ensure-running job. */
  async #ensure(robot: RobotId): Promise<EnsureOutcome> {
    if (this.#toldToStop) return "not-wanted";
    if (this.#closing) return "no-room";
    if (this.#children.has(robot) || this.#starting.has(robot)) return "running";
    if (this.#room <= 0) return "no-room";
    this.#starting.add(robot);
    try {
      if (!(await this.#leases.acquire(robot, this.#id))) return "running";
      await this.#spawn(robot);
      return "started";
    } finally {
      this.#starting.delete(robot);
    }
  }

  async #spawn(robot: RobotId): Promise<void> {
    const { redisUrl, run, name, dir, out, logLevel, logger, stderr = "inherit" } = this.#options;
    const lastBoot = (await this.#store.rosterEntry(robot))?.boot ?? 0;
    const [boot, share] = await Promise.all([
      this.#store.nextBoot(robot, Math.max(this.#boots.get(robot) ?? 0, lastBoot)),
      this.#store.share(robot),
    ]);
    this.#boots.set(robot, boot);
    if (share !== undefined) this.#shares.set(robot, share);
    if (this.#closing) return;
    const hasShare = this.#shares.has(robot);
    const settings = { redisUrl, run, robot, boot, hasShare, host: name, dir, out, logLevel };
    const child = new RobotChild({ run, settings, stderr });
    this.#children.set(robot, child);
    void child.exited.then((exit) => this.#exited(child, exit));
    logger.debug({ event: "robot-spawned", robot, boot, pid: child.pid });
    await this.#enter(child, "running");
    if (boot > 1) await this.#report(robot, boot, "restarted");
  }

  async #exited(child: RobotChild, exit: ChildExit): Promise<void> {
    const { robot, boot } = child;
    const { logger } = this.#options;
    this.#children.delete(robot);
    const downMs = this.#downMs.get(child) ?? 0;
    this.#downMs.delete(child);
    if (this.#closing) return;
    if (this.#ousted.delete(child)) return;
    if (this.#leaving.delete(child)) {
      await this.#handOver(child).catch(() => {});
      return;
    }
    if (exit.code === EXIT_STOPPED) {
      // Unless asked to, robots end so only when they have seen the end of the run.
      this.#toldToStop = true;
      return;
    }
    let policy = this.#policies.get(robot);
    if (policy === undefined) this.#policies.set(robot, (policy = new RestartPolicy()));
    const backoffMs = policy.died(exit.livedMs, seededRandom(`${this.#id}:${robot}:${boot}`));
    const delayMs = backoffMs === undefined ? undefined : Math.max(backoffMs, downMs);
    const { code, signal, livedMs } = exit;
    const facts = { robot, boot, code, signal, livedMs: Math.round(livedMs), delayMs };
    if (delayMs === undefined) logger.error({ event: "robot-given-up", ...facts });
    else logger.info({ event: "robot-died", ...facts });
    try {
      await this.#enter(child, delayMs === undefined ? "failed" : "restarting");
      await this.#leases.release(robot, this.#id);
      if (delayMs !== undefined) await this.#queue!.ensure([robot], delayMs);
    } catch (error) {
      // Redis is away: once it is back the robot is found without a lease.
      logger.debug({ event: "restart-not-asked", robot, error: String(error) });
    }
  }

  async #beat(): Promise<void> {
    if (this.#pulsing || this.#closing) return;
    this.#pulsing = true;
    try {
      const { state, epoch, robots } = await this.#store.pulse();
      if (hasEnded(state)) {
        this.#toldToStop = true;
        this.#ended.resolve();
        return;
      }
      if (epoch === undefined || epoch !== this.#epoch) await this.#remind();
      await this.#obey();
      await this.#renew();
      await this.#balance(robots);
      await this.#adopt(robots);
    } catch (error) {
      this.#options.logger.debug({ event: "host-pulse-failed", error: String(error) });
    } finally {
      this.#pulsing = false;
      // Since it joined, not since the run began: clocks of two machines need not agree.
      const overMs = this.#joinedMs + this.#run.config.timeoutMs + OVERTIME_MS;
      if (monotonicNowMs() > overMs) this.#ended.resolve();
    }
  }

  /** Redis has lost its memory: gives it back what this host knows. */
  async #remind(): Promise<void> {
    // What a robot saw before it ended as told can only have been the end.
    const state = this.#toldToStop ? "won" : "running";
    const epoch = await this.#store.restore({ ...this.#run, state }, this.#shares);
    for (const child of this.#children.values()) await this.#enter(child, "running");
    this.#epoch = epoch;
  }

  async #obey(): Promise<void> {
    for (const command of await this.#control.read()) {
      if (!this.obey(command)) continue;
      this.#options.logger.info({ event: `${command.command}-obeyed`, robot: command.robot });
    }
  }

  /** A robot whose lease another holds now lives there: this one's copy must not go on. */
  async #renew(): Promise<void> {
    const holders = new Map(this.robots.map((robot) => [robot, this.#id]));
    for (const robot of await this.#leases.renew(holders)) {
      this.#options.logger.warn({ event: "lease-lost", robot });
      const child = this.#children.get(robot);
      if (child === undefined) continue;
      this.#ousted.add(child);
      child.kill();
    }
  }

  /**
   * Looks how many robots this host should run. One too many moves to a host that has too few: one
   * at a time, as each forgets what it has learned and learns it again.
   */
  async #balance(robots: readonly RobotId[]): Promise<void> {
    const hosts = await this.#registry.announce(monotonicNowMs());
    // A Redis that has lost its memory knows of fewer places than there are.
    const places = Math.max(robots.length, this.#run.config.robots);
    this.#share = fairShares(hosts, places).get(this.#id) ?? 0;
    if (this.#room >= 0 || this.#leaving.size > 0) return;
    const mover = [...this.#children.values()].at(-1);
    if (mover === undefined) return;
    this.#options.logger.info({ event: "robot-leaving", robot: mover.robot, share: this.#share });
    this.#leaving.add(mover);
    mover.stop();
    // One that hangs must not keep the others from moving.
    setTimeout(() => mover.kill(), STOP_MS_MAX).unref();
  }

  /** A robot has left for another host. */
  async #handOver(child: RobotChild): Promise<void> {
    await this.#enter(child, "restarting");
    await this.#leases.release(child.robot, this.#id);
    await this.#queue!.ensure([child.robot]);
  }

  /** Asks for the robots that nobody has run for a while, if there is room for them here. */
  async #adopt(robots: readonly RobotId[]): Promise<void> {
    if (this.#room <= 0) return;
    const nowMs = monotonicNowMs();
    const abandoned: RobotId[] = [];
    for (const [robot, holder] of await this.#leases.holders(robots)) {
      if (holder !== undefined) {
        this.#missingSinceMs.delete(robot);
        continue;
      }
      const sinceMs = this.#missingSinceMs.get(robot) ?? nowMs;
      this.#missingSinceMs.set(robot, sinceMs);
      if (nowMs - sinceMs >= ABANDONED_MS) abandoned.push(robot);
    }
    if (abandoned.length === 0) return;
    const roster = await this.#store.roster();
    const wanted = abandoned.filter((robot) => roster.get(robot)?.state !== "failed");
    if (wanted.length > 0) await this.#queue!.ensure(wanted);
  }

  async #enter(child: RobotChild, state: RosterEntry["state"]): Promise<void> {
    const { pid, boot, robot } = child;
    await this.#store.setRoster(robot, { host: this.#options.name, pid, boot, state });
  }

  async #report(
    robot: RobotId,
    boot: number,
    kind: "restarted" | "faulted",
    reason = "",
  ): Promise<void> {
    const host = this.#options.name;
    const event = { kind, robot, boot, host, count: 1, atMs: Date.now(), reason };
    await appendEvents(this.#redis, this.#store.keys, [event]);
  }
}
