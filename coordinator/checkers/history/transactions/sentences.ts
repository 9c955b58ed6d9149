/**
 * Values in sentences.
 *
 * @module
 */
import type { Json } from "../history.ts";

/** Characters of a value that a sentence quotes. */
const QUOTED_MAX = 120;

/** A value as JSON, shortened in the middle when it is long. */
export function told(value: Json): string {
  const text = JSON.stringify(value);
  if (text.length <= QUOTED_MAX) return text;
  return `${text.slice(0, QUOTED_MAX / 2)}…${text.slice(-QUOTED_MAX / 2)}`;
}

/** Some values, one after the other. */
export function listed(values: readonly Json[]): string {
  return values.map(told).join(", ");
}
