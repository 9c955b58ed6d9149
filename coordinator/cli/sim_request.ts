/**
 * What `hearsay sim` was asked for, checked before any work begins.
 *
 * @module
 */
import { availableParallelism, totalmem } from "node:os";
import { resolve } from "node:path";
import type { Command } from "commander";
import { DELAY_MS_MAX, type FaultPlan, type Rule } from "../../robots/faults/plan.ts";
import type { Exchange } from "../../robots/engine/robot.ts";
import { bytesNeeded, endMsMax, VIRTUAL_MS_MAX } from "../experiment/limits.ts";
import { describeSeeds, type SeedRange } from "../experiment/seeds.ts";
import type { Series } from "../experiment/series.ts";
import { grouped } from "../observe/footer.ts";
import { DEFAULT_SCENARIO, type Scenario } from "../simulation/scenario.ts";
import { type Adjustable, roundsAllowed } from "../simulation/swarm.ts";
import { UserError } from "../user_error.ts";
import { checkOutput } from "../run_folder.ts";
import { type FaultFlags, givenFlags, readPlan, robotsNamed, rulesOf } from "./fault_flags.ts";

/** What commander makes of the command line. */
export interface SimFlags extends FaultFlags {
  readonly system: "secret";
  readonly robots: number;
  readonly words: number;
  readonly copies?: number;
  readonly seed: string;
  readonly seeds?: SeedRange;
  readonly jobs?: number;
  readonly exchange: Exchange;
  readonly fanout: number;
  readonly gossipMs: number;
  readonly quietMs: number;
  readonly faults?: string;
  readonly swarm?: boolean;
  readonly faultMs?: number;
  readonly model: "engine" | "vector";
  readonly replay?: string;
  readonly shrink: boolean;
  readonly out?: string;
  readonly trace?: boolean;
  readonly json?: boolean;
}

/** What tests bring instead of the real thing. */
export interface SimSurroundings {
  /** A module that exports `simulate`. */
  readonly simulator?: URL;
  /** Memory that may be used, bytes. */
  readonly memoryBytes?: number;
}

/** A command line that can be carried out. */
export interface Simulation {
  readonly series: Series;
  readonly seeds: SeedRange;
  /** As it was asked for. */
  readonly seedsText: string;
  readonly jobs: number;
  /** Heap that each thread may need, MiB. */
  readonly heapMb: number;
}

const COPIES_DEFAULT = 2;

/** How long faults last when nobody says, gossip periods: about as long as a run without faults. */
const FAULT_PERIODS_DEFAULT = 10;

/** Share of the machine's memory that simulations may fill. */
const MEMORY_SHARE = 0.8;

/** Heap for each byte needed: a collector needs room to work. */
const HEAP_FACTOR = 1.5;

/** Flags by the names of what they set in a scenario: a swarm leaves alone what was given. */
const ADJUSTABLE: readonly (readonly [flag: keyof SimFlags, name: Adjustable])[] = [
  ["copies", "copies"],
  ["exchange", "exchange"],
  ["fanout", "fanout"],
  ["quietMs", "quietMs"],
  ["faultMs", "faultsMs"],
];

/**
 * Turns flags into what to do.
 *
 * @throws UserError (2) for what cannot be used: one line.
 */
export async function checkSimulation(
  command: Command,
  flags: SimFlags,
  { memoryBytes = memoryFor() }: SimSurroundings,
): Promise<Simulation> {
  const { robots, copies, seeds, seed, swarm, out } = flags;
  if (copies !== undefined && copies > robots) {
    throw usage(
      `cannot deal each word to ${copies} robots as --copies must be at most --robots: got ${robots} robots`,
    );
  }
  if (flags.trace === true && seeds !== undefined) {
    throw usage("cannot use --trace with --seeds as it shows one run: give a --seed");
  }
  const base = scenarioOf(flags, await planOf(flags));
  checkPlanFits(base, flags);
  checkTime(base);
  const jobs = jobsFor(base, flags, memoryBytes);
  if (out !== undefined) await checkFile(out);
  const given = ADJUSTABLE.filter(([flag]) => command.getOptionValueSource(flag) === "cli");
  const series: Series = {
    base,
    ...(seeds === undefined && { seed }),
    ...(swarm === true && { swarm: { fixed: given.map(([, name]) => name) } }),
  };
  return {
    series,
    seeds: seeds ?? { first: 1, last: 1 },
    seedsText: seeds === undefined ? seed : describeSeeds(seeds),
    jobs,
    heapMb: Math.ceil((bytesNeeded(base) * HEAP_FACTOR) / 2 ** 20),
  };
}

/** @throws UserError (2) when no file can be written there. */
async function checkFile(path: string): Promise<void> {
  try {
    await checkOutput(resolve(path));
  } catch (error) {
    throw error instanceof UserError ? usage(error.message) : error;
  }
}

/**
 * Holds a scenario from a file to what flags are held to.
 *
 * @param source Where it comes from, for people.
 * @throws UserError (2) for what cannot be used: one line.
 */
export function checkScenario(
  scenario: Scenario,
  source: string,
  { memoryBytes = memoryFor() }: SimSurroundings,
): void {
  checkNames(scenario, source);
  checkTime(scenario);
  checkMemory(scenario, memoryBytes);
}

/** @throws UserError (2) for flags that say nothing without another one, and for a plan file. */
async function planOf(flags: SimFlags): Promise<FaultPlan> {
  const rules = rulesOf(flags, flags.gossipMs);
  if (flags.faults === undefined) return { rules };
  const plan = await readPlan(flags.faults);
  return { ...plan, rules: [...rules, ...plan.rules] };
}

function scenarioOf(flags: SimFlags, plan: FaultPlan): Scenario {
  const { system, robots, words, exchange, fanout, gossipMs, quietMs, faultMs } = flags;
  const usualMs = FAULT_PERIODS_DEFAULT * gossipMs;
  const faulty = plan.rules.length > 0 || flags.swarm === true;
  const faultsMs = faulty
    ? (faultMs ?? Math.max(...plan.rules.map((rule) => lastMs(rule, usualMs)), usualMs))
    : 0;
  const scenario: Scenario = {
    ...DEFAULT_SCENARIO,
    system,
    robots,
    words,
    copies: flags.copies ?? Math.min(COPIES_DEFAULT, robots),
    exchange,
    fanout,
    gossipMs,
    quietMs,
    plan,
    faultsMs,
  };
  return { ...scenario, convergenceRoundsMax: roundsAllowed(scenario) };
}

/** When a rule has done what it can: at its end, or a while after its beginning. */
function lastMs({ afterMs = 0, untilMs }: Rule, usualMs: number): number {
  return untilMs ?? afterMs + usualMs;
}

/** @throws UserError (2) for a plan that cannot do what it says. */
function checkPlanFits({ plan, robots, faultsMs }: Scenario, flags: SimFlags): void {
  if (flags.faultMs !== undefined && faultsMs === 0) {
    throw usage(
      "cannot use --fault-ms without faults: add --swarm, --faults or a flag such as --loss",
    );
  }
  const source = flags.faults === undefined ? "this fault plan" : `the fault plan ${flags.faults}`;
  checkNames({ plan, robots }, source);
  const ruleBefore = givenFlags(flags).length > 0 ? rulesOf(flags, flags.gossipMs).length : 0;
  for (const [index, { afterMs = 0 }] of plan.rules.entries()) {
    if (afterMs < faultsMs) continue;
    throw usage(
      `cannot use ${source} as rules[${index - ruleBefore}] begins after ${afterMs} ms and all faults end after ${faultsMs} ms: raise --fault-ms`,
    );
  }
}

/** @throws UserError (2) when a rule, or a tick that is left out, names a robot that is not there. */
function checkNames(
  { plan, robots, skippedTicks = [] }: Pick<Scenario, "plan" | "robots" | "skippedTicks">,
  source: string,
): void {
  const named = [...robotsNamed(plan), ...skippedTicks.map(({ robot }) => `r${robot + 1}`)];
  const stranger = named.find((name) => !isRobot(name, robots));
  if (stranger === undefined) return;
  throw usage(`cannot use ${source} as there is no robot ${stranger}: there are r1 to r${robots}`);
}

function isRobot(name: string, robots: number): boolean {
  const [, number] = /^r([1-9]\d*)$/.exec(name) ?? [];
  return number !== undefined && Number(number) <= robots;
}

/** @throws UserError (2) when virtual time would not last. */
function checkTime(scenario: Scenario): void {
  const slack = scenario.plan.rules.length > 0 ? DELAY_MS_MAX : 0;
  const neededMs = endMsMax(scenario) + slack;
  if (neededMs <= VIRTUAL_MS_MAX) return;
  throw usage(
    `cannot simulate ${grouped(Math.ceil(neededMs / 1000))} s of virtual time as there are at most ${grouped(Math.floor(VIRTUAL_MS_MAX / 1000))} s: take a smaller --gossip-ms, --quiet-ms or --fault-ms`,
  );
}

/** Threads that there is memory for. @throws UserError (2) when there is not enough for one. */
function jobsFor(base: Scenario, flags: SimFlags, memoryBytes: number): number {
  const wanted = flags.jobs ?? availableParallelism();
  if (flags.model === "vector") return wanted;
  checkMemory(base, memoryBytes);
  return Math.max(1, Math.min(wanted, Math.floor(memoryBytes / bytesNeeded(base))));
}

/** @throws UserError (2) when there is not enough for one. */
function checkMemory(scenario: Scenario, memoryBytes: number): void {
  const needed = bytesNeeded(scenario);
  if (needed <= memoryBytes) return;
  throw usage(
    `cannot simulate ${grouped(scenario.robots)} robots with ${grouped(scenario.words)} words as that needs some ${gigabytes(needed)}: there are ${gigabytes(memoryBytes)}; take fewer --robots or --words`,
  );
}

/** What may be filled without driving the machine into its swap. */
function memoryFor(): number {
  return Math.min(totalmem() * MEMORY_SHARE, process.availableMemory());
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

function usage(message: string): UserError {
  return new UserError(message, 2);
}
