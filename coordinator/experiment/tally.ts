/**
 * What many simulated runs add up to. Tallies can be added to each other in any grouping, so that a
 * sweep says the same with any number of workers.
 *
 * @module
 */
import { hash32 } from "../../robots/engine/random.ts";
import type { Violation } from "../checkers/checker.ts";
import type { SimulationOutcome } from "../simulation/outcome.ts";
import type { Scenario } from "../simulation/scenario.ts";

/** Violations that are kept: whoever has so many reads the first ones. The rest is counted. */
export const VIOLATIONS_KEPT_MAX = 20;

/** Rounds are counted in parts of so many: fine enough for a median, few enough for a histogram. */
const PARTS_OF_ROUND = 10;

/** What a seed was caught at. */
export interface Found {
  readonly seed: string;
  readonly violation: Violation;
}

/** Rules of one kind in all runs. */
export interface RuleCount {
  /** Runs whose plan had such a rule. */
  readonly runs: number;
  readonly fired: number;
}

/** A tally as plain data, as it passes between threads. */
export interface TallyData {
  readonly runs: number;
  /** Trace of the last run. */
  readonly trace: string;
  readonly hash: readonly [high: number, low: number];
  readonly events: number;
  readonly messages: number;
  readonly payloads: number;
  readonly lives: number;
  readonly done: number;
  readonly earlyDone: number;
  readonly unconverged: number;
  /** Runs by rounds, in tenths. */
  readonly rounds: ReadonlyMap<number, number>;
  /** By kind. */
  readonly rules: ReadonlyMap<string, RuleCount>;
  /** By index into the plan; means something only when all runs have the same. */
  readonly firedByIndex: readonly number[];
  readonly failures: number;
  readonly found: readonly Found[];
}

/** Rounds to convergence over all runs that came to it. */
export interface RoundFigures {
  readonly median: number;
  readonly p99: number;
  readonly max: number;
}

export class Tally {
  /** Runs counted. */
  runs = 0;
  events = 0;
  messages = 0;
  payloads = 0;
  lives = 0;
  /** Robots that said "done", and those that said it while another still lacked a word. */
  done = 0;
  earlyDone = 0;
  /** Runs in which some robot never knew every word. */
  unconverged = 0;
  /** Runs with a violation. */
  failures = 0;
  #trace = "";
  readonly #hash: [number, number] = [0, 0];
  readonly #rounds = new Map<number, number>();
  readonly #rules = new Map<string, { runs: number; fired: number }>();
  readonly #firedByIndex: number[] = [];
  readonly #found: Found[] = [];

  /** The first violations, in the order in which they were added. */
  get found(): readonly Found[] {
    return this.#found;
  }

  /** By kind, in the order in which they were first met. */
  get rules(): ReadonlyMap<string, RuleCount> {
    return this.#rules;
  }

  /** By index into the plan; means something only when all runs have the same. */
  get firedByIndex(): readonly number[] {
    return this.#firedByIndex;
  }

  /** Of all runs and their seeds, in any order: 16 hexadecimal digits. Of one run, its own. */
  get traceHash(): string {
    if (this.runs === 1) return this.#trace;
    return this.#hash.map((half) => half.toString(16).padStart(8, "0")).join("");
  }

  /** `undefined` when no run converged. */
  get rounds(): RoundFigures | undefined {
    if (this.#rounds.size === 0) return undefined;
    const sorted = [...this.#rounds].sort(([a], [b]) => a - b);
    const total = sorted.reduce((sum, [, count]) => sum + count, 0);
    return {
      median: quantile(sorted, total, 0.5),
      p99: quantile(sorted, total, 0.99),
      max: sorted.at(-1)![0] / PARTS_OF_ROUND,
    };
  }

  /** Counts one run. */
  add(scenario: Scenario, outcome: SimulationOutcome): void {
    this.runs += 1;
    this.events += outcome.events;
    this.messages += outcome.messages;
    this.payloads += outcome.payloads;
    this.lives += outcome.lives;
    this.done += outcome.done;
    this.earlyDone += outcome.earlyDone;
    this.#trace = outcome.traceHash;
    this.#addHash(scenario.seed, outcome.traceHash);
    if (outcome.rounds === undefined) this.unconverged += 1;
    else increase(this.#rounds, Math.round(outcome.rounds * PARTS_OF_ROUND), 1);
    this.#addRules(scenario, outcome.fired);
    const [violation] = outcome.violations;
    if (violation === undefined) return;
    this.failures += 1;
    this.#keep({ seed: scenario.seed, violation });
  }

  /** Adds what another tally has counted, after what is here. */
  merge(other: TallyData): void {
    this.runs += other.runs;
    this.events += other.events;
    this.messages += other.messages;
    this.payloads += other.payloads;
    this.lives += other.lives;
    this.done += other.done;
    this.earlyDone += other.earlyDone;
    this.unconverged += other.unconverged;
    this.failures += other.failures;
    if (other.runs > 0) this.#trace = other.trace;
    this.#sumHash(...other.hash);
    for (const [rounds, count] of other.rounds) increase(this.#rounds, rounds, count);
    for (const [kind, { runs, fired }] of other.rules) this.#addRule(kind, runs, fired);
    for (const [index, fired] of other.firedByIndex.entries()) this.#addFired(index, fired);
    for (const found of other.found) this.#keep(found);
  }

  toData(): TallyData {
    const { runs, events, messages, payloads, lives, done, earlyDone, unconverged, failures } =
      this;
    return {
      runs,
      events,
      messages,
      payloads,
      lives,
      done,
      earlyDone,
      unconverged,
      failures,
      trace: this.#trace,
      hash: this.#hash,
      rounds: this.#rounds,
      rules: this.#rules,
      firedByIndex: this.#firedByIndex,
      found: this.#found,
    };
  }

  #keep(found: Found): void {
    if (this.#found.length < VIOLATIONS_KEPT_MAX) this.#found.push(found);
  }

  /** A sum: the order of runs must not matter. */
  #addHash(seed: string, traceHash: string): void {
    const text = `${seed}:${traceHash}`;
    this.#sumHash(hash32(text, 1), hash32(text, 2));
  }

  #sumHash(high: number, low: number): void {
    this.#hash[0] = (this.#hash[0] + high) >>> 0;
    this.#hash[1] = (this.#hash[1] + low) >>> 0;
  }

  #addRules({ plan: { rules } }: Scenario, fired: readonly number[]): void {
    for (const [index, { kind }] of rules.entries()) {
      const count = fired[index] ?? 0;
      const first = rules.findIndex((rule) => rule.kind === kind) === index;
      this.#addRule(kind, first ? 1 : 0, count);
      this.#addFired(index, count);
    }
  }

  #addRule(kind: string, runs: number, fired: number): void {
    const rule = this.#rules.get(kind);
    if (rule === undefined) {
      this.#rules.set(kind, { runs, fired });
      return;
    }
    rule.runs += runs;
    rule.fired += fired;
  }

  #addFired(index: number, fired: number): void {
    this.#firedByIndex[index] = (this.#firedByIndex[index] ?? 0) + fired;
  }
}

function increase(counts: Map<number, number>, key: number, by: number): void {
  counts.set(key, (counts.get(key) ?? 0) + by);
}

/** The smallest value that at least `share` of all runs do not exceed. */
function quantile(
  sorted: readonly (readonly [number, number])[],
  total: number,
  share: number,
): number {
  let seen = 0;
  for (const [value, count] of sorted) {
    seen += count;
    if (seen >= share * total) return value / PARTS_OF_ROUND;
  }
  return Number.NaN;
}
