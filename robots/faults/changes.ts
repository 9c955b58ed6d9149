/**
 * What rules do to the copies of a message that arrives after all.
 *
 * @module
 */
import type { Random } from "../engine/random.ts";
import { MESSAGE_BYTES_MAX } from "../transport/transport.ts";
import { blanked, corrupted, garbled, padded, truncated } from "./damage.ts";
import type { Copy, Passage } from "./fate.ts";
import { DELAY_MS_MAX, type MessageRule } from "./plan.ts";

/** Copies of one message that all rules of a plan together may make: bounds what a send can cost. */
export const COPIES_MAX = 64;

/** Rules that change a share of all copies, or make more of them. */
export type ChangeRule = Extract<
  MessageRule,
  {
    readonly kind:
      | "duplicate"
      | "replay"
      | "echo"
      | "reorder"
      | "delay"
      | "exponential-delay"
      | "pareto-delay"
      | "corrupt"
      | "truncate"
      | "pad"
      | "blank"
      | "garbage";
  }
>;

export type MutableCopy = { -readonly [K in keyof Copy]: Copy[K] };

/**
 * Applies a rule to every copy by itself and returns how many it made or changed.
 *
 * @param drawn The luck of the first copy: below the rule's rate it is hit.
 * @param random Further numbers for this rule and message.
 */
export function change(
  copies: MutableCopy[],
  rule: ChangeRule,
  drawn: number,
  random: Random,
  passage: Passage,
): number {
  const { rate = 1 } = rule;
  switch (rule.kind) {
    case "duplicate":
      return drawn < rate ? add(copies, rule.copies, {}) : 0;
    case "replay":
      return drawn < rate ? add(copies, 1, { delayMs: copies[0]!.delayMs + rule.delayMs }) : 0;
    case "echo":
      return drawn < rate ? add(copies, 1, { toSender: true }) : 0;
    default:
  }
  let changed = 0;
  for (const [i, copy] of copies.entries()) {
    const hit = (i === 0 ? drawn : random()) < rate;
    if (hit && changeOne(copy, rule, random, passage)) changed += 1;
  }
  return changed;
}

/** Adds up to `count` copies of the first one and returns how many there was room for. */
function add(copies: MutableCopy[], count: number, other: Partial<Copy>): number {
  const extra = Math.min(count, COPIES_MAX - copies.length);
  for (let i = 0; i < extra; i++) copies.push({ ...copies[0]!, ...other });
  return extra;
}

type CopyRule = Exclude<ChangeRule, { readonly kind: "duplicate" | "replay" | "echo" }>;

/** Applies a rule to one copy; returns whether it changed anything. */
function changeOne(copy: MutableCopy, rule: CopyRule, random: Random, passage: Passage): boolean {
  switch (rule.kind) {
    case "delay":
      copy.delayMs += rule.delayMs + random() * (rule.jitterMs ?? 0);
      return true;
    case "reorder":
      copy.delayMs += random() * rule.delayMs;
      return true;
    case "exponential-delay":
      copy.delayMs += Math.min(-Math.log(1 - random()) * rule.meanMs, DELAY_MS_MAX);
      return true;
    case "pareto-delay":
      copy.delayMs += Math.min(rule.minMs * (1 - random()) ** (-1 / rule.shape), DELAY_MS_MAX);
      return true;
    default:
      return damage(copy, rule, random, copy.bytes ?? passage.bytes());
  }
}

type DamageRule = Extract<
  CopyRule,
  { readonly kind: "corrupt" | "truncate" | "pad" | "blank" | "garbage" }
>;

function damage(copy: MutableCopy, rule: DamageRule, random: Random, bytes: Uint8Array): boolean {
  const damaged = damagedBytes(rule, random, bytes);
  if (damaged === undefined) return false;
  copy.bytes = damaged;
  return true;
}

/** `undefined` when the message is too short, too long or too empty for it. */
function damagedBytes(rule: DamageRule, random: Random, bytes: Uint8Array): Uint8Array | undefined {
  switch (rule.kind) {
    case "corrupt":
      return bytes.length === 0 ? undefined : corrupted(bytes, rule.bytes ?? 1, random);
    case "truncate":
      return bytes.length < 2 ? undefined : truncated(bytes, random);
    case "pad": {
      // The medium below would refuse what is too large, and that would be no fault but a bug.
      const count = Math.min(rule.bytes, MESSAGE_BYTES_MAX - bytes.length);
      return count <= 0 ? undefined : padded(bytes, count, random);
    }
    case "blank":
      return bytes.length === 0 ? undefined : blanked(bytes, rule.bytes ?? 1, random);
    case "garbage":
      return bytes.length === 0 ? undefined : garbled(bytes, random);
    default:
      return rule satisfies never;
  }
}
