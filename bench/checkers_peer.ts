/**
 * Judges histories on request, in a process of its own: a million transactions fill its heap, and the
 * most memory that it ever had is theirs.
 *
 * @module
 */
import type { HistoryEvent, Verdict } from "../coordinator/checkers/history/history.ts";
import { checkLinearizability } from "../coordinator/checkers/history/linearizability.ts";
import { casRegister } from "../coordinator/checkers/history/register_model.ts";
import { checkListAppend } from "../coordinator/checkers/history/transactions/list_append.ts";
import { checkRwRegister } from "../coordinator/checkers/history/transactions/rw_register.ts";
import {
  databaseHistory,
  type DatabaseShape,
  registerHistory,
  type RegisterShape,
} from "./checkers_histories.ts";
import { serve } from "./peer.ts";

/** A history to make and to judge. */
export type CheckerRequest = { readonly seed: number } & (
  | { readonly register: RegisterShape }
  | { readonly database: DatabaseShape }
);

export interface CheckerReply {
  readonly valid: Verdict;
  readonly judgedMs: number;
  /** The baseline: how long `JSON.parse` takes for the lines of the history. */
  readonly parsedMs: number;
  /** The most memory that the process has had when it had judged, megabytes. */
  readonly peakMb: number;
}

/** Lines that are parsed at once, so that the text of a whole history need not lie in memory. */
const LINES = 10_000;

serve((request: CheckerRequest): CheckerReply => {
  const seed = String(request.seed);
  const history =
    "register" in request
      ? registerHistory(request.register, seed)
      : databaseHistory(request.database, seed);
  const beganMs = performance.now();
  const { valid } = judge(request, history);
  const judgedMs = performance.now() - beganMs;
  const peakMb = process.resourceUsage().maxRSS / 1024;
  return { valid, judgedMs, peakMb, parsedMs: parsedMsOf(history) };
});

function judge(
  request: CheckerRequest,
  history: readonly HistoryEvent[],
): { readonly valid: Verdict } {
  if ("register" in request) return checkLinearizability(history, { model: casRegister() });
  return request.database.write === "append" ? checkListAppend(history) : checkRwRegister(history);
}

function parsedMsOf(history: readonly HistoryEvent[]): number {
  let parsedMs = 0;
  for (let from = 0; from < history.length; from += LINES) {
    const lines = history.slice(from, from + LINES).map((event) => JSON.stringify(event));
    const beganMs = performance.now();
    for (const line of lines) JSON.parse(line);
    parsedMs += performance.now() - beganMs;
  }
  return parsedMs;
}
