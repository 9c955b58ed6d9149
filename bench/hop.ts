/**
 * How long one message takes through our transport, envelope included: half of a round trip to
 * another process and back, against PING, which also goes to Redis and back once.
 *
 * @module
 */
import { connect, whenReady } from "../coordinator/redis/connect.ts";
import { decodeMessage, encodeMessage } from "../robots/runtime/envelope.ts";
import { openTransport } from "./bench_transport.ts";
import { atMost, type BenchContext, type Benchmark, type Row } from "./benchmark.ts";
import { bytesCodec, PAYLOAD_BYTES, payloadMessage, RECEIVER, SENDER } from "./payload.ts";
import { Peer } from "./peer.ts";
import { inTurns, ratio } from "./rounds.ts";
import { median, quantile } from "./statistics.ts";

const READY_MS_MAX = 5000;

/** Of one round: a tenth of a second or two. */
const ROUND_TRIPS = 1500;

export const hop: Benchmark = {
  name: "hop",
  about: "latency of one message to another process, against PING",
  run,
};

async function run({ redisUrl, quick, progress }: BenchContext): Promise<Row[]> {
  const peer = new Peer("hop_peer.ts", { redisUrl });
  const pinging = connect(redisUrl);
  const transport = await openTransport({
    redisUrl,
    self: SENDER,
    medium: "bench-hop",
    packing: true,
  });
  try {
    let back: () => void = () => {};
    await transport.start({
      message(bytes) {
        if (decodeMessage(bytes, bytesCodec).ok) back();
      },
      malformed() {},
      lost() {},
    });
    await peer.ask({ do: "start" });
    await whenReady(pinging, READY_MS_MAX);
    const payload = new Uint8Array(PAYLOAD_BYTES).fill(7);
    let seq = 0;
    const sendAndWait = async (): Promise<void> => {
      const { promise, resolve } = Promise.withResolvers<void>();
      back = resolve;
      seq += 1;
      const message = payloadMessage(seq, payload);
      const label = { id: message.id, kind: "update" };
      void transport.send(RECEIVER, encodeMessage(message, bytesCodec), label);
      await promise;
    };
    progress("one message at a time");
    const p99 = { ours: [] as number[], ping: [] as number[] };
    const p50 = await inTurns(quick ? 3 : 15, {
      ours: () => latencyUs(sendAndWait, 2, p99.ours),
      ping: () => latencyUs(() => pinging.ping(), 1, p99.ping),
    });
    const us = (samples: number[]): string => `${Math.round(median(samples))} us`;
    return [
      {
        what: "p50, one way",
        ours: `${Math.round(median(p50.ours))} us`,
        baseline: `${Math.round(median(p50.ping))} us PING`,
        ...ratio(p50.ours, p50.ping),
        mark: atMost(1.3),
      },
      {
        what: "p99, one way",
        ours: us(p99.ours),
        baseline: `${us(p99.ping)} PING`,
        ...ratio(p99.ours, p99.ping),
      },
    ];
  } finally {
    await Promise.all([transport.close(), peer.end()]);
    pinging.disconnect();
  }
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
