/**
 * From a test that failed to the smallest one found that fails in the same way: no more faults,
 * operations, loss and latency than it takes. Only in virtual time, where a test can be run again.
 *
 * @module
 */
import type { NodeProgram } from "../../robots/node/node.ts";
import { minimalLater } from "../experiment/delta_debugging.ts";
import { NS_PER_MS } from "./clock.ts";
import type { Script } from "./conduct.ts";
import type { Envelope, Journal, LossReason } from "./envelope.ts";
import type { Strike } from "./fault_schedule.ts";
import type { TestPlan } from "./plan.ts";
import { type Tested, testInVirtualTime } from "./run_test.ts";

/** Tests that are run for one shrinking: some ten seconds for a test of twenty. */
export const TRIALS_MAX = 400;

/** All that is needed to see a failure again. */
export interface Case {
  readonly plan: TestPlan;
  readonly script: Script;
}

export interface Shrunk {
  readonly case: Case;
  readonly tested: Tested;
  /** Tests that were run to find it. */
  readonly trials: number;
}

export interface ShrinkOptions {
  readonly program: NodeProgram;
  readonly trialsMax?: number;
  /** Whether time is up: then what was found so far is the result. */
  readonly isLate?: () => boolean;
  readonly onSmaller?: (shrunk: Shrunk) => void;
}

/** The anomaly by which a failure is known again: the first that is complained about. */
export function anomalyOf({ outcome }: Tested): string | undefined {
  return outcome.valid === true ? undefined : (outcome.complaints[0]?.anomaly ?? "unknown");
}

/** Shrinks a failed test. What it returns fails as `tested` did. */
export async function shrink(failed: Tested, options: ShrinkOptions): Promise<Shrunk> {
  const shrinking = new Shrinking(failed, options);
  await shrinking.perform();
  return shrinking.best;
}

class Shrinking {
  readonly #options: ShrinkOptions;
  readonly #anomaly: string | undefined;
  #trials = 0;
  best: Shrunk;

  constructor(failed: Tested, options: ShrinkOptions) {
    this.#options = options;
    this.#anomaly = anomalyOf(failed);
    const { plan } = failed.outcome.record;
    this.best = { case: { plan, script: failed.script }, tested: failed, trials: 0 };
  }

  async perform(): Promise<void> {
    await this.#endEarlier();
    await this.#with({ loss: 0 });
    await this.#with({ duplicate: 0 });
    if (this.best.case.plan.loss > 0) await this.#cutInstead();
    await this.#withStrikes();
    await this.#withOperations();
    await this.#endEarlier();
    await this.#withStrikes();
    await this.#with({ latency: { meanMs: 0, distribution: "constant" } });
    if (this.best.case.plan.delivery !== "exact") await this.#with({ delivery: "exact" });
  }

  /** Nothing after the last thing that the first complaint is about. */
  async #endEarlier(): Promise<void> {
    const { plan, script } = this.best.case;
    const lastMs = Math.max(0, ...script.operations.map(({ atNs }) => atNs / NS_PER_MS));
    await this.#try({ plan: { ...plan, timeLimitMs: Math.ceil(lastMs) + 1 }, script });
    for (const share of [0.125, 0.25, 0.5, 0.75]) {
      const { plan: now, script: all } = this.best.case;
      const endNs = Math.round(lastMs * NS_PER_MS * share);
      const operations = all.operations.filter(({ atNs }) => atNs < endNs);
      const strikes = all.strikes.filter(({ atNs }) => atNs < endNs);
      const timeLimitMs = Math.ceil(endNs / NS_PER_MS) + 1;
      // Each begins where the one before ended.
      if (await this.#try({ plan: { ...now, timeLimitMs }, script: { operations, strikes } }))
        return;
    }
  }

  async #with(change: Partial<TestPlan>): Promise<void> {
    const { plan, script } = this.best.case;
    await this.#try({ plan: { ...plan, ...change }, script });
  }

  /**
   * Which message is lost by chance changes with every operation that is left out. A link that is cut
   * for good loses whatever is left.
   */
  async #cutInstead(): Promise<void> {
    const losses = new LinkLosses();
    const { plan, script } = this.best.case;
    await testInVirtualTime({
      ...this.best.case,
      program: this.#options.program,
      journals: [losses],
    });
    for (const [from, to] of losses.links) {
      const what = `${to} hears nothing of ${from}`;
      const cut: Strike = { atNs: 0, f: "cut", what, cuts: [[from, to]] };
      const strikes = [cut, ...script.strikes];
      // Each is tried only when those before it were not enough.
      if (await this.#try({ plan: { ...plan, loss: 0 }, script: { ...script, strikes } })) return;
    }
  }

  /** A fault goes with its end: what nothing strikes needs no cure. */
  async #withStrikes(): Promise<void> {
    const { strikes } = this.best.case.script;
    await minimalLater(pairsOf(strikes), (left) => {
      const { plan, script } = this.best.case;
      return this.#try({ plan, script: { ...script, strikes: left.flat() } });
    });
  }

  async #withOperations(): Promise<void> {
    const { operations } = this.best.case.script;
    await minimalLater(operations, (left) => {
      const { plan, script } = this.best.case;
      return this.#try({ plan, script: { ...script, operations: left } });
    });
  }

  /** Runs a case; keeps it when it fails in the same way. */
  async #try(smaller: Case): Promise<boolean> {
    const { program, trialsMax = TRIALS_MAX, isLate = () => false, onSmaller } = this.#options;
    if (this.#trials >= trialsMax || isLate()) return false;
    this.#trials += 1;
    const tested = await testInVirtualTime({ ...smaller, program });
    if (anomalyOf(tested) !== this.#anomaly) return false;
    this.best = { case: smaller, tested, trials: this.#trials };
    onSmaller?.(this.best);
    return true;
  }
}

/** Links on which messages were lost by chance, in the order in which they first were. */
class LinkLosses implements Journal {
  readonly #links = new Map<string, readonly [string, string]>();

  get links(): Iterable<readonly [from: string, to: string]> {
    return this.#links.values();
  }

  sent(): void {}
  received(): void {}
  duplicated(): void {}

  lost({ src, dest }: Envelope, _atNs: number, reason: LossReason): void {
    if (reason === "loss") this.#links.set(`${src} ${dest}`, [src, dest]);
  }
}

/** Each fault with what ends it. */
function pairsOf(strikes: readonly Strike[]): Strike[][] {
  const pairs: Strike[][] = [];
  const open = new Map<string, Strike[]>();
  for (const strike of strikes) {
    const fault = ENDS[strike.f];
    const pair = fault === undefined ? undefined : open.get(fault);
    if (pair !== undefined && fault !== undefined) {
      pair.push(strike);
      open.delete(fault);
    } else {
      const fresh = [strike];
      pairs.push(fresh);
      open.set(strike.f, fresh);
    }
  }
  return pairs;
}

/** What each step ends. */
const ENDS: Readonly<Partial<Record<Strike["f"], Strike["f"]>>> = {
  heal: "cut",
  restart: "kill",
  resume: "pause",
};
