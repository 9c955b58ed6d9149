/**
 * Messages a second through our transport, envelope and idle fault layer included, against ioredis
 * alone with 64-byte entries.
 *
 * @module
 */
import { atLeast, type BenchContext, type Benchmark, type Row } from "./benchmark.ts";
import { PAYLOAD_BYTES } from "./payload.ts";
import { Peer } from "./peer.ts";
import { inTurns, ratio } from "./rounds.ts";
import { median } from "./statistics.ts";
import type { ContenderName } from "./transport_contender.ts";
import type { TransportPeerSettings, TransportReply, TransportRequest } from "./transport_peer.ts";

/** Messages of one round: about half a second each. */
const MESSAGES: Readonly<Record<ContenderName, number>> = {
  unpacked: 60_000,
  packed: 300_000,
  bare: 60_000,
};

export const transport: Benchmark = {
  name: "transport",
  about: "messages/s through Redis Streams, unpacked and packed, against bare ioredis",
  run,
};

async function run({ redisUrl, quick, progress }: BenchContext): Promise<Row[]> {
  const streams = {
    unpacked: new Stream("unpacked", redisUrl),
    packed: new Stream("packed", redisUrl),
    bare: new Stream("bare", redisUrl),
  };
  try {
    progress("messages from one process to another");
    const rates = await inTurns(quick ? 2 : 9, {
      unpacked: () => streams.unpacked.rate(MESSAGES.unpacked / (quick ? 4 : 1)),
      bare: () => streams.bare.rate(MESSAGES.bare / (quick ? 4 : 1)),
      packed: () => streams.packed.rate(MESSAGES.packed / (quick ? 4 : 1)),
    });
    const row = (what: string, name: "unpacked" | "packed", mark: number): Row => ({
      what: `${what}, ${PAYLOAD_BYTES} bytes each`,
      ours: perSecond(median(rates[name])),
      baseline: `${perSecond(median(rates.bare))} bare ioredis`,
      ...ratio(rates[name], rates.bare),
      mark: atLeast(mark),
    });
    return [
      row("one message an entry", "unpacked", 0.85),
      row("messages packed into entries", "packed", 5),
    ];
  } finally {
    await Promise.all(Object.values(streams).map((stream) => stream.end()));
  }
}

/** A sender and a receiver in processes of their own. */
class Stream {
  readonly #sender: Peer;
  readonly #receiver: Peer;

  constructor(name: ContenderName, redisUrl: string) {
    const settings: Omit<TransportPeerSettings, "end"> = { redisUrl, name };
    this.#sender = new Peer("transport_peer.ts", { ...settings, end: "sender" });
    this.#receiver = new Peer("transport_peer.ts", { ...settings, end: "receiver" });
  }

  /** Messages a second from the first send to the last arrival. */
  async rate(count: number): Promise<number> {
    await this.#ask(this.#receiver, { do: "listen", count });
    const [sent, arrived] = await Promise.all([
      this.#ask(this.#sender, { do: "send", count }),
      this.#ask(this.#receiver, { do: "wait" }),
    ]);
    return (count * 1000) / (arrived.atMs - sent.atMs);
  }

  async end(): Promise<void> {
    await Promise.all([this.#sender.end(), this.#receiver.end()]);
  }

  #ask(peer: Peer, request: TransportRequest): Promise<TransportReply> {
    return peer.ask<TransportReply>(request);
  }
}

function perSecond(rate: number): string {
  return `${Math.round(rate / 1000)} k/s`;
}
