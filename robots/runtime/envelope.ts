/**
 * Messages on the wire (proto/envelope.proto): encoded, checksummed and, when they come back,
 * distrusted.
 *
 * @module
 */
import { hearsay } from "../../proto/gen/hearsay.js";
import { isRobotId } from "../engine/ids.ts";
import type { Message } from "../engine/message.ts";
import type { ReplicaCodec } from "../engine/replica.ts";
import { MESSAGE_BYTES_MAX } from "../transport/transport.ts";
import { checksumOf } from "./checksum.ts";

const { Envelope } = hearsay.v1;

/** Tag of the field `checksum`: number 15, wire type fixed32. */
const CHECKSUM_TAG = (15 << 3) | 5;
const CHECKSUM_BYTES = 5;

/** Encodes a message; the checksum is its last field and covers everything before it. */
export function encodeMessage<Summary, Update>(
  message: Message<Summary, Update>,
  codec: ReplicaCodec<Summary, Update>,
): Uint8Array {
  const { from, boot, seq, lamport, wantsUpdate, offersUpdate, summary, update } = message;
  const writer = Envelope.encode({
    from,
    boot,
    seq,
    lamport,
    wantsUpdate,
    offersUpdate,
    summary: summary === undefined ? null : codec.encodeSummary(summary),
    update: update === undefined ? null : codec.encodeUpdate(update),
  });
  // Room for the checksum is made first, so that the bytes are laid out once; and they stay where the
  // writer has put them, which is its own to give away.
  const bytes = writer.uint32(CHECKSUM_TAG).fixed32(0).finish(true);
  const end = bytes.length - CHECKSUM_BYTES;
  const checksum = checksumOf(bytes, end);
  bytes[end + 1] = checksum;
  bytes[end + 2] = checksum >>> 8;
  bytes[end + 3] = checksum >>> 16;
  bytes[end + 4] = checksum >>> 24;
  return bytes;
}

/** A message, or why the bytes are none. */
export type DecodeOutcome<Summary, Update> =
  | { readonly ok: true; readonly message: Message<Summary, Update> }
  | { readonly ok: false; readonly problem: string };

/** Decodes bytes from the network. Never throws. */
export function decodeMessage<Summary, Update>(
  bytes: Uint8Array,
  codec: ReplicaCodec<Summary, Update>,
): DecodeOutcome<Summary, Update> {
  if (bytes.length > MESSAGE_BYTES_MAX) return bad(`more than ${MESSAGE_BYTES_MAX} bytes`);
  if (!checksumHolds(bytes)) return bad("the checksum does not match");
  let envelope: InstanceType<typeof Envelope>;
  try {
    envelope = Envelope.decode(bytes);
  } catch {
    return bad("not a protobuf envelope");
  }
  const { from, boot, seq, lamport, wantsUpdate, offersUpdate } = envelope;
  if (!isRobotId(from)) return bad("no valid sender");
  const summary = envelope.summary ? codec.decodeSummary(envelope.summary) : undefined;
  if (envelope.summary && summary === undefined) return bad("the summary does not decode");
  const update = envelope.update ? codec.decodeUpdate(envelope.update) : undefined;
  if (envelope.update && update === undefined) return bad("the update does not decode");
  const message: Message<Summary, Update> = {
    from,
    boot,
    seq,
    lamport,
    wantsUpdate,
    offersUpdate,
    summary,
    update,
  };
  return { ok: true, message };
}

/** What a message carries, for people: `summary`, `update` or `summary+update`. */
export function kindOf(message: Message<unknown, unknown>): string {
  if (message.update === undefined) return "summary";
  return message.summary === undefined ? "update" : "summary+update";
}

function checksumHolds(bytes: Uint8Array): boolean {
  const end = bytes.length - CHECKSUM_BYTES;
  if (end < 0 || bytes[end] !== CHECKSUM_TAG) return false;
  const given =
    bytes[end + 1]! | (bytes[end + 2]! << 8) | (bytes[end + 3]! << 16) | (bytes[end + 4]! << 24);
  return given >>> 0 === checksumOf(bytes, end);
}

function bad(problem: string): { ok: false; problem: string } {
  return { ok: false, problem };
}
