/**
 * Decides the fate of each message under a fault plan. Pure: time and seed are arguments; the same
 * plan, seed and messages give the same fates, to the byte.
 *
 * @module
 */
import type { Random } from "../engine/random.ts";
import { corrupted, truncated } from "./damage.ts";
import { drawNames, furtherDraws, linkDraws } from "./draws.ts";
import { appliesAt, appliesTo, type FaultPlan, type Rule } from "./plan.ts";

/** One delivery of a message. */
export interface Copy {
  readonly delayMs: number;
  /** The sender's own array, or a fresh one where bytes changed. */
  readonly bytes: Uint8Array;
}

/** A rule that fired on a message, and on how many copies of it. */
export interface Firing {
  readonly rule: number;
  readonly count: number;
}

/** What becomes of a message. `rule` is an index into the plan. */
export type Fate =
  /** Nothing happens to it. */
  | { readonly kind: "pass" }
  /** It is lost, silently. */
  | { readonly kind: "drop"; readonly rule: number }
  /** The receiver refuses it, and the sender gets to know. */
  | { readonly kind: "reject"; readonly rule: number }
  /** At least one copy arrives, not all as sent, at once or alone. */
  | {
      readonly kind: "deliver";
      readonly copies: readonly Copy[];
      readonly firings: readonly Firing[];
    };

/** Copies of one message that all rules of a plan together may make: bounds what a send can cost. */
export const COPIES_MAX = 64;

const PASS: Fate = { kind: "pass" };

/** One rule on one link. */
interface LinkRule {
  readonly index: number;
  readonly rule: Rule;
  readonly rate: number;
  readonly draw: Random;
}

type MutableCopy = { -readonly [K in keyof Copy]: Copy[K] };

/** Applies one plan to any number of links. */
export class FaultInjector {
  readonly plan: FaultPlan;
  /** Whether no rule can ever fire: callers may skip {@linkcode fate}. */
  readonly idle: boolean;
  readonly #seed: string;
  readonly #drawNames: readonly string[];
  readonly #fired: number[];
  readonly #links = new Map<string, Map<string, readonly LinkRule[]>>();

  /** @param seed Used when the plan has none. */
  constructor(plan: FaultPlan, seed: string) {
    this.plan = plan;
    this.idle = plan.rules.length === 0;
    this.#seed = plan.seed ?? seed;
    this.#drawNames = drawNames(plan.rules);
    this.#fired = plan.rules.map(() => 0);
  }

  /** How many messages each rule has changed the fate of, by its index. A live view. */
  get fired(): readonly number[] {
    return this.#fired;
  }

  /** Indexes of the rules that have not fired. A run that ends with any has not tested its plan. */
  neverFired(): number[] {
    return this.#fired.flatMap((count, rule) => (count === 0 ? [rule] : []));
  }

  /**
   * Decides about the next message from `from` to `to`. Rules meet it in order: the first that drops
   * or rejects it decides alone; otherwise what they do adds up, to each copy of it by itself.
   *
   * @param bytes Not changed.
   */
  fate(from: string, to: string, sinceStartMs: number, bytes: Uint8Array): Fate {
    if (this.idle) return PASS;
    let copies: MutableCopy[] | undefined;
    let firings: Firing[] | undefined;
    let ended: Fate | undefined;
    for (const linkRule of this.#link(from, to)) {
      const drawn = linkRule.draw();
      // Later rules draw too, and so does a rule outside its window: see draws.ts.
      if (ended !== undefined || !appliesAt(linkRule.rule, sinceStartMs)) continue;
      if (copies === undefined && drawn >= linkRule.rate) continue;
      ended = ending(linkRule, drawn);
      if (ended !== undefined) continue;
      copies ??= [{ delayMs: 0, bytes }];
      const count = change(copies, linkRule, drawn);
      if (count > 0) (firings ??= []).push({ rule: linkRule.index, count });
    }
    if (ended !== undefined) return this.#count(ended);
    if (copies === undefined || firings === undefined) return PASS;
    return this.#count({ kind: "deliver", copies, firings });
  }

  #count(fate: Fate): Fate {
    if (fate.kind === "drop" || fate.kind === "reject") this.#fired[fate.rule]! += 1;
    if (fate.kind === "deliver") for (const { rule } of fate.firings) this.#fired[rule]! += 1;
    return fate;
  }

  /** The rules that ever look at this link. */
  #link(from: string, to: string): readonly LinkRule[] {
    let receivers = this.#links.get(from);
    if (receivers === undefined) this.#links.set(from, (receivers = new Map()));
    let link = receivers.get(to);
    if (link === undefined) receivers.set(to, (link = this.#linkRules(from, to)));
    return link;
  }

  #linkRules(from: string, to: string): LinkRule[] {
    return this.plan.rules.flatMap((rule, index) => {
      if (!appliesTo(rule, from, to)) return [];
      const rate = "rate" in rule ? (rule.rate ?? 1) : 1;
      const draw = linkDraws(this.#seed, from, to, this.#drawNames[index]!);
      return [{ index, rule, rate, draw }];
    });
  }
}

/** The fate that `rule` decides alone, if it does. */
function ending({ rule, rate, index }: LinkRule, drawn: number): Fate | undefined {
  if (drawn >= rate) return undefined;
  switch (rule.kind) {
    case "loss":
    case "partition":
    case "cut":
      return { kind: "drop", rule: index };
    case "saturate":
      return { kind: "reject", rule: index };
    default:
      return undefined;
  }
}

/** Applies a rule to every copy by itself and returns how many it made or changed. */
function change(copies: MutableCopy[], { rule, rate }: LinkRule, drawn: number): number {
  const random = furtherDraws(drawn);
  if (rule.kind === "duplicate") {
    if (drawn >= rate) return 0;
    const extra = Math.min(rule.copies, COPIES_MAX - copies.length);
    for (let i = 0; i < extra; i++) copies.push({ ...copies[0]! });
    return extra;
  }
  let changed = 0;
  for (const [i, copy] of copies.entries()) {
    if ((i === 0 ? drawn : random()) < rate && changeOne(copy, rule, random)) changed += 1;
  }
  return changed;
}

/** Applies a rule to one copy; returns whether it changed anything. */
function changeOne(copy: MutableCopy, rule: Rule, random: Random): boolean {
  switch (rule.kind) {
    case "delay":
      copy.delayMs += rule.delayMs + random() * (rule.jitterMs ?? 0);
      return true;
    case "reorder":
      copy.delayMs += random() * rule.delayMs;
      return true;
    case "corrupt":
      if (copy.bytes.length === 0) return false;
      copy.bytes = corrupted(copy.bytes, rule.bytes ?? 1, random);
      return true;
    case "truncate":
      if (copy.bytes.length < 2) return false;
      copy.bytes = truncated(copy.bytes, random);
      return true;
    default:
      return false;
  }
}
