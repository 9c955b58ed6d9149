/**
 * Messages sent through a fault injector, and what became of them.
 *
 * @module
 */
import type { FaultPlan, Rule } from "../../robots/faults/plan.ts";
import { type Copy, type Fate, FaultInjector } from "../../robots/faults/verdict.ts";

/** What every message here says. */
export const BYTES = Uint8Array.from({ length: 32 }, (_, i) => i);

/** A message. */
export interface Sent {
  readonly from: string;
  readonly to: string;
  readonly atMs: number;
  readonly carriesUpdate?: boolean;
}

/** The fates of `traffic` under `plan`, from a fresh injector. */
export function fates(
  plan: FaultPlan,
  seed: string,
  traffic: readonly Sent[],
  robots?: readonly string[],
): Fate[] {
  const injector = new FaultInjector(plan, seed, robots);
  return traffic.map(({ from, to, atMs, carriesUpdate }) =>
    injector.fate(from, to, atMs, BYTES, carriesUpdate),
  );
}

/** The fates of `count` messages from a to b, under rules. */
export function series(count: number, ...rules: Rule[]): Fate[] {
  const sent = { from: "a", to: "b", atMs: 0 };
  return fates(
    { rules },
    "7",
    Array.from({ length: count }, () => sent),
  );
}

/** The one fate of a message under rules that all fire for certain. */
export function certain(...rules: Rule[]): Fate {
  return series(1, ...rules)[0]!;
}

/** What arrives. */
export function copiesOf(fate: Fate): readonly Copy[] {
  if (fate.kind === "pass") return [{ delayMs: 0, bytes: undefined, toSender: false }];
  return fate.kind === "deliver" ? fate.copies : [];
}

/** The delays of the first copies of messages, in milliseconds. */
export function delaysOf(all: readonly Fate[]): number[] {
  return all.map((fate) => copiesOf(fate)[0]!.delayMs);
}

/** Whether each message was lost. */
export function lostOf(all: readonly Fate[]): boolean[] {
  return all.map(({ kind }) => kind === "drop");
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
