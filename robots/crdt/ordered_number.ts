/**
 * Whole numbers as texts that sort as the numbers do, for keys: a letter for how many digits there
 * are, then the digits. `a7` comes before `b10`, and that before `c100`.
 *
 * @module
 */

/** "a" stands for one digit. */
const BEFORE_A = 96;

/** The text of a whole number from 0 to 2^53 - 1. */
export function orderedNumber(value: number): string {
  const digits = String(value);
  return String.fromCharCode(BEFORE_A + digits.length) + digits;
}

/** The number that {@linkcode orderedNumber} wrote; `undefined` for any other text. */
export function parseOrderedNumber(text: string): number | undefined {
  const value = Number(text.slice(1));
  return Number.isSafeInteger(value) && value >= 0 && orderedNumber(value) === text
    ? value
    : undefined;
}

/** A key of `name` and a number. Keys of one name sort by their numbers. */
export function numberedKey(name: string, number: number): string {
  return `${name}/${orderedNumber(number)}`;
}

/** What {@linkcode numberedKey} was made of; `undefined` for any other text. The name may have a "/". */
export function parseNumberedKey(key: string): { name: string; number: number } | undefined {
  const slash = key.lastIndexOf("/");
  const number = parseOrderedNumber(key.slice(slash + 1));
  return slash < 0 || number === undefined ? undefined : { name: key.slice(0, slash), number };
}
