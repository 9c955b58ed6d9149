/**
 * What somebody may have meant.
 *
 * @module
 */

/** Slips that one may make in a word and still mean it. */
const SLIPS_MAX = 2;

/** The longest text that is compared: no name is longer. */
const CHARS_MAX = 64;

/** The candidate that `text` misspells: a few letters missing, wrong or too many. */
export function nearest(text: string, candidates: readonly string[]): string | undefined {
  if (text.length > CHARS_MAX) return undefined;
  let best: string | undefined;
  let least = SLIPS_MAX + 1;
  for (const candidate of candidates) {
    const slips = distance(text.toLowerCase(), candidate);
    if (slips < least) [best, least] = [candidate, slips];
  }
  return best;
}

/** Letters to be put in, left out or changed (Levenshtein). */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let i = 0; i < from.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < to.length; j++) {
      const change = row[j]! + (from[i] === to[j] ? 0 : 1);
      next.push(Math.min(change, row[j + 1]! + 1, next[j]! + 1));
    }
    row = next;
  }
  return row[to.length]!;
}
