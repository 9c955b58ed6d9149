/**
 * What nodes of broadcast by a hub tell each other, and whether what came has that form: whoever says
 * something else must not end a node.
 *
 * @module
 */
import type { Talk } from "./broadcast_repair.ts";
import type { Got } from "./gather_scatter_hub.ts";

export interface Gather {
  readonly batches: readonly number[];
  readonly news: readonly unknown[];
  /** Set when the hub is to acknowledge at once. */
  readonly again?: true;
}

export interface Acknowledgement {
  /** Of this life of the hub. */
  readonly life: string;
  /** Of the last message of news from the hub. */
  readonly number: number;
  readonly got: readonly Got[];
}

export interface Told extends Acknowledgement {
  readonly news: readonly unknown[];
}

/** A message before anybody has looked at it. */
export type Unchecked = Readonly<Record<string, unknown>>;

export function isGather(body: Unchecked): body is Unchecked & Gather {
  return isListOf(body.batches, isNumber) && Array.isArray(body.news);
}

export function isAcknowledgement(body: Unchecked): body is Unchecked & Acknowledgement {
  return typeof body.life === "string" && isNumber(body.number) && isListOf(body.got, isGot);
}

export function isTold(body: Unchecked): body is Unchecked & Told {
  return Array.isArray(body.news) && isAcknowledgement(body);
}

export function isTalk(body: Unchecked): body is Unchecked & Talk {
  return typeof body.state === "string" && isListOf(body.bytes, isText);
}

function isGot(value: unknown): value is Got {
  return isListOf(value, isNumber) && value.length === 2;
}

function isNumber(value: unknown): value is number {
  return typeof value === "number";
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isListOf<T>(value: unknown, is: (each: unknown) => each is T): value is readonly T[] {
  return Array.isArray(value) && value.every(is);
}
