/**
 * Histories with the verdicts of the original checkers, and short ones written by hand.
 *
 * @module
 */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type {
  Completion,
  HistoryEvent,
  Json,
} from "../../../../coordinator/checkers/history/history.ts";

/** A recorded history, and what the original made of it. */
export interface OracleCase<Results> {
  readonly id: number;
  readonly source?: string;
  readonly workload?: string;
  readonly results: Results;
  readonly history: readonly HistoryEvent[];
}

/** The cases of a file in test/oracle. */
export function casesOf<Results>(name: string): OracleCase<Results>[] {
  const file = new URL(`../../../oracle/${name}.jsonl.gz`, import.meta.url);
  const lines = gunzipSync(readFileSync(file)).toString().trim().split("\n");
  return lines.map((line) => {
    const { history, ...rest } = JSON.parse(line) as Recorded<Results>;
    const events = history.map(({ time, "final?": final, ...event }) => ({
      ...event,
      ...(time === undefined ? {} : { timeNs: time }),
      ...(final === undefined ? {} : { final }),
    }));
    return { ...rest, history: events };
  });
}

interface Recorded<Results> extends Omit<OracleCase<Results>, "history"> {
  readonly history: readonly (HistoryEvent & {
    readonly time?: number;
    readonly "final?"?: boolean;
  })[];
}

/** An operation that nothing comes between. */
export function done(
  process: number,
  f: string,
  argument: Json,
  value: Json = argument,
  type: Completion = "ok",
  more: { readonly final?: boolean } = {},
): HistoryEvent[] {
  return [
    { process, type: "invoke", f, value: argument, ...more },
    { process, type, f, value, ...more },
  ];
}

/** How often each name occurs. */
export function tally(names: Iterable<string>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
