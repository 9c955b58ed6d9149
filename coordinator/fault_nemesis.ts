/**
 * The nemesis of a fault plan: does to a run's processes and to its store, from outside, what rules
 * say that strike at times of their own: kill -9, SIGSTOP, a share or a claim that is gone. It follows
 * the plan in force, and counts nothing: whoever obeys reports that a rule fired.
 *
 * @module
 */
import { isRobotId, type RobotId } from "../robots/engine/ids.ts";
import { KeyedRandom } from "../robots/engine/random.ts";
import { describeRule } from "../robots/faults/describe.ts";
import { ruleKeys } from "../robots/faults/draws.ts";
import { LifeFaults } from "../robots/faults/life_faults.ts";
import { type FaultPlan, NO_FAULTS } from "../robots/faults/plan.ts";
import {
  isStrikingRule,
  Schedule,
  type Strike,
  type StrikingRule,
} from "../robots/faults/process_schedule.ts";
import { monotonicNowMs } from "../robots/runtime/clock.ts";
import type { HearsayEvent } from "../robots/runtime/events.ts";
import type { Logger } from "../robots/runtime/logger.ts";
import { mayForget } from "./may_forget.ts";
import { placeNames, robotsInOrder } from "./places.ts";
import { type ControlCommand, sendControl } from "./redis/control.ts";
import { appendEvents } from "./redis/event_stream.ts";
import { execAll } from "./redis/pipeline.ts";
import type { RunStore } from "./redis/run_store.ts";
import type { RunConfig } from "./run_config.ts";
import { readWinner } from "./winner.ts";

/** How often it looks what is due. */
const BEAT_MS = 50;

/** Beats between two looks at the plan: as often as robots look. */
const BEATS_PER_LOOK = 5;

export interface FaultNemesisOptions {
  readonly store: RunStore;
  readonly config: RunConfig;
  /** Milliseconds since the Unix epoch. */
  readonly startedAtMs: number;
  /** Has a command obeyed by this process; `false` when the robot does not run here. */
  readonly obey: (command: ControlCommand) => boolean;
  /** Asks for robots that are down to be started now; rejects when Redis is away. */
  readonly hasten: (robots: readonly RobotId[]) => Promise<void>;
  /** A robot's share is gone for good: nobody may put it back. */
  readonly forgot: (robot: RobotId) => void;
  readonly logger: Logger;
}

/** A rule that strikes by itself. */
interface Striker {
  readonly rule: StrikingRule;
  readonly reason: string;
  readonly schedule: Schedule;
}

/** The next death of a robot in a crash loop. */
interface DueDeath {
  readonly atMs: number;
  readonly robot: RobotId;
  readonly boot: number;
  readonly downMs: number;
  readonly reason: string;
}

export class FaultNemesis {
  readonly #options: FaultNemesisOptions;
  #version: string | undefined;
  #plan: FaultPlan = NO_FAULTS;
  #robots: readonly RobotId[];
  #strikers: readonly Striker[] = [];
  #loops: LifeFaults | undefined;
  /** The rule that a crash loop's next death comes of. */
  #looping = 0;
  #deaths: DueDeath[] = [];
  /** Until when robots stand still or are down, since the run's start. */
  readonly #paused = new Map<RobotId, number>();
  readonly #down = new Map<RobotId, number>();
  readonly #boots = new Map<string, number>();
  /** Up to here everything that was due has been done. */
  #doneMs = 0;
  #beats = 0;
  #forgotClaims = 0;
  #timer: NodeJS.Timeout | undefined;
  #beating: Promise<void> | undefined;

  constructor(options: FaultNemesisOptions) {
    this.#options = options;
    this.#robots = placeNames(options.config.robots);
  }

  /** How often the winner channel has forgotten a claim. */
  get forgotClaims(): number {
    return this.#forgotClaims;
  }

  /** Begins to strike. */
  start(): void {
    this.#timer = setInterval(() => this.#beat(), BEAT_MS);
  }

  /** Strikes no more; settles when the strike under way is over. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#beating;
  }

  /** Hears of lives that begin: a crash loop ends them soon. */
  heard({ kind, robot, boot }: HearsayEvent): void {
    if (kind !== "started" || !boot || boot <= (this.#boots.get(robot) ?? 0) || !isRobotId(robot))
      return;
    this.#boots.set(robot, boot);
    const place = this.#robots.indexOf(robot);
    const sinceMs = this.#sinceStartMs();
    const death = place < 0 ? undefined : this.#loops?.deathAfterStart(place, sinceMs);
    if (death === undefined) return;
    const { afterMs, downMs } = death;
    const reason = describeRule(this.#plan.rules[this.#looping]!);
    this.#deaths.push({ atMs: sinceMs + afterMs, robot, boot, downMs, reason });
  }

  #beat(): void {
    this.#beating ??= this.#perform()
      .catch((error: unknown) => {
        this.#options.logger.debug({ event: "nemesis-failed", error: String(error) });
      })
      .finally(() => {
        this.#beating = undefined;
      });
  }

  async #perform(): Promise<void> {
    if (this.#beats++ % BEATS_PER_LOOK === 0) await this.#lookAtPlan();
    const fromMs = this.#doneMs;
    const untilMs = this.#sinceStartMs();
    // What fails is not tried again: another strike will come.
    this.#doneMs = untilMs;
    for (const striker of this.#strikers) {
      for (const strike of striker.schedule.between(fromMs, untilMs)) {
        await this.#strike(striker, strike);
      }
    }
    const due = this.#deaths.filter(({ atMs }) => atMs <= untilMs);
    this.#deaths = this.#deaths.filter(({ atMs }) => atMs > untilMs);
    for (const death of due) await this.#endLoop(death);
  }

  async #lookAtPlan(): Promise<void> {
    const { store } = this.#options;
    const version = await store.redis.hget(store.keys.faults, "version");
    // While Redis has lost its memory the plan stays in force.
    if (version === null || version === this.#version) return;
    const isFirst = this.#version === undefined;
    const { plan } = await store.faults();
    this.#version = version;
    if (plan === undefined) return;
    if (!isFirst) await this.#release();
    await this.#take(plan);
  }

  /** Puts a plan in force. */
  async #take(plan: FaultPlan): Promise<void> {
    const { store, config } = this.#options;
    const { robots } = await store.pulse();
    this.#plan = plan;
    this.#robots = robotsInOrder(placeNames(config.robots), robots);
    const keys = ruleKeys(plan.rules);
    const draws = new KeyedRandom(plan.seed ?? config.seed);
    this.#strikers = plan.rules.flatMap((rule, i) => {
      // Robots look after their clocks.
      if (!isStrikingRule(rule) || rule.kind.startsWith("clock-")) return [];
      const schedule = new Schedule(rule, keys[i]!, draws, this.#robots);
      return [{ rule, reason: describeRule(rule), schedule }];
    });
    this.#loops = undefined;
    if (plan.rules.some(({ kind }) => kind === "crash-loop")) {
      const note = (rule: number): void => {
        this.#looping = rule;
      };
      this.#loops = new LifeFaults(plan, config.seed, this.#robots, note);
    }
  }

  /** Another plan begins: what the last one did to robots ends. */
  async #release(): Promise<void> {
    const sinceMs = this.#sinceStartMs();
    const under = (robots: Map<RobotId, number>): RobotId[] =>
      [...robots].flatMap(([robot, untilMs]) => (untilMs > sinceMs ? [robot] : []));
    for (const robot of under(this.#paused)) await this.#order({ command: "resume", robot });
    const down = under(this.#down);
    if (down.length > 0) await this.#options.hasten(down);
    this.#paused.clear();
    this.#down.clear();
    this.#deaths = [];
  }

  async #strike({ rule, reason }: Striker, { robot: place, forMs }: Strike): Promise<void> {
    if (rule.kind === "store-amnesia") return this.#forgetClaim(reason);
    const robot = this.#robots[place];
    if (robot === undefined || !(await this.#lives(robot))) return;
    const untilMs = this.#sinceStartMs() + forMs;
    if (rule.kind === "pause") {
      if ((this.#paused.get(robot) ?? 0) > this.#sinceStartMs()) return;
      this.#paused.set(robot, untilMs);
      return this.#order({ command: "pause", robot, forMs, reason });
    }
    if (rule.kind === "crash-amnesia") return this.#forgetShare(robot, forMs, reason);
    await this.#kill({ command: "kill", robot, forMs, reason });
  }

  async #endLoop({ robot, boot, downMs: forMs, reason }: DueDeath): Promise<void> {
    if (this.#boots.get(robot) !== boot || !(await this.#lives(robot))) return;
    await this.#kill({ command: "kill", robot, forMs, reason });
  }

  /** Kills a robot together with its share, if no word is lost with it. */
  async #forgetShare(robot: RobotId, forMs: number, reason: string): Promise<void> {
    const { store, config, forgot } = this.#options;
    const shares = await store.redis.hgetallBuffer(store.keys.shares);
    if (!mayForget(new Map(Object.entries(shares)), robot, config.secret.wordCount)) return;
    forgot(robot);
    await store.redis.hdel(store.keys.shares, robot);
    // Every host may have kept a copy, so all of them must hear of it.
    this.#down.set(robot, this.#sinceStartMs() + forMs);
    await sendControl(store.redis, store.keys, {
      command: "kill",
      robot,
      forMs,
      forget: true,
      reason,
    });
  }

  /**
   * Makes the store forget who has claimed, as one that was restarted empty. Without its epoch
   * everybody tells it again what they know.
   */
  async #forgetClaim(reason: string): Promise<void> {
    const { store } = this.#options;
    const held = await readWinner(store.redis, store.keys);
    if (held === undefined) return;
    const steps = store.redis.multi().del(store.keys.winner).hdel(store.keys.run, "epoch");
    const [gone] = await execAll(steps);
    if (gone !== 1) return;
    this.#forgotClaims += 1;
    const { claimant: robot, boot } = held;
    const event = { kind: "faulted" as const, robot, boot, count: 1, atMs: Date.now(), reason };
    await appendEvents(store.redis, store.keys, [event]);
  }

  async #kill(command: ControlCommand): Promise<void> {
    this.#down.set(command.robot, this.#sinceStartMs() + (command.forMs ?? 0));
    // Whoever stands still dies, too.
    this.#paused.delete(command.robot);
    await this.#order(command);
  }

  async #order(command: ControlCommand): Promise<void> {
    const { store, obey } = this.#options;
    if (!obey(command)) await sendControl(store.redis, store.keys, command);
  }

  async #lives(robot: RobotId): Promise<boolean> {
    return (await this.#options.store.rosterEntry(robot))?.state === "running";
  }

  #sinceStartMs(): number {
    return monotonicNowMs() - this.#options.startedAtMs;
  }
}
