/**
 * One run in Redis: its configuration, its shares, who lives where, and how it ends. One method for
 * each thing that robots, hosts and commands do to it.
 *
 * @module
 */
import { randomUUID } from "node:crypto";
import type { Redis } from "ioredis";
import { isRobotId, type RobotId } from "../../robots/engine/ids.ts";
import { describeRule } from "../../robots/faults/describe.ts";
import { familyOf, type FaultPlan, NO_FAULTS } from "../../robots/faults/plan.ts";
import { FaultInjector } from "../../robots/faults/verdict.ts";
import type { RosterEntry, RunConfig, RunState } from "../run_config.ts";
import { sleep } from "../../robots/transport/deadline.ts";
import { execAll } from "./pipeline.ts";
import { type RunKeys, runKeys, type RunName } from "./keys.ts";

const END_SCRIPT = `
local state = redis.call('HGET', KEYS[1], 'state')
if state == 'won' or state == 'stopped' or state == 'failed' then return state end
redis.call('HSET', KEYS[1], 'state', unpack(ARGV))
return ''`;

/** Pause between two looks at a deal that is under way. */
const DEAL_LOOK_MS = 50;

/** A deal takes well under a second; this is half a minute. */
const DEAL_LOOKS_MAX = 600;

/** What a heartbeat learns in one round trip. */
export interface RunPulse {
  /** `undefined` when Redis has forgotten the run. */
  readonly state: RunState | undefined;
  /**
   * Changes when Redis has lost its memory: then everybody tells it again what they know, not only
   * whoever notices first. `undefined` until somebody has begun with that.
   */
  readonly epoch: string | undefined;
  /** Version of the fault plan in force; `undefined` when there is none. */
  readonly faultsVersion: string | undefined;
  readonly robots: RobotId[];
}

/** Everything a process needs to take part. */
export interface RunDescription {
  readonly config: RunConfig;
  readonly state: RunState;
  /** When the deal was complete, milliseconds since the Unix epoch. */
  readonly startedAtMs: number;
  /** @see RunPulse */
  readonly epoch?: string | undefined;
}

export class RunStore {
  readonly run: RunName;
  readonly keys: RunKeys;
  readonly redis: Redis;

  constructor(redis: Redis, run: RunName) {
    this.redis = redis;
    this.run = run;
    this.keys = runKeys(run);
  }

  /** Takes the name for a new run; `false` when it is in use. */
  async create(config: RunConfig): Promise<boolean> {
    // In one step, so that nobody ever sees a run without a state.
    const steps = this.redis
      .multi()
      .hsetnx(this.keys.run, "config", JSON.stringify(config))
      .hsetnx(this.keys.run, "state", "dealing")
      .hsetnx(this.keys.run, "epoch", randomUUID());
    const [created] = await execAll(steps);
    return created === 1;
  }

  /** Opens the run for robots: every share is in place. */
  async open(startedAtMs: number): Promise<void> {
    await this.redis.hset(this.keys.run, { state: "running", startedAtMs });
  }

  /** `undefined` when there is no such run. */
  async describe(): Promise<RunDescription | undefined> {
    const fields = ["config", "state", "startedAtMs", "epoch"] as const;
    const [config, state, startedAtMs, epoch] = await this.redis.hmget(this.keys.run, ...fields);
    if (!config) return undefined;
    return {
      config: JSON.parse(config) as RunConfig,
      state: (state as RunState) ?? "running",
      startedAtMs: Number(startedAtMs ?? 0),
      epoch: epoch ?? undefined,
    };
  }

  /** As {@linkcode describe}, but waits for the deal to be complete: before, shares are missing. */
  async describeOpen(): Promise<RunDescription | undefined> {
    for (let looks = 1; ; looks++) {
      const description = await this.describe();
      if (description?.state !== "dealing") return description;
      if (looks === DEAL_LOOKS_MAX) throw new Error(`the deal of ${this.run} was never completed`);
      await sleep(DEAL_LOOK_MS);
    }
  }

  /**
   * Puts back what an empty Redis has forgotten; never changes what is there. Returns the epoch
   * that this began, or that another had begun.
   */
  async restore(
    run: RunDescription,
    shares: ReadonlyMap<RobotId, Uint8Array>,
  ): Promise<string | undefined> {
    const pipeline = this.redis.pipeline();
    pipeline.hsetnx(this.keys.run, "config", JSON.stringify(run.config));
    pipeline.hsetnx(this.keys.run, "startedAtMs", run.startedAtMs);
    for (const [robot, share] of shares) {
      pipeline.hsetnx(this.keys.shares, robot, Buffer.from(share));
    }
    pipeline.hsetnx(this.keys.run, "epoch", randomUUID());
    pipeline.hsetnx(this.keys.run, "state", run.state);
    pipeline.hget(this.keys.run, "epoch");
    return ((await execAll(pipeline)).at(-1) as string | null) ?? undefined;
  }

  /**
   * Ends the run, unless it has ended already: in one step, so that a run that is just being won
   * stays won and one that was stopped stays stopped. Returns the state that holds.
   */
  async end(
    state: "won" | "stopped" | "failed",
    fields: Record<string, string | number>,
  ): Promise<{ changed: boolean; state: RunState }> {
    const flat = Object.entries(fields).flat();
    const before = (await this.redis.eval(END_SCRIPT, 1, this.keys.run, state, ...flat)) as string;
    return before === "" ? { changed: true, state } : { changed: false, state: before as RunState };
  }

  async setState(state: RunState, fields: Record<string, string | number> = {}): Promise<void> {
    await this.redis.hset(this.keys.run, { state, ...fields });
  }

  /** The fields of the run's hash, as they are. */
  async runFields(): Promise<Record<string, string>> {
    return this.redis.hgetall(this.keys.run);
  }

  async deal(shares: ReadonlyMap<RobotId, Uint8Array>): Promise<void> {
    const pipeline = this.redis.pipeline();
    for (const [robot, share] of shares) {
      pipeline.hset(this.keys.shares, robot, Buffer.from(share));
    }
    await execAll(pipeline);
  }

  /** A robot's initial share; `undefined` for one that joined without. */
  async share(robot: RobotId): Promise<Uint8Array | undefined> {
    return (await this.redis.hgetBuffer(this.keys.shares, robot)) ?? undefined;
  }

  /** Every robot that has a share or has ever lived. */
  async places(): Promise<RobotId[]> {
    const [dealt, seen] = await Promise.all([
      this.redis.hkeys(this.keys.shares),
      this.redis.hkeys(this.keys.roster),
    ]);
    return [...new Set([...dealt, ...seen])].filter(isRobotId);
  }

  async roster(): Promise<Map<RobotId, RosterEntry>> {
    const entries = Object.entries(await this.redis.hgetall(this.keys.roster));
    return new Map(
      entries.map(([robot, json]) => [robot as RobotId, JSON.parse(json) as RosterEntry]),
    );
  }

  async rosterEntry(robot: RobotId): Promise<RosterEntry | undefined> {
    const json = await this.redis.hget(this.keys.roster, robot);
    return json === null ? undefined : (JSON.parse(json) as RosterEntry);
  }

  async setRoster(robot: RobotId, entry: RosterEntry): Promise<void> {
    await this.redis.hset(this.keys.roster, robot, JSON.stringify(entry));
  }

  /** Adds a robot that has no share; `false` when the name is taken. */
  async addRobot(robot: RobotId, entry: RosterEntry): Promise<boolean> {
    return (await this.redis.hsetnx(this.keys.roster, robot, JSON.stringify(entry))) === 1;
  }

  /**
   * A boot number never given before.
   *
   * @param above The highest that the caller knows of: a Redis that lost its memory counts from 1.
   */
  async nextBoot(robot: RobotId, above: number): Promise<number> {
    const boot = await this.redis.hincrby(this.keys.boots, robot, 1);
    if (boot > above) return boot;
    return this.redis.hincrby(this.keys.boots, robot, above + 1 - boot);
  }

  /** The fault plan in force; the plan is `undefined` when it is none that can be used. */
  async faults(): Promise<{ version: string | undefined; plan: FaultPlan | undefined }> {
    const [version, plan] = await this.redis.hmget(this.keys.faults, "version", "plan");
    return {
      version: version ?? undefined,
      plan: plan ? planOf(plan) : NO_FAULTS,
    };
  }

  /** Puts a plan in force; every robot has it within a second. */
  async setFaults(plan: FaultPlan): Promise<void> {
    await this.redis.hset(this.keys.faults, {
      // Never a number that was there before, also after Redis lost its memory.
      version: randomUUID(),
      ...planFields(plan),
    });
  }

  /** Puts back the plan that an empty Redis has forgotten. */
  async restoreFaults(version: string | undefined, plan: FaultPlan): Promise<void> {
    if (version === undefined) return;
    // In one step, or the version of one robot could end up with the plan of another.
    const steps = this.redis.multi();
    for (const [field, value] of Object.entries({ version, ...planFields(plan) })) {
      steps.hsetnx(this.keys.faults, field, value);
    }
    await execAll(steps);
  }

  async pulse(): Promise<RunPulse> {
    const [run, faultsVersion, dealt, seen] = await execAll(
      this.redis
        .pipeline()
        .hmget(this.keys.run, "state", "epoch")
        .hget(this.keys.faults, "version")
        .hkeys(this.keys.shares)
        .hkeys(this.keys.roster),
    );
    const [state, epoch] = run as [RunState | null, string | null];
    const robots = new Set([...(dealt as string[]), ...(seen as string[])]);
    return {
      state: state ?? undefined,
      epoch: epoch ?? undefined,
      faultsVersion: (faultsVersion as string | null) ?? undefined,
      robots: [...robots].filter(isRobotId).sort(),
    };
  }
}

/** A plan for robots and, in words, for people. */
function planFields(plan: FaultPlan): { plan: string; inWords: string } {
  return { plan: JSON.stringify(plan), inWords: plan.rules.map(describeRule).join("; ") };
}

/** What stands in the hash may have been put there by hand. Checked in full where people give it. */
function planOf(json: string): FaultPlan | undefined {
  try {
    const plan = JSON.parse(json) as FaultPlan;
    if (plan.rules.some(({ kind }) => familyOf(kind) === undefined)) return undefined;
    plan.rules.map(describeRule);
    return new FaultInjector(plan, "").plan;
  } catch {
    return undefined;
  }
}
