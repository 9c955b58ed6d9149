/**
 * The message that the transport benches send: a real envelope around 64 bytes.
 *
 * @module
 */
import { robotId } from "../robots/engine/ids.ts";
import type { Message } from "../robots/engine/message.ts";
import type { ReplicaCodec } from "../robots/engine/replica.ts";

/** Bytes that a message carries, as an entry of the baseline does. */
export const PAYLOAD_BYTES = 64;

export const SENDER = robotId("r1");
export const RECEIVER = robotId("r2");

/** Bytes as they are: these benches are about the way, codec.ts is about the load. */
export const bytesCodec: ReplicaCodec<Uint8Array, Uint8Array> = {
  encodeSummary: (bytes) => bytes,
  decodeSummary: (bytes) => bytes,
  encodeUpdate: (bytes) => bytes,
  decodeUpdate: (bytes) => bytes,
};

/** The `seq`-th message. */
export function payloadMessage(seq: number, update: Uint8Array): Message<Uint8Array, Uint8Array> {
  return {
    from: SENDER,
    boot: 1,
    seq,
    lamport: seq,
    wantsUpdate: false,
    offersUpdate: false,
    summary: undefined,
    update,
  };
}
