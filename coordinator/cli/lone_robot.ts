/**
 * A robot that is its own supervisor: it takes a place in a run, keeps its lease, beats its own time
 * and obeys commands, until the run ends or another process has its place.
 *
 * @module
 */
import type { Redis } from "ioredis";
import type { RobotId } from "../../robots/engine/ids.ts";
import { monotonicNowMs } from "../../robots/runtime/clock.ts";
import type { Logger } from "../../robots/runtime/logger.ts";
import { pauseSelf } from "../pause.ts";
import { ControlReader } from "../redis/control.ts";
import { appendEvents } from "../redis/event_stream.ts";
import { type Leases, RENEW_MS } from "../redis/leases.ts";
import type { RunDescription, RunStore } from "../redis/run_store.ts";
import { type LifeEnd, RobotLife } from "../robot_life.ts";
import type { RosterEntry } from "../run_config.ts";
import { Ticks } from "../ticks.ts";
import type { Place } from "./take_place.ts";

/** How often it looks at its lease and its commands. */
const BEAT_MS = RENEW_MS / 2;

/** How much longer than the run's own limit it waits for the run's end, as a host does. */
const OVERTIME_MS = 10_000;

export interface LoneRobotOptions {
  readonly redisUrl: string;
  readonly store: RunStore;
  readonly leases: Leases;
  readonly description: RunDescription;
  /** A client for blocking reads; the robot's inbox closes it. */
  readonly blocking: Redis;
  /** Its lease is ours already. */
  readonly place: Place;
  readonly holder: string;
  readonly hostName: string;
  readonly dir: string;
  readonly logger: Logger;
}

/** How it ended: as a life does, or because another process runs the robot now. */
export type LoneEnd = LifeEnd | { readonly kind: "ousted"; readonly by: string };

export class LoneRobot {
  readonly #options: LoneRobotOptions;
  readonly #control: ControlReader;
  readonly #ousted = Promise.withResolvers<LoneEnd>();
  readonly #joinedMs = monotonicNowMs();
  #boot = 0;
  #life: RobotLife | undefined;
  #ticks: Ticks | undefined;
  #beat: NodeJS.Timeout | undefined;
  #beating = false;
  #stopping = false;

  constructor(options: LoneRobotOptions) {
    this.#options = options;
    this.#control = new ControlReader(options.store.redis, options.store.keys);
  }

  get #robot(): RobotId {
    return this.#options.place.robot;
  }

  /**
   * Lives until the end. After `ousted` nothing is tidied up, as the place belongs to another: the
   * process must end at once.
   *
   * @throws Error when it cannot begin.
   */
  async live(): Promise<LoneEnd> {
    const { store, place, logger } = this.#options;
    this.#beat = setInterval(() => void this.#onBeat(), BEAT_MS);
    let end: LoneEnd | undefined;
    try {
      await this.#control.read();
      this.#boot = await store.nextBoot(this.#robot, place.lastBoot);
      await store.setRoster(this.#robot, this.#entry("running"));
      if (this.#boot > 1) await this.#tell("restarted");
      const life = await this.#begin();
      logger.info({ event: "robot-joined", robot: this.#robot, boot: this.#boot });
      end = await Promise.race([life.ended, this.#ousted.promise]);
      return end;
    } finally {
      clearInterval(this.#beat);
      if (end?.kind !== "ousted") await this.#leave();
    }
  }

  /** Asks it to end. */
  stop(): void {
    this.#stopping = true;
    this.#life?.stop();
  }

  async #begin(): Promise<RobotLife> {
    const { redisUrl, store, hostName: host, dir, blocking, logger } = this.#options;
    const commands = store.redis;
    const life = await RobotLife.load({
      run: store.run,
      robot: this.#robot,
      boot: this.#boot,
      host,
      dir,
      commands,
      blocking,
      logger: logger.child({ robot: this.#robot, boot: this.#boot }),
    });
    this.#life = life;
    await life.start();
    if (!life.usesTimer) {
      this.#ticks = new Ticks({
        prefix: store.keys.bull,
        // Only one process at a time has the robot, so a killed one leaves nothing of its own behind.
        queue: store.keys.ticks(this.#robot),
        everyMs: life.gossipMs,
        redisUrl,
        onTick: () => life.tick(),
        logger,
      });
      await this.#ticks.start();
    }
    if (this.#stopping) life.stop();
    return life;
  }

  /** Frees everything and gives the place back, as far as Redis answers. */
  async #leave(): Promise<void> {
    const { store, leases, holder, logger } = this.#options;
    await Promise.all([this.#ticks?.close(), this.#life?.close()]);
    try {
      if (this.#boot > 0) await store.setRoster(this.#robot, this.#entry("stopped"));
      await leases.release(this.#robot, holder);
    } catch (error) {
      logger.debug({ event: "place-not-released", error: String(error) });
    }
  }

  async #onBeat(): Promise<void> {
    if (this.#beating) return;
    this.#beating = true;
    try {
      await this.#renew();
      await this.#obey();
      await this.#reassert();
    } catch (error) {
      this.#options.logger.debug({ event: "robot-beat-failed", error: String(error) });
    } finally {
      this.#beating = false;
      this.#checkTime();
    }
  }

  async #renew(): Promise<void> {
    const { leases, holder } = this.#options;
    const lost = await leases.renew(new Map([[this.#robot, holder]]));
    if (lost.length === 0) return;
    const now = await leases.holders([this.#robot]).catch(() => undefined);
    this.#ousted.resolve({ kind: "ousted", by: now?.get(this.#robot) ?? "another process" });
  }

  async #obey(): Promise<void> {
    for (const { command, robot, forMs = 0, reason } of await this.#control.read()) {
      // It cannot be woken by itself: a pause of its own ends by its own time.
      if (robot !== this.#robot || command === "resume") continue;
      if (reason !== undefined) await this.#tell("faulted", reason).catch(() => {});
      if (command === "kill") process.kill(process.pid, "SIGKILL");
      else pauseSelf(forMs);
    }
  }

  /** A Redis that has lost its memory is told again who lives where, and in which life. */
  async #reassert(): Promise<void> {
    const { store } = this.#options;
    if (this.#boot === 0) return;
    if (!(await store.addRobot(this.#robot, this.#entry("running")))) return;
    await store.nextBoot(this.#robot, this.#boot - 1);
  }

  /** Whoever began the run may be gone for good: then nobody ends it. */
  #checkTime(): void {
    // Since it joined, not since the run began: clocks of two machines need not agree.
    const { timeoutMs } = this.#options.description.config;
    if (monotonicNowMs() < this.#joinedMs + timeoutMs + OVERTIME_MS) return;
    this.#options.logger.warn({ event: "run-overdue", robot: this.#robot });
    this.stop();
  }

  #entry(state: RosterEntry["state"]): RosterEntry {
    return { host: this.#options.hostName, pid: process.pid, boot: this.#boot, state };
  }

  async #tell(kind: "restarted" | "faulted", reason = ""): Promise<void> {
    const { store, hostName } = this.#options;
    const life = { robot: this.#robot, boot: this.#boot, host: hostName };
    const event = { kind, ...life, count: 1, atMs: Date.now(), reason };
    await appendEvents(store.redis, store.keys, [event]);
  }
}
