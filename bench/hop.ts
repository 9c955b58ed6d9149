/**
 * How long one message takes through our transport, envelope included, against PING, which also goes
 * to Redis and back once. Both ends are in this process, on connections of their own: with a third
 * process on two cores the scheduler would be measured. That, too, is shown: half a round trip to
 * another process.
 *
 * @module
 */
import type { Redis } from "ioredis";
import { connect, whenReady } from "../coordinator/redis/connect.ts";
import { messageId } from "../robots/engine/ids.ts";
import { decodeMessage, encodeMessage } from "../robots/runtime/envelope.ts";
import { withDeadline } from "../robots/transport/deadline.ts";
import type { Transport, TransportHandlers } from "../robots/transport/transport.ts";
import { openTransport } from "./bench_transport.ts";
import { atMost, type BenchContext, type Benchmark, type Row } from "./benchmark.ts";
import { bytesCodec, PAYLOAD_BYTES, payloadMessage, RECEIVER, SENDER } from "./payload.ts";
import { Peer } from "./peer.ts";
import { inTurns, ratio } from "./rounds.ts";
import { median, quantile } from "./statistics.ts";

const READY_MS_MAX = 5000;

/** Far beyond any trip: a message that is lost must not hang the bench. */
const TRIP_MS_MAX = 10_000;

/** Of one round: a tenth of a second or two. */
const ROUND_TRIPS = 1000;

export const hop: Benchmark = {
  name: "hop",
  about: "latency of one message to another process, against PING",
  run,
};

async function run({ redisUrl, quick, progress }: BenchContext): Promise<Row[]> {
  const peer = new Peer("hop_peer.ts", { redisUrl });
  const pinging = connect(redisUrl);
  const reading = connect(redisUrl, { role: "blocking" });
  const [near, far, sender] = await Promise.all([
    openTransport({ redisUrl, self: SENDER, medium: "bench-hop-near", packing: true }),
    openTransport({ redisUrl, self: RECEIVER, medium: "bench-hop-near", packing: true }),
    openTransport({ redisUrl, self: SENDER, medium: "bench-hop", packing: true }),
  ]);
  try {
    const nearTrip = await trips(near.transport, far.transport);
    const farTrip = await trips(sender.transport, sender.transport);
    await near.transport.start(deaf);
    await peer.ask({ do: "start" });
    await Promise.all([pinging, reading].map((redis) => whenReady(redis, READY_MS_MAX)));
    progress("one message at a time");
    const bareTrip = bareTrips(pinging, reading);
    const p99 = {
      near: [] as number[],
      far: [] as number[],
      ping: [] as number[],
      bare: [] as number[],
    };
    const p50 = await inTurns(quick ? 3 : 15, {
      near: () => latencyUs(nearTrip, 1, p99.near),
      ping: () => latencyUs(() => pinging.ping(), 1, p99.ping),
      far: () => latencyUs(farTrip, 2, p99.far),
      bare: () => latencyUs(bareTrip, 1, p99.bare),
    });
    const row = (
      what: string,
      ours: readonly number[],
      baseline: readonly number[],
      name = "PING",
    ): Row => ({
      what,
      ours: us(ours),
      baseline: `${us(baseline)} ${name}`,
      ...ratio(ours, baseline),
    });
    return [
      { ...row("one way, p50", p50.near, p50.ping), mark: atMost(1.3) },
      row("one way, p50", p50.near, p50.bare, "bare ioredis, XADD to XREAD BLOCK"),
      row("one way, p99", p99.near, p99.ping),
      row("one way, p99", p99.near, p99.bare, "bare ioredis, XADD to XREAD BLOCK"),
      row("half a round trip to another process, p50", p50.far, p50.ping),
      row("half a round trip to another process, p99", p99.far, p99.ping),
    ];
  } finally {
    await Promise.all([near.end(), far.end(), sender.end(), peer.end()]);
    pinging.disconnect();
    reading.disconnect();
  }
}

const deaf: TransportHandlers = { message() {}, malformed() {}, lost() {} };

/** Sends one message on `from` and waits until one arrives on `to`, again and again. */
async function trips(from: Transport, to: Transport): Promise<() => Promise<void>> {
  let arrived: (() => void) | undefined;
  await to.start({
    ...deaf,
    message(bytes) {
      if (decodeMessage(bytes, bytesCodec).ok) arrived?.();
    },
  });
  const payload = new Uint8Array(PAYLOAD_BYTES).fill(7);
  let seq = 0;
  return async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    arrived = resolve;
    seq += 1;
    const message = payloadMessage(seq, payload);
    const label = { id: messageId(message), kind: "update" };
    void from.send(RECEIVER, encodeMessage(message, bytesCodec), label);
    await withDeadline(promise, TRIP_MS_MAX, "one message");
  };
}

/** The least that a stream can do: an entry without envelope, bound or trim. */
function bareTrips(writing: Redis, reading: Redis): () => Promise<unknown> {
  const key = "hearsay:bench-hop-bare:inbox";
  const payload = Buffer.alloc(PAYLOAD_BYTES, 7);
  let lastId = "0-0";
  return async () => {
    const read = reading.xread("COUNT", 512, "BLOCK", TRIP_MS_MAX, "STREAMS", key, lastId);
    void writing.xadd(key, "*", "body", payload);
    const [[, entries]] = (await read) as [[string, [string, string[]][]]];
    lastId = entries.at(-1)![0];
  };
}

function us(samples: readonly number[]): string {
  return `${Math.round(median(samples))} us`;
}

/** The median of many trips, microseconds; `p99` gets their 99th percentile. */
async function latencyUs(
  trip: () => Promise<unknown>,
  hops: number,
  p99: number[],
): Promise<number> {
  const samples: number[] = [];
  for (let i = 0; i < ROUND_TRIPS; i++) {
    const startedMs = performance.now();
    await trip();
    samples.push(((performance.now() - startedMs) * 1000) / hops);
  }
  p99.push(quantile(samples, 0.99));
  return median(samples);
}
