/**
 * The randomness of faults. Every rule has a generator of its own on every link and draws from it
 * exactly once a message. So the n-th message of a link meets the same luck whatever happens on
 * other links, and whatever other rules the plan has: a plan can be shrunk rule by rule, and a
 * higher rate hits all that a lower one does, and more.
 *
 * @module
 */
import { type Random, seededRandom } from "../engine/random.ts";
import type { Rule } from "./plan.ts";

/**
 * Names the rules of a plan for their generators: by kind and scope, not by their place, rates or
 * windows, so that none of these moves the draws. Equal names are numbered in order.
 */
export function drawNames(rules: readonly Rule[]): string[] {
  const seen = new Map<string, number>();
  return rules.map((rule) => {
    const name = JSON.stringify([rule.kind, rule.from ?? 0, rule.to ?? 0]);
    const ordinal = seen.get(name) ?? 0;
    seen.set(name, ordinal + 1);
    return `${name}#${ordinal}`;
  });
}

/** The generator of the rule called `drawName` on the link from `from` to `to`. */
export function linkDraws(seed: string, from: string, to: string, drawName: string): Random {
  return seededRandom(`${seed}:${from}>${to}:${drawName}`);
}

/**
 * Further numbers for a message, grown from the one that was drawn for it (splitmix32 on its low 32
 * bits, which say nothing about its size): so that a rule which needs many numbers for one message
 * does not shift what the next message gets.
 */
export function furtherDraws(drawn: number): Random {
  let state = (drawn * 2 ** 53) >>> 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}
