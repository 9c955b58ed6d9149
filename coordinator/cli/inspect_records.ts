/**
 * Stream entries with the names of their fields: what Redis holds as bytes becomes an object that
 * can be shown or printed as JSON. Whatever does not decode says so; nothing here throws.
 *
 * @module
 */
import { hearsay } from "../../proto/gen/hearsay.js";
import type { Message } from "../../robots/engine/message.ts";
import type { ReplicaCodec } from "../../robots/engine/replica.ts";
import { decodeMessage } from "../../robots/runtime/envelope.ts";
import { decodeEvent, type HearsayEvent } from "../../robots/runtime/events.ts";
import type { SecretSummary, SecretUpdate } from "../../robots/secret/secret_replica.ts";
import type { StreamEntry } from "./scan_stream.ts";

const { Batch } = hearsay.v1;

export type StreamName = "events" | "quarantine" | "inbox";

type SecretMessage = Message<SecretSummary, SecretUpdate>;

/** A message in an inbox, or why the bytes are none. */
export type InboxMessage =
  | { readonly message: SecretMessage }
  | { readonly problem: string; readonly evidence: Uint8Array };

interface EntryRecord {
  /** `milliseconds-sequence`, by the clock of Redis. */
  readonly id: string;
  /** The robot that it is about. */
  readonly robot: string;
}

export interface InboxRecord extends EntryRecord {
  readonly stream: "inbox";
  /** As the sender has written them, unchecked. */
  readonly from: string;
  readonly kinds: string;
  readonly ids: string;
  readonly messages: readonly InboxMessage[];
}

export interface EventRecord extends EntryRecord {
  readonly stream: "events";
  /** `undefined` when the entry is no event. */
  readonly event: HearsayEvent | undefined;
}

export interface QuarantineRecord extends EntryRecord {
  readonly stream: "quarantine";
  readonly reason: string;
  /** Id of the entry in the robot's inbox. */
  readonly source: string;
  readonly evidence: Uint8Array;
}

export type StreamRecord = InboxRecord | EventRecord | QuarantineRecord;

const NOTHING = Buffer.alloc(0);

/** Decodes an entry of the inbox of `robot`. */
export function inboxRecord(
  robot: string,
  entry: StreamEntry,
  codec: ReplicaCodec<SecretSummary, SecretUpdate>,
): InboxRecord {
  return {
    stream: "inbox",
    id: entry.id,
    robot,
    from: textOf(entry, "from"),
    kinds: textOf(entry, "kinds"),
    ids: textOf(entry, "ids"),
    messages: messagesOf(entry, codec),
  };
}

export function eventRecord(entry: StreamEntry): EventRecord {
  const body = entry.fields.get("body");
  const event = body && decodeEvent(body);
  return { stream: "events", id: entry.id, robot: event?.robot ?? textOf(entry, "robot"), event };
}

export function quarantineRecord(entry: StreamEntry): QuarantineRecord {
  return {
    stream: "quarantine",
    id: entry.id,
    robot: textOf(entry, "robot"),
    reason: textOf(entry, "reason"),
    source: textOf(entry, "source"),
    evidence: entry.fields.get("body") ?? NOTHING,
  };
}

function messagesOf(
  entry: StreamEntry,
  codec: ReplicaCodec<SecretSummary, SecretUpdate>,
): InboxMessage[] {
  const body = entry.fields.get("body");
  if (body === undefined) {
    const text = [...entry.fields].map(([name, value]) => `${name}=${value.toString("latin1")}`);
    return [{ problem: "no field body", evidence: Buffer.from(text.join(" ")) }];
  }
  let envelopes: Uint8Array[];
  try {
    ({ envelopes } = Batch.decode(body));
  } catch {
    return [{ problem: "the body is no protobuf batch", evidence: body }];
  }
  if (envelopes.length === 0) return [{ problem: "the batch has no messages", evidence: body }];
  return envelopes.map((bytes) => {
    const decoded = decodeMessage(bytes, codec);
    return decoded.ok
      ? { message: decoded.message }
      : { problem: decoded.problem, evidence: bytes };
  });
}

function textOf({ fields }: StreamEntry, name: string): string {
  return fields.get(name)?.toString() ?? "";
}
