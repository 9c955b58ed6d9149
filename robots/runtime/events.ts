/**
 * What robots and hosts report, and its form on the wire (proto/events.proto). Observers consume
 * events and never decide.
 *
 * @module
 */
import { hearsay } from "../../proto/gen/hearsay.js";
import type { RobotId } from "../engine/ids.ts";

const { Event } = hearsay.v1;

/** Every kind of event. */
export const EVENT_KINDS = [
  /** Messages handed to the transport. */
  "sent",
  /** Messages that arrived and decoded. */
  "received",
  /** Messages that the fault layer dropped or the medium could not take. */
  "lost",
  /** Extra copies that the fault layer made. */
  "duplicated",
  /** Messages that the fault layer held back. */
  "delayed",
  /** Messages that the fault layer held back so that others overtake them. */
  "reordered",
  /** Messages in which the fault layer flipped bits. */
  "corrupted",
  /** Messages whose end the fault layer cut off. */
  "truncated",
  /** Messages refused by a full inbox. */
  "rejected",
  /** Words learned. */
  "merged",
  /** A robot knows every word. */
  "converged",
  /** A complete robot has learned nothing new for the quiet period. */
  "quiescent",
  /** A robot has claimed the winner key. */
  "winner",
  /** What keeps a done robot from claiming the winner key, or the winner from its file. */
  "hindered",
  /** The winner has written the file. */
  "written",
  /** A message contradicted what is known. */
  "invariant-violated",
  /** A message was put into quarantine. */
  "quarantined",
  /** A robot's life began. */
  "started",
  /** A supervisor started a robot again. */
  "restarted",
  /** A robot ended as told. */
  "stopped",
  /** Gossip ticks performed. */
  "ticked",
  /** Times that a fault rule hit a robot's process, its clock or its way to the store. */
  "faulted",
] as const;

export type EventKind = (typeof EVENT_KINDS)[number];

/** One report. Absent numbers are 0, absent texts empty. */
export type HearsayEvent = Omit<hearsay.v1.Event.$Properties, "kind" | "robot" | "$unknowns"> & {
  kind: EventKind;
  robot: string;
};

/** Ids and peers kept in one report: enough to follow a message, few enough to read. */
const SAMPLES_MAX = 16;

export function encodeEvent(event: HearsayEvent): Uint8Array {
  return Event.encode(event).finish();
}

const NO_BYTES = new Uint8Array();
const EMPTY_VIOLATION = {
  what: "",
  index: 0,
  knownValue: NO_BYTES,
  givenValue: NO_BYTES,
  messageId: "",
};

/** Decodes an event; `undefined` for anything else. */
export function decodeEvent(bytes: Uint8Array): HearsayEvent | undefined {
  try {
    const event = Event.decode(bytes);
    if (!isEventKind(event.kind)) return undefined;
    // What is 0 or empty is not on the wire, but evidence is for people and has every field.
    if (event.violation) event.violation = { ...EMPTY_VIOLATION, ...event.violation };
    return event as HearsayEvent;
  } catch {
    return undefined;
  }
}

export function isEventKind(text: string): text is EventKind {
  return (EVENT_KINDS as readonly string[]).includes(text);
}

/** What one occurrence adds to a report. */
export interface Occurrence {
  /** @default 1 */
  readonly count?: number;
  readonly messageId?: string | undefined;
  readonly peer?: RobotId;
  /** It carried an update. */
  readonly payload?: boolean;
  /** Why; reports with different reasons are kept apart. */
  readonly reason?: string;
  /** Rare and important: a report of its own. */
  readonly alone?: boolean;
  /** More fields of the report. */
  readonly fields?: Partial<HearsayEvent>;
}

/** Gathers what one robot reports, so that frequent things cost one entry for many. */
export class EventBuffer {
  readonly #robot: RobotId;
  readonly #boot: number;
  readonly #host: string;
  readonly #counted = new Map<string, HearsayEvent>();
  #events: HearsayEvent[] = [];
  #seq = 0;

  constructor(robot: RobotId, boot: number, host: string) {
    this.#robot = robot;
    this.#boot = boot;
    this.#host = host;
  }

  add(kind: EventKind, atMs: number, occurrence: Occurrence = {}): void {
    const { count = 1, messageId, peer, payload, reason, alone, fields } = occurrence;
    const key = reason === undefined ? kind : `${kind}: ${reason}`;
    let event = alone ? undefined : this.#counted.get(key);
    if (event === undefined) {
      this.#seq += 1;
      event = {
        kind,
        robot: this.#robot,
        boot: this.#boot,
        host: this.#host,
        count: 0,
        seq: this.#seq,
      };
      if (reason !== undefined) event.reason = reason;
      this.#events.push(event);
      if (!alone) this.#counted.set(key, event);
    }
    event.atMs = atMs;
    event.count = (event.count ?? 0) + count;
    if (payload) event.payloads = (event.payloads ?? 0) + count;
    if (messageId !== undefined) addSample((event.messageIds ??= []), messageId);
    if (peer !== undefined) addSample((event.peers ??= []), peer);
    if (fields !== undefined) Object.assign(event, fields);
  }

  /** Gives back, before everything newer, what could not be sent on. */
  putBack(events: HearsayEvent[]): void {
    this.#events = [...events, ...this.#events];
  }

  /** Takes out everything gathered, oldest first. */
  drain(): HearsayEvent[] {
    const events = this.#events;
    this.#events = [];
    this.#counted.clear();
    return events;
  }
}

function addSample(samples: string[], sample: string): void {
  if (samples.length < SAMPLES_MAX && !samples.includes(sample)) samples.push(sample);
}
