/**
 * What a history of a Kafka-like log says, in the terms of its checkers: who sent which messages, who
 * polled which, and who began to follow other keys.
 *
 * @module
 */
import { operationsOf } from "./history.ts";
import type { Completion, HistoryEvent, Json } from "./history.ts";
import { identityOf, isList, isRecord } from "./json_values.ts";

/** A message as somebody was told of it. */
export interface Message {
  /** Its place in the log of its key; `undefined` when nobody said. */
  readonly offset: number | undefined;
  readonly value: Json;
  /** Equal for equal values. @see identityOf */
  readonly identity: number | string;
}

/** An operation on logs, as it ended. */
export interface LogOperation {
  readonly process: number;
  readonly type: Completion;
  /** Positions in the history; `completedAt` is Infinity when the history ends before. */
  readonly invokedAt: number;
  readonly completedAt: number;
  /** What identifies it in findings: its completion, or its invocation when it has none. */
  readonly at: number;
  /** Key -> messages, in the order of the operation. A polled key may have none. */
  readonly sent: ReadonlyMap<string, readonly Message[]>;
  readonly polled: ReadonlyMap<string, readonly Message[]>;
  /** The keys that it follows from now on, for `assign` and `subscribe`. */
  readonly assigned: readonly string[] | undefined;
  /** Offsets that it asked to commit, or was told to be committed. */
  readonly committed: ReadonlyMap<string, number> | undefined;
  readonly listed: ReadonlyMap<string, number> | undefined;
  /** The keys that it asked for. */
  readonly listedKeys: readonly string[];
}

/** The operations that take part in transactions: all but `assign` and such. */
export function isTransaction({ sent, polled }: LogOperation): boolean {
  return sent !== NOTHING || polled !== NOTHING;
}

/**
 * The operations in the order of their ends; those without an end come last.
 *
 * @throws RangeError when invocations and completions do not pair up, or a value has another form than
 *   Maelstrom's: `[["send", key, [offset, message]]]`, `[["poll", {key: [[offset, message]]}]]`,
 *   `[key]` for assign and subscribe, `{key: offset}` for commit_offsets and list_committed_offsets.
 */
export function logOperationsOf(history: readonly HistoryEvent[]): LogOperation[] {
  return operationsOf(history)
    .toSorted((a, b) => (a.completedAt === b.completedAt ? 0 : a.completedAt - b.completedAt))
    .map(({ process: client, f, type, invokedAt, completedAt, argument, value }) => {
      const at = completedAt === Infinity ? invokedAt : completedAt;
      const plain = { process: client, type, invokedAt, completedAt, at, ...NOTHING_DONE };
      switch (f) {
        case "send":
        case "poll":
        case "txn":
          return { ...plain, ...partsOf(f, value, at) };
        case "assign":
        case "subscribe":
          return { ...plain, assigned: keysOf(value, at) };
        case "commit_offsets":
          return { ...plain, committed: offsetsOf(argument, at) };
        case "list_committed_offsets":
          return {
            ...plain,
            listedKeys: keysOf(argument, at),
            listed: type === "ok" ? offsetsOf(value, at) : undefined,
          };
        default:
          return plain;
      }
    });
}

const NOTHING: ReadonlyMap<string, readonly Message[]> = new Map();

const NOTHING_DONE = {
  sent: NOTHING,
  polled: NOTHING,
  assigned: undefined,
  committed: undefined,
  listed: undefined,
  listedKeys: [],
};

type Parts = Pick<LogOperation, "sent" | "polled">;

function partsOf(f: string, value: Json, at: number): Parts {
  if (!isList(value)) throw unreadable(at, "a list of steps");
  const sent = new Map<string, Message[]>();
  const polled = new Map<string, Message[]>();
  for (const step of value) {
    if (!isList(step)) throw unreadable(at, "a list for each step");
    const [kind, subject, message] = step;
    if (kind === "send" && typeof subject === "string" && message !== undefined) {
      put(sent, subject, [messageOf(message, at)]);
    } else if (kind === "poll") {
      if (subject === undefined || subject === null) continue;
      if (!isRecord(subject)) throw unreadable(at, "keys and their messages");
      for (const [key, messages] of Object.entries(subject)) {
        if (!isList(messages)) throw unreadable(at, "a list of messages for each key");
        const told = messages.map((pair) => {
          if (!isList(pair)) throw unreadable(at, "pairs of offset and message");
          return messageOf(pair, at);
        });
        put(polled, key, told);
      }
    } else {
      throw unreadable(at, "steps that send or poll");
    }
  }
  return { sent: f === "poll" ? NOTHING : sent, polled: f === "send" ? NOTHING : polled };
}

function put(into: Map<string, Message[]>, key: string, messages: readonly Message[]): void {
  const all = into.get(key);
  if (all === undefined) into.set(key, [...messages]);
  else for (const message of messages) all.push(message);
}

/** A pair is an offset and a message; anything else is a message of which nobody knows the offset. */
function messageOf(said: Json, at: number): Message {
  if (!isList(said)) return { offset: undefined, value: said, identity: identityOf(said) };
  const [offset, value] = said;
  if (value === undefined || (typeof offset !== "number" && offset !== null))
    throw unreadable(at, "pairs of offset and message");
  return { offset: offset ?? undefined, value, identity: identityOf(value) };
}

function keysOf(value: Json, at: number): string[] {
  if (!isList(value)) throw unreadable(at, "a list of keys");
  return value.map((key) => {
    if (typeof key !== "string") throw unreadable(at, "keys that are strings");
    return key;
  });
}

function offsetsOf(value: Json, at: number): Map<string, number> {
  if (!isRecord(value)) throw unreadable(at, "keys and their offsets");
  const offsets = new Map<string, number>();
  for (const [key, offset] of Object.entries(value)) {
    if (typeof offset !== "number") throw unreadable(at, "offsets that are numbers");
    offsets.set(key, offset);
  }
  return offsets;
}

function unreadable(at: number, rule: string): RangeError {
  return new RangeError(`cannot read the history as a log needs ${rule}: event ${at}`);
}
