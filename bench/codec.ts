/**
 * Encoding and decoding a message of the main job, against JSON and against code written by hand;
 * and what a summary weighs.
 *
 * @module
 */
import { deepStrictEqual } from "node:assert";
import { Bitset } from "../robots/crdt/bitset.ts";
import { secretCodec } from "../robots/secret/codec.ts";
import { atLeast, atMost, type BenchContext, type Benchmark, type Row } from "./benchmark.ts";
import { json, protobuf, type WireMessage } from "./codec_contenders.ts";
import { handwritten } from "./codec_handwritten.ts";
import { engineMessage, robotsJson, robotsProtobuf } from "./codec_robots.ts";
import { inTurns, ratio } from "./rounds.ts";
import { median } from "./statistics.ts";

/** Messages of one round: a tenth of a second or so. */
const MESSAGES = 60_000;

/** Words of the secret that the messages are about; its bitset has 64 bytes. */
const WORDS = 512;

const SUMMARY_WORDS = [64, 512, 4096, 100_000];

/** What a summary may have beyond its bits. */
const SUMMARY_OVERHEAD_BYTES = 20;

export const codec: Benchmark = {
  name: "codec",
  about: "encoding and decoding messages, against JSON and by hand; size of a summary",
  run,
};

async function run({ quick, progress }: BenchContext): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [what, wire] of messages()) {
    progress(what);
    const message = engineMessage(wire, WORDS);
    const contenders = {
      ours: contender(protobuf, wire),
      json: contender(json, wire),
      hand: contender(handwritten, wire),
      robots: contender(robotsProtobuf(WORDS), message),
      robotsJson: contender(robotsJson(WORDS), message),
    };
    const count = quick ? MESSAGES / 6 : MESSAGES;
    const rates = await inTurns(quick ? 3 : 9, {
      ours: () => contenders.ours.rate(count),
      json: () => contenders.json.rate(count),
      hand: () => contenders.hand.rate(count),
      robots: () => contenders.robots.rate(count),
      robotsJson: () => contenders.robotsJson.rate(count),
    });
    type Name = keyof typeof rates;
    const row = (ours: Name, baseline: Name, name: string, more: string): Row => ({
      what: `${what}, ${contenders[ours].bytes} bytes${more}`,
      ours: millions(rates[ours]),
      baseline: `${millions(rates[baseline])} ${name}`,
      ...ratio(rates[ours], rates[baseline]),
    });
    const jsonName = `JSON (${contenders.json.bytes} bytes)`;
    rows.push({ ...row("ours", "json", jsonName, ""), mark: atLeast(2) });
    rows.push({ ...row("ours", "hand", "by hand", ""), mark: atLeast(0.65) });
    rows.push(row("robots", "robotsJson", "JSON, too", ", with checksum and checks"));
  }
  return [...rows, ...SUMMARY_WORDS.map(summarySize)];
}

function messages(): [string, WireMessage][] {
  const head = { from: "r7", boot: 1, seq: 1234, lamport: 5678 };
  const known = new Uint8Array(WORDS / 8).fill(0b1010_0110);
  const update = Array.from({ length: 8 }, (_, i) => ({
    index: 60 * i + 1,
    value: Uint8Array.from({ length: 8 }, (_unused, j) => 97 + i + j),
  }));
  return [
    [
      `summary of ${WORDS} words`,
      { ...head, wantsUpdate: true, offersUpdate: true, summary: { wordCount: WORDS, known } },
    ],
    ["update with 8 words", { ...head, wantsUpdate: false, offersUpdate: false, update }],
  ];
}

/**
 * A codec with a message to encode and decode again and again.
 *
 * @throws Error when what comes out is not what went in: doing less would be fast.
 */
function contender<Message extends { readonly seq: number }>(
  tried: {
    readonly encode: (message: Message) => Uint8Array;
    readonly decode: (bytes: Uint8Array) => Message;
  },
  message: Message,
): { readonly bytes: number; readonly rate: (count: number) => number } {
  // Bytes come from the network, not from an encoder.
  const received = new Uint8Array(tried.encode(message));
  deepStrictEqual(comparable(tried.decode(received)), comparable(message));
  return {
    bytes: received.length,
    rate(count) {
      // CPU time: what others do meanwhile does not count.
      const before = process.cpuUsage();
      let sum = 0;
      for (let i = 0; i < count; i++) {
        if (tried.encode(message).length === received.length) sum += tried.decode(received).seq;
      }
      const { user, system } = process.cpuUsage(before);
      if (sum !== count * message.seq) throw new Error("a codec changed a message");
      return count / ((user + system) / 1e6);
    },
  };
}

/** The same for every kind of byte array, bitset and object. */
function comparable(value: unknown): unknown {
  if (value instanceof Bitset) return [...value.values()];
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value !== "object" || value === null) return value;
  const present = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(present.map(([name, each]) => [name, comparable(each)]));
}

function millions(rates: readonly number[]): string {
  return `${(median(rates) / 1e6).toFixed(2)} M/s`;
}

/** Every word known: no summary is larger. */
function summarySize(words: number): Row {
  const full = new Bitset(words);
  for (let index = 0; index < words; index++) full.add(index);
  const bytes = secretCodec(words).encodeSummary(full).length;
  const bits = Math.ceil(words / 8);
  return {
    what: `summary of ${words} words, beyond its ${bits} bytes of bits`,
    ours: `${bytes} bytes`,
    baseline: "",
    value: bytes - bits,
    unit: "bytes",
    mark: atMost(SUMMARY_OVERHEAD_BYTES),
  };
}
