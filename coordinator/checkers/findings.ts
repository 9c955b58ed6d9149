/**
 * What one checker has found, and the words in which checkers speak.
 *
 * @module
 */
import type { Bitset } from "../../robots/crdt/bitset.ts";
import type { Violation } from "./checker.ts";

/** Things named in one line; of more only the first ones and their number are said. */
const NAMED_MAX = 8;

/**
 * Keeps the first violation of one checker. After it the checker's books are no longer those of a
 * sound run, so that what would follow is mostly noise.
 */
export class Findings {
  readonly #checker: string;
  readonly #all: Violation[] = [];

  /** @param checker Name of the checker. */
  constructor(checker: string) {
    this.#checker = checker;
  }

  get all(): readonly Violation[] {
    return this.#all;
  }

  /** Notes that `what` happened to `robot`, from 0, or to all of them, -1. */
  add(atMs: number, robot: number, what: string): void {
    if (this.#all.length > 0) return;
    this.#all.push({ checker: this.#checker, atMs, robot, what });
  }
}

/** What people call the robot at `index`: r1 is the first. */
export function robotName(index: number): string {
  return `r${index + 1}`;
}

/** `no words`, `word 3`, or `words 3, 5, 8`. */
export function wordsOf(indexes: readonly number[]): string {
  if (indexes.length === 0) return "no words";
  return `${indexes.length === 1 ? "word" : "words"} ${listed(indexes.map(String))}`;
}

/** The indexes in `set`, asked for one by one. */
export function indexesOf(set: Bitset): number[] {
  const indexes: number[] = [];
  for (let i = 0; i < set.size; i++) if (set.has(i)) indexes.push(i);
  return indexes;
}

/** Names in a row, cut short when there are many. */
export function listed(names: readonly string[]): string {
  const rest = names.length - NAMED_MAX;
  const head = names.slice(0, NAMED_MAX).join(", ");
  return rest > 0 ? `${head} and ${rest} more` : head;
}

/** `1 word` or `5 words`. */
export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}

/** Whether two byte strings are equal. Its own, as the system's may be what is wrong. */
export function sameBytes(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined || a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
