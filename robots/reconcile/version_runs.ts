/**
 * Runs of versions, origin by origin: how sets of numbered updates are written, compared, and cut to the
 * size of a message.
 *
 * ```text
 * runs     until the end: origin, form, ...
 * form 0   a bitset: first version, bytes, lowest bit first
 * form n   n runs: versions left out since the last one, versions less one
 * ```
 *
 * Each origin is written in the shorter of the two forms.
 *
 * @module
 */
import { type ByteReader, type ByteWriter, numberBytes, utf8 } from "../crdt/bytes.ts";
import type { Versioned, VersionRun } from "../crdt/entries.ts";

const BITSET = 0;

/** A run without its origin; `from` and `to` included. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** Runs by origin, both ascending. */
export type RunsByOrigin = ReadonlyMap<string, readonly Span[]>;

/** The runs in which versions come that ascend. */
export function* runsOf(entries: Iterable<Versioned>): Generator<VersionRun> {
  let run: { origin: string; from: number; to: number } | undefined;
  for (const { origin, version } of entries) {
    if (run !== undefined && run.origin === origin && run.to === version - 1) {
      run.to = version;
      continue;
    }
    if (run !== undefined) yield run;
    run = { origin, from: version, to: version };
  }
  if (run !== undefined) yield run;
}

/** Takes runs, ascending, until they need more bytes than there are. */
export class RunsBudget {
  readonly #taken = new Map<string, Span[]>();
  readonly #bytesMax: number;
  /** Of all origins but the last. */
  #bytes = 0;
  #origin: string | undefined;
  #originBytes = 0;
  #runsBytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  get taken(): RunsByOrigin {
    return this.#taken;
  }

  take({ origin, from, to }: VersionRun): boolean {
    const isNew = origin !== this.#origin;
    const spans = isNew ? [] : this.#taken.get(origin)!;
    const bytes = isNew ? this.#bytes + this.#lastBytes() : this.#bytes;
    const originBytes = isNew ? textBytes(origin) : this.#originBytes;
    const runBytes = numberBytes(from - (spans.at(-1)?.to ?? 0)) + numberBytes(to - from);
    const runsBytes = (isNew ? 0 : this.#runsBytes) + runBytes;
    const first = spans[0]?.from ?? from;
    const shorter = Math.min(numberBytes(spans.length + 1) + runsBytes, bitsetBytes(first, to));
    if (bytes + originBytes + shorter > this.#bytesMax) return false;
    if (isNew) this.#taken.set(origin, spans);
    spans.push({ from, to });
    this.#bytes = bytes;
    this.#origin = origin;
    this.#originBytes = originBytes;
    this.#runsBytes = runsBytes;
    return true;
  }

  #lastBytes(): number {
    if (this.#origin === undefined) return 0;
    const spans = this.#taken.get(this.#origin)!;
    const listed = numberBytes(spans.length) + this.#runsBytes;
    const shorter = Math.min(listed, bitsetBytes(spans[0]!.from, spans.at(-1)!.to));
    return this.#originBytes + shorter;
  }
}

export function writeRuns(writer: ByteWriter, runs: RunsByOrigin): void {
  for (const [origin, spans] of runs) {
    writer.text(origin);
    const first = spans[0]!.from;
    const last = spans.at(-1)!.to;
    let listed = numberBytes(spans.length);
    let end = 0;
    for (const { from, to } of spans) {
      listed += numberBytes(from - end) + numberBytes(to - from);
      end = to;
    }
    if (bitsetBytes(first, last) < listed) {
      writer.number(BITSET).number(first).bytes(bitsetOf(spans));
      continue;
    }
    writer.number(spans.length);
    end = 0;
    for (const { from, to } of spans) {
      writer.number(from - end).number(to - from);
      end = to;
    }
  }
}

/** Reads to the end what {@linkcode writeRuns} wrote, and fails unless all ascends. */
export function readRuns(reader: ByteReader): RunsByOrigin {
  const runs = new Map<string, Span[]>();
  let last = "";
  while (reader.left > 0) {
    const origin = reader.text();
    // Nobody has no name.
    if (origin <= last) reader.fail();
    last = origin;
    const form = reader.number();
    const spans = form === BITSET ? readBitset(reader) : readSpans(reader, form);
    if (spans.length === 0) reader.fail();
    runs.set(origin, spans);
  }
  return runs;
}

/** What is in `a` and not in `b`, both ascending. */
export function* withoutSpans(a: Iterable<Span>, b: readonly Span[]): Generator<Span> {
  let at = 0;
  for (const { from, to } of a) {
    let next = from;
    while (at < b.length && b[at]!.to < next) at += 1;
    for (let i = at; i < b.length && b[i]!.from <= to; i++) {
      if (b[i]!.from > next) yield { from: next, to: b[i]!.from - 1 };
      next = b[i]!.to + 1;
    }
    if (next <= to) yield { from: next, to };
  }
}

/** Tells of versions that are asked for by ascending origin and version whether they are in `runs`. */
export class RunsWalk {
  readonly #runs: RunsByOrigin;
  #origin: string | undefined;
  #spans: readonly Span[] = [];
  #at = 0;

  constructor(runs: RunsByOrigin) {
    this.#runs = runs;
  }

  has({ origin, version }: Versioned): boolean {
    if (origin !== this.#origin) {
      this.#origin = origin;
      this.#spans = this.#runs.get(origin) ?? [];
      this.#at = 0;
    }
    while (this.#at < this.#spans.length && this.#spans[this.#at]!.to < version) this.#at += 1;
    return this.#at < this.#spans.length && this.#spans[this.#at]!.from <= version;
  }
}

export function textBytes(text: string): number {
  const { length } = utf8(text);
  return length + numberBytes(length);
}

/**
 * The longest origin that strategies name, bytes with the length before it: a message of 512 bytes has
 * to hold three of them. Origins are names of nodes, and these are short.
 */
export const ORIGIN_BYTES_MAX = 128;

export function isShort(origin: string): boolean {
  return textBytes(origin) <= ORIGIN_BYTES_MAX;
}

function bitsetBytes(first: number, last: number): number {
  const bytes = Math.ceil((last - first + 1) / 8);
  return 1 + numberBytes(first) + numberBytes(bytes) + bytes;
}

function bitsetOf(spans: readonly Span[]): Uint8Array {
  const first = spans[0]!.from;
  const bytes = new Uint8Array(Math.ceil((spans.at(-1)!.to - first + 1) / 8));
  for (const { from, to } of spans) {
    for (let bit = from - first; bit <= to - first; bit++) bytes[bit >>> 3]! |= 1 << (bit & 7);
  }
  return bytes;
}

function readBitset(reader: ByteReader): Span[] {
  const first = reader.number();
  const bytes = reader.bytes();
  // Versions begin at 1, and the highest one must be a number yet.
  if (first === 0 || !Number.isSafeInteger(first + 8 * bytes.length)) reader.fail();
  const spans: { from: number; to: number }[] = [];
  for (let bit = 0; bit < 8 * bytes.length && reader.ok; bit++) {
    if (((bytes[bit >>> 3]! >>> (bit & 7)) & 1) === 0) continue;
    const version = first + bit;
    const last = spans.at(-1);
    if (last?.to === version - 1) last.to = version;
    else spans.push({ from: version, to: version });
  }
  return spans;
}

function readSpans(reader: ByteReader, count: number): Span[] {
  const spans: Span[] = [];
  let end = 0;
  for (let i = 0; i < count && reader.ok; i++) {
    const from = end + reader.number();
    const to = from + reader.number();
    if (from <= end || !Number.isSafeInteger(to)) reader.fail();
    spans.push({ from, to });
    end = to;
  }
  return spans;
}
