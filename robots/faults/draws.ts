/**
 * The randomness of faults. Every draw has a key: which rule, on which link, for which message. So a
 * message meets the same luck whatever happens on other links, and whatever other rules the plan has:
 * a plan can be shrunk rule by rule, and a higher rate hits all that a lower one does, and more.
 *
 * @module
 */
import { hash32 } from "../engine/random.ts";
import type { Rule } from "./plan.ts";

/**
 * Names the rules of a plan for their draws: by kind and by whom they are about, not by their place,
 * rates or windows, so that none of these moves the draws. Equal names are numbered in order.
 */
export function drawNames(rules: readonly Rule[]): string[] {
  const seen = new Map<string, number>();
  return rules.map((rule) => {
    const about: unknown[] = [
      rule.kind,
      ("from" in rule && rule.from) || 0,
      ("to" in rule && rule.to) || 0,
    ];
    if ("robots" in rule && rule.robots !== undefined) about.push(rule.robots);
    const name = JSON.stringify(about);
    const ordinal = seen.get(name) ?? 0;
    seen.set(name, ordinal + 1);
    return `${name}#${ordinal}`;
  });
}

/** The rules of a plan as the first part of the key of every draw (`KeyedRandom.aim`). */
export function ruleKeys(rules: readonly Rule[]): number[] {
  return drawNames(rules).map((name) => hash32(name));
}
