/**
 * Numbers, times and values as the story tells them.
 *
 * @module
 */
import type { Json } from "../checkers/history/history.ts";
import { clipText, plainText } from "../observe/text.ts";
import { NS_PER_S } from "./clock.ts";

/** What is quoted of a value or of what a node wrote. */
const QUOTED_MAX = 80;

/** `3.210 s`. */
export function secondsOf(ns: number): string {
  return `${(ns / NS_PER_S).toFixed(3)} s`;
}

/** Milliseconds with as many digits as mean something: `0.42`, `181`. */
export function msOf(ms: number): string {
  return ms < 10 ? String(Number(ms.toFixed(2))) : ms.toFixed(0);
}

/** At most four digits behind the point. */
export function figure(value: number): string {
  return String(Number(value.toFixed(4)));
}

/** `99.95 %`. */
export function percent(fraction: number): string {
  return `${Number((100 * fraction).toFixed(2))} %`;
}

/** `1,234,567`. */
export function grouped(count: number): string {
  return String(count).replaceAll(/\B(?=(\d{3})+$)/g, ",");
}

export function times(count: number): string {
  return count === 1 ? "once" : count === 2 ? "twice" : `${count} times`;
}

/** A text without anything that a terminal would obey, and not too long. */
export function clipped(text: string, columns: number = QUOTED_MAX): string {
  return clipText(plainText(text), columns, "…");
}

/** A value as JSON. */
export function quoted(value: Json, columns: number = QUOTED_MAX): string {
  return clipped(JSON.stringify(value), columns);
}
