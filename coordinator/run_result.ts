/**
 * How a run ended, and whether that is good. Pure.
 *
 * @module
 */
import type { MessageCounts, RunTally } from "./observe/run_tally.ts";
import type { RunConfig, SecretManifest } from "./run_config.ts";

/** What `hearsay run --json` prints. Times are milliseconds since the deal. */
export interface RunResult {
  readonly run: string;
  readonly seed: string;
  /** Places dealt. */
  readonly robots: number;
  readonly winner: string | null;
  /** What the winner wrote. */
  readonly file: string | null;
  readonly bytes: number | null;
  readonly sha256: string | null;
  /** Until the end of the run. */
  readonly elapsedMs: number;
  /** Until every place knew every word; null when that never happened. */
  readonly convergedMs: number | null;
  readonly messages: MessageCounts;
  /** Messages sent that carried an update. */
  readonly payloadMessages: number;
  readonly ticks: number;
  readonly restarts: number;
  readonly violations: number;
  readonly quarantined: number;
  readonly claims: number;
}

/** What is known when a run ends. */
export interface RunEnding {
  readonly run: string;
  readonly seed: string;
  readonly robots: number;
  readonly secret: SecretManifest;
  readonly tally: RunTally;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  /** Why it was ended from outside: a timeout, a signal, a command. */
  readonly interruption?: string;
  /** How often the winner channel was made to forget its claim. @default 0 */
  readonly forgotClaims?: number;
  /** Where a winner of this machine was to write. */
  readonly out?: string;
  /** SHA-256 of the file as this machine reads it; `undefined` when it lies elsewhere. */
  readonly fileSha256?: string;
}

export function resultOf(ending: RunEnding): RunResult {
  const { run, seed, robots, tally, startedAtMs, endedAtMs } = ending;
  const { written, convergedAtMs } = tally;
  return {
    run,
    seed,
    robots,
    winner: tally.winner ?? null,
    file: written?.path ?? null,
    bytes: written?.bytes ?? null,
    sha256: ending.fileSha256 ?? written?.sha256 ?? null,
    elapsedMs: Math.round(endedAtMs - startedAtMs),
    convergedMs: convergedAtMs === undefined ? null : Math.round(convergedAtMs - startedAtMs),
    messages: { ...tally.messages },
    payloadMessages: tally.payloadMessages,
    ticks: tally.ticks,
    restarts: tally.restarts,
    violations: tally.violations,
    quarantined: tally.quarantined,
    claims: tally.claims,
  };
}

/** Why a run had not been won when its time was up: the winner's own reason, before anything else. */
export function latenessOf(
  tally: RunTally,
  places: readonly string[],
  { timeoutMs, robots }: Pick<RunConfig, "timeoutMs" | "robots">,
): string {
  const late = `time was up after ${timeoutMs} ms`;
  if (tally.winner !== undefined) {
    const why = tally.robots.get(tally.winner)?.hindrance || "did not finish";
    return `${late}: ${tally.winner} won but ${why}`;
  }
  for (const [name, { hindrance }] of tally.robots) {
    if (hindrance) return `${late}: ${name} ${hindrance}`;
  }
  const complete = tally.completeAmong(places);
  return `no winner within ${timeoutMs} ms: ${complete} of ${robots} robots knew every word`;
}

/** What is wrong with how a run ended, most important first; empty when nothing is. */
export function problemsOf(ending: RunEnding): string[] {
  const { tally, secret, interruption, fileSha256 } = ending;
  const problems: string[] = [];
  if (interruption !== undefined) problems.push(interruption);
  if (tally.claims > 1 + (ending.forgotClaims ?? 0))
    problems.push(`${tally.claims} robots claimed to be the winner`);
  const { written } = tally;
  if (written === undefined) {
    if (interruption === undefined) problems.push("no robot wrote the file");
  } else {
    const found = fileSha256 ?? written.sha256;
    if (found !== secret.sha256) {
      problems.push(`${written.path} is wrong: sha256 ${found} instead of ${secret.sha256}`);
    }
    if (ending.out !== undefined && ending.out !== written.path) {
      const host = tally.robots.get(written.robot)?.host ?? "elsewhere";
      problems.push(
        `${ending.out} was not written, as the winner is not hosted here: its file is ${written.path} on ${host}`,
      );
    }
  }
  if (tally.violations > 0) {
    const last = tally.violationReasons.at(-1);
    problems.push(`${tally.violations} broken invariant(s), the last: ${last}`);
  }
  return problems;
}
