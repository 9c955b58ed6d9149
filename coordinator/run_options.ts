/**
 * What `hearsay run` can be asked for.
 *
 * @module
 */
import type { FaultPlan, Rule } from "../robots/faults/plan.ts";
import type { LogLevel } from "../robots/runtime/logger.ts";
import type { RunName } from "./redis/keys.ts";
import type { RunConfig } from "./run_config.ts";

/** The knobs of a run, checked. */
export interface RunOptions extends Omit<RunConfig, "version" | "secret" | "copies"> {
  readonly run: RunName;
  readonly copies: number;
  /** Bytes of the secret. */
  readonly secret: Uint8Array;
  /** Cuts the secret into chunks instead of words. */
  readonly chunkBytes: number | undefined;
  /** Rules of the flags, then those of the plan file. */
  readonly faults: FaultPlan;
  readonly killEveryMs: number | undefined;
  /** Robots that this process hosts itself. */
  readonly hosted: number;
  readonly redisUrl: string | undefined;
  readonly out: string | undefined;
  readonly dir: string;
  readonly hostName: string;
  readonly logLevel: LogLevel;
}

/** What a run without a secret of its own reconstructs. */
export const DEFAULT_SECRET = `Whoever wants to keep a secret must tell it to nobody. These robots do \
the opposite: each of them was dealt a few words of this text and whispers to one other, now and \
then, what it knows. Messages get lost, arrive twice, arrive late or arrive in the wrong order, and \
still, after a little while, one of them knows it all. Nobody was in charge, nobody waited for \
anybody, and nothing was ever taken back: that is the whole trick, and it is enough.
`;

/** The fault flags as rules. */
export function flagRules(flags: {
  loss: number;
  duplicate: number;
  duplicateCount: number;
  delayMs: number;
}): Rule[] {
  const rules: Rule[] = [];
  if (flags.loss > 0) rules.push({ kind: "loss", rate: flags.loss });
  if (flags.duplicate > 0) {
    // `--duplicate-count 2`: a duplicated message arrives twice, so there is one extra copy.
    const copies = flags.duplicateCount - 1;
    if (copies > 0) rules.push({ kind: "duplicate", rate: flags.duplicate, copies });
  }
  if (flags.delayMs > 0) {
    rules.push({ kind: "delay", delayMs: flags.delayMs, jitterMs: flags.delayMs });
  }
  return rules;
}
