/**
 * What robots do beyond the wire: checksum, distrust, and turn bytes into what the engine takes. And
 * JSON, if it had to do the same.
 *
 * @module
 */
import { crc32 } from "node:zlib";
import { Bitset } from "../robots/crdt/bitset.ts";
import { isRobotId } from "../robots/engine/ids.ts";
import type { Message } from "../robots/engine/message.ts";
import { decodeMessage, encodeMessage } from "../robots/runtime/envelope.ts";
import { secretCodec } from "../robots/secret/codec.ts";
import type { SecretSummary, SecretUpdate } from "../robots/secret/secret_replica.ts";
import { json, type WireMessage } from "./codec_contenders.ts";

export type SecretMessage = Message<SecretSummary, SecretUpdate>;

export interface RobotCodec {
  readonly encode: (message: SecretMessage) => Uint8Array;
  /** @throws Error for bytes that it did not make. */
  readonly decode: (bytes: Uint8Array) => SecretMessage;
}

/** A message on the wire as the engine takes it. */
export function engineMessage(wire: WireMessage, wordCount: number): SecretMessage {
  const { summary, update, from, ...head } = wire;
  if (!isRobotId(from)) throw new Error("no valid sender");
  return {
    ...head,
    from,
    summary: summary && Bitset.fromBytes(wordCount, summary.known),
    update,
  };
}

export function robotsProtobuf(wordCount: number): RobotCodec {
  const codec = secretCodec(wordCount);
  return {
    encode: (message) => encodeMessage(message, codec),
    decode(bytes) {
      const outcome = decodeMessage(bytes, codec);
      if (!outcome.ok) throw new Error(outcome.problem);
      return outcome.message;
    },
  };
}

const CHECKSUM_BYTES = 4;

export function robotsJson(wordCount: number): RobotCodec {
  return {
    encode({ summary, update, ...head }) {
      const body = json.encode({
        ...head,
        ...(summary && { summary: { wordCount, known: summary.toBytes() } }),
        ...(update && { update: [...update] }),
      });
      const bytes = Buffer.allocUnsafe(body.length + CHECKSUM_BYTES);
      bytes.set(body);
      bytes.writeUInt32LE(crc32(body), body.length);
      return bytes;
    },
    decode(bytes) {
      const body = bytes.subarray(0, bytes.length - CHECKSUM_BYTES);
      const given = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
      if (given.readUInt32LE(body.length) !== crc32(body)) throw new Error("checksum");
      return engineMessage(json.decode(body), wordCount);
    },
  };
}
