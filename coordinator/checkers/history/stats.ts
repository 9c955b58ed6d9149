/**
 * How many operations of each kind succeeded, as Jepsen's `stats` counts them: a kind of which none
 * succeeded was never tested, so it counts as a failure.
 *
 * @module
 */
import type { Completion, HistoryEvent, Verdict } from "./history.ts";

/** Completed operations. What never ended is not counted. */
export interface Counts {
  readonly count: number;
  readonly okCount: number;
  readonly failCount: number;
  readonly infoCount: number;
  /** Whether there was a success. */
  readonly valid: Verdict;
}

export interface Stats extends Counts {
  /** By what was asked, in the order of the names. Those that are not judged are here, too. */
  readonly byF: ReadonlyMap<string, Counts>;
}

/**
 * Counts completions.
 *
 * @param unjudged Kinds that need not succeed, as Jepsen's kafka test leaves out `crash`.
 *
 * @example
 * ```ts
 * import { stats } from "./stats.ts";
 * const { valid, okCount } = stats([
 *   { process: 0, type: "invoke", f: "read", value: null },
 *   { process: 0, type: "ok", f: "read", value: 1 },
 *   { process: 0, type: "invoke", f: "crash", value: null },
 *   { process: 0, type: "info", f: "crash", value: null },
 * ], ["crash"]);
 * console.log(valid, okCount); // true 1
 * ```
 */
export function stats(history: readonly HistoryEvent[], unjudged: readonly string[] = []): Stats {
  const tallies = new Map<string, Tally>();
  for (const { f, type } of history) {
    if (type === "invoke") continue;
    const tally = tallies.get(f) ?? { ok: 0, fail: 0, info: 0 };
    tallies.set(f, tally);
    tally[type] += 1;
  }
  const all: Tally = { ok: 0, fail: 0, info: 0 };
  for (const { ok, fail, info } of tallies.values()) {
    all.ok += ok;
    all.fail += fail;
    all.info += info;
  }
  const names = [...tallies.keys()].toSorted();
  const byF = new Map(names.map((f) => [f, countsOf(tallies.get(f)!)]));
  const valid = names.every((f) => unjudged.includes(f) || byF.get(f)!.okCount > 0);
  return { ...countsOf(all), valid, byF };
}

type Tally = Record<Completion, number>;

function countsOf({ ok, fail, info }: Tally): Counts {
  return {
    count: ok + fail + info,
    okCount: ok,
    failCount: fail,
    infoCount: info,
    valid: ok > 0,
  };
}
