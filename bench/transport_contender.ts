/**
 * The two ends of a one-way stream of messages, ours and the baseline's, with the same sender loop.
 *
 * @module
 */
import { Redis } from "ioredis";
import { messageId } from "../robots/engine/ids.ts";
import { monotonicNowMs } from "../robots/runtime/clock.ts";
import { decodeMessage, encodeMessage } from "../robots/runtime/envelope.ts";
import { openTransport } from "./bench_transport.ts";
import { bytesCodec, PAYLOAD_BYTES, payloadMessage, RECEIVER, SENDER } from "./payload.ts";

/** `packed` and `unpacked` are ours; `bare` is ioredis alone, batching by itself. */
export type ContenderName = "unpacked" | "packed" | "bare";

/** Entries in one read of the baseline, as in ours. */
const READ_ENTRIES = 512;

/** Sends that may be on their way, in blocks: two of them, so that neither end waits idle. */
const BLOCK_MESSAGES = 2048;

/** One end of the stream. */
export interface Contender {
  /** Sends the `seq`-th message; settles when Redis has it. */
  send(seq: number): Promise<unknown>;
  /** Calls `arrived` for every message from now on. */
  listen(arrived: () => void): Promise<void>;
}

/** Connects one end. */
export async function contender(
  name: ContenderName,
  redisUrl: string,
  end: "sender" | "receiver",
): Promise<Contender> {
  return name === "bare" ? bare(redisUrl) : ours(name, redisUrl, end);
}

/** Sends messages `first` up to `first + count`; returns when it began, epoch milliseconds. */
export async function sendAll(to: Contender, first: number, count: number): Promise<number> {
  const startedAtMs = monotonicNowMs();
  let earlier: Promise<unknown> = Promise.resolve();
  for (let sent = 0; sent < count;) {
    const blockEnd = Math.min(sent + BLOCK_MESSAGES, count);
    let last: Promise<unknown> = Promise.resolve();
    // Both media keep the order, so that the last message of a block is the last to be there.
    for (; sent < blockEnd; sent++) last = to.send(first + sent);
    await earlier;
    earlier = last;
  }
  await earlier;
  return startedAtMs;
}

async function ours(
  name: "unpacked" | "packed",
  redisUrl: string,
  end: "sender" | "receiver",
): Promise<Contender> {
  const self = end === "sender" ? SENDER : RECEIVER;
  const packing = name === "packed";
  const medium = `bench-${name}`;
  const { transport } = await openTransport({ redisUrl, self, medium, packing });
  const payload = new Uint8Array(PAYLOAD_BYTES).fill(7);
  return {
    send(seq) {
      const message = payloadMessage(seq, payload);
      const label = { id: messageId(message), kind: "update" };
      return transport.send(RECEIVER, encodeMessage(message, bytesCodec), label);
    },
    listen: (arrived) =>
      transport.start({
        message(bytes) {
          if (decodeMessage(bytes, bytesCodec).ok) arrived();
          else lost();
        },
        malformed: lost,
        lost,
      }),
  };
}

function bare(redisUrl: string): Contender {
  const redis = new Redis(redisUrl, { enableAutoPipelining: true });
  const key = "hearsay:bench-bare:inbox";
  const payload = Buffer.alloc(PAYLOAD_BYTES, 7);
  const read = async (arrived: () => void): Promise<void> => {
    let lastId = "0-0";
    for (;;) {
      const reply = await redis.xreadBuffer(
        "COUNT",
        READ_ENTRIES,
        "BLOCK",
        1000,
        "STREAMS",
        key,
        lastId,
      );
      if (reply === null) continue;
      const [[, rows]] = reply as unknown as [[Buffer, [Buffer, Buffer[]][]]];
      for (const [, fields] of rows) {
        if (fields[1]?.length !== PAYLOAD_BYTES) throw new Error("not the payload");
        arrived();
      }
      lastId = rows.at(-1)![0].toString();
    }
  };
  return {
    send: () => redis.xadd(key, "*", "body", payload),
    async listen(arrived) {
      await redis.del(key);
      void read(arrived);
    },
  };
}

function lost(): never {
  throw new Error("the bench lost a message");
}
