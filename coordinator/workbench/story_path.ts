/**
 * How a value went from node to node, read off the messages: who came to hold it and from whom, and
 * which messages with it did not arrive.
 *
 * Nobody says where in a message a value stands, and a 7 may be a counter as well. So a place in
 * messages of a type, such as `gossip seen.[]`, counts as long as nobody puts the value there who
 * cannot know it yet.
 *
 * @module
 */
import type { Json } from "../checkers/history/history.ts";
import { identityOf, isList, isRecord } from "../checkers/history/json_values.ts";
import type { LossReason } from "./envelope.ts";
import { isClient } from "./net_tally.ts";
import type { MessageEvent } from "./record.ts";

/** How somebody came to hold the value. */
export interface Learned {
  readonly node: string;
  readonly from: string;
  readonly atNs: number;
  /** When it arrived there, from whomever, the first time included. */
  readonly arrivalsNs: readonly number[];
}

/** All messages with the value from one to another. */
export interface Leg {
  readonly from: string;
  readonly to: string;
  /** Copies that the network made count, too. */
  readonly sent: number;
  readonly received: number;
  readonly lost: readonly Loss[];
}

/** Messages that were lost for one reason. */
export interface Loss {
  readonly reason: LossReason;
  readonly count: number;
  readonly firstNs: number;
}

export interface ValuePath {
  /** In the order of time; those who had it from a client come first. Services may be among them. */
  readonly learned: readonly Learned[];
  readonly legs: readonly Leg[];
  /** Whether there was more than could be followed. */
  readonly isCutShort: boolean;
}

/** Events that are followed: about 30 MB. Full states that go round for hours have more. */
const EVENTS_MAX = 200_000;
/** Values deeper in a body are not looked for: no protocol nests so deep, and the search recurs. */
const DEPTH_MAX = 32;

/** @param messages In the order of time; those without the value do not matter. */
export function pathOf(value: Json, messages: Iterable<MessageEvent>): ValuePath {
  const { events, isCutShort } = eventsWith(value, messages);
  const wrong = new Set<string>();
  for (;;) {
    const path = follow(events, wrong);
    if ("learned" in path) return { ...path, isCutShort };
    // At least one place is ruled out each time, so this comes to an end.
    for (const place of path.wrong) wrong.add(place);
  }
}

interface Carried extends MessageEvent {
  readonly places: readonly string[];
}

function eventsWith(
  value: Json,
  messages: Iterable<MessageEvent>,
): { events: Carried[]; isCutShort: boolean } {
  const wanted = identityOf(value);
  const carriers = new Map<number, readonly string[]>();
  const events: Carried[] = [];
  for (const message of messages) {
    if (isClient(message.dest)) continue;
    let places = carriers.get(message.id);
    if (message.event === "sent") {
      places = placesOf(wanted, message);
      if (places.length > 0) carriers.set(message.id, places);
    }
    if (places === undefined || places.length === 0) continue;
    if (events.length === EVENTS_MAX) return { events, isCutShort: true };
    events.push({ ...message, body: null, places });
  }
  return { events, isCutShort: false };
}

/** Whether a message shows a value. */
export function holds(value: Json, message: MessageEvent): boolean {
  return placesOf(identityOf(value), message).length > 0;
}

/** What an operation is about stands in a field of the request; what it names otherwise does not. */
function placesOf(wanted: number | string, { src, body }: MessageEvent): string[] {
  if (!isRecord(body)) return [];
  const { type, msg_id: _id, in_reply_to: _reply, ...fields } = body;
  const kind = typeof type === "string" ? type : "";
  if (isClient(src))
    return Object.values(fields).some((field) => isSame(field, wanted)) ? [FROM_CLIENT] : [];
  const places = new Set<string>();
  search(wanted, fields, kind, 0, places);
  return [...places];
}

/** No place in a message is called so, and whoever asks may know anything. */
const FROM_CLIENT = "";

function search(
  wanted: number | string,
  value: Json,
  place: string,
  depth: number,
  found: Set<string>,
): void {
  if (depth > 0 && isSame(value, wanted)) found.add(place);
  if (depth === DEPTH_MAX) return;
  if (isList(value)) {
    for (const item of value) search(wanted, item, `${place} []`, depth + 1, found);
  } else if (isRecord(value)) {
    for (const [key, item] of Object.entries(value)) {
      // Sets are written as the keys of an object, too.
      const isNumber = NUMBER.test(key);
      if (isNumber && Number(key) === wanted) found.add(`${place} {}`);
      search(wanted, item, `${place} ${isNumber ? "{}" : key}`, depth + 1, found);
    }
  }
}

const NUMBER = /^-?\d+$/;

/** Makes a text of a list or an object only when one is looked for: a node's may be as deep as it likes. */
function isSame(value: Json, wanted: number | string): boolean {
  if (typeof wanted === "number" || typeof value === "number") return value === wanted;
  const isNested = isList(value) || isRecord(value);
  return isNested === NESTED.test(wanted) && identityOf(value) === wanted;
}

const NESTED = /^[[{]/;

type Followed = Omit<ValuePath, "isCutShort"> | { readonly wrong: readonly string[] };

function follow(events: readonly Carried[], wrong: ReadonlySet<string>): Followed {
  const learned = new Map<string, OpenLearned>();
  const legs = new Map<string, OpenLeg>();
  for (const { src, dest, event, atNs, reason, places } of events) {
    const right = places.filter((place) => !wrong.has(place));
    if (right.length === 0) continue;
    const knows = isClient(src) || learned.has(src);
    if (!knows) return { wrong: right };
    if (event === "received") {
      const before = learned.get(dest);
      if (before === undefined)
        learned.set(dest, { node: dest, from: src, atNs, arrivalsNs: [atNs] });
      else before.arrivalsNs.push(atNs);
    }
    if (isClient(src)) continue;
    const name = JSON.stringify([src, dest]);
    const leg = legs.get(name) ?? { from: src, to: dest, sent: 0, received: 0, lost: [] };
    legs.set(name, leg);
    if (event === "received") leg.received += 1;
    else if (event !== "lost") leg.sent += 1;
    else if (reason !== undefined) note(leg.lost, reason, atNs);
  }
  return { learned: [...learned.values()], legs: [...legs.values()] };
}

interface OpenLearned extends Learned {
  readonly arrivalsNs: number[];
}

interface OpenLeg extends Leg {
  sent: number;
  received: number;
  readonly lost: OpenLoss[];
}

interface OpenLoss extends Loss {
  count: number;
}

function note(lost: OpenLoss[], reason: LossReason, atNs: number): void {
  const known = lost.find((loss) => loss.reason === reason);
  if (known === undefined) lost.push({ reason, count: 1, firstNs: atNs });
  else known.count += 1;
}
