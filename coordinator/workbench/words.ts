/**
 * Numbers, times and values as the story tells them.
 *
 * @module
 */
import { ERROR_CODES } from "../../robots/node/message.ts";
import type { Json } from "../checkers/history/history.ts";
import { isList } from "../checkers/history/json_values.ts";
import { clipText, plainText } from "../observe/text.ts";
import { NS_PER_S } from "./clock.ts";

/** What is quoted of a value or of what a node wrote. */
const QUOTED_MAX = 80;
/** Names in a row before the rest is only counted. */
const NAMES_MAX = 6;

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

/** Names in a row; those that are too many are counted. */
export function named(names: readonly string[], max: number = NAMES_MAX): string {
  if (names.length <= max) return names.join(", ");
  return `${names.slice(0, max).join(", ")} and ${names.length - max} more`;
}

/** What a client got in place of an answer that it can use, from an event's `error`. */
export function errorInWords(error: Json): string {
  if (error === "net-timeout") return "no answer in time";
  const [name, text = null] = isList(error) ? error : [];
  if (typeof name !== "string") return `error ${quoted(error)}`;
  if (name === "malformed-answer" && typeof text === "string")
    return `an answer of a wrong form: ${clipped(text)}`;
  const code = new Map<string, number>(Object.entries(ERROR_CODES)).get(name);
  const what =
    code === undefined ? "an error without a code of the protocol" : `error ${code} ${name}`;
  return text === null ? what : `${what}: ${quoted(text)}`;
}
