/**
 * Numbers and lists in words.
 *
 * @module
 */

/** "30 % of messages", "all messages". */
export function share(rate: number, of: string): string {
  return rate === 1 ? `all ${of}` : `${percent(rate)} of ${of}`;
}

/** "30 %". */
export function percent(rate: number): string {
  return `${Number((rate * 100).toPrecision(4))} %`;
}

/** "20 ms", "1.5 s"; with `moreMs` the range from there: "0.5 to 1.5 s". */
export function duration(timeMs: number, moreMs = 0): string {
  const unit = timeMs + moreMs >= 1000 ? { ms: 1000, name: "s" } : { ms: 1, name: "ms" };
  const from = rounded(timeMs / unit.ms);
  return moreMs > 0
    ? `${from} to ${rounded((timeMs + moreMs) / unit.ms)} ${unit.name}`
    : `${from} ${unit.name}`;
}

/** "1 byte", "3 bytes". */
export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}

/** "r1, r2". */
export function list(robots: readonly string[]): string {
  return robots.join(", ");
}

/** Drawn times have more digits than anybody reads. */
function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
