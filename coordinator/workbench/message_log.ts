/**
 * Writes down what happens to every message, a JSON object a line, and reads it again. A message stands
 * there once, as it was sent; afterwards its number is enough:
 *
 * ```text
 * {"id":7,"atNs":1200,"event":"sent","message":{"src":"n0","dest":"n1","body":{"type":"gossip"}}}
 * {"id":7,"atNs":101200,"event":"lost","reason":"cut"}
 * ```
 *
 * @module
 */
import { closeSync, openSync, readSync, writeSync } from "node:fs";
import { StringDecoder } from "node:string_decoder";
import type { Message } from "../../robots/node/message.ts";
import type { Json } from "../checkers/history/history.ts";
import type { Envelope, Journal, LossReason } from "./envelope.ts";
import type { MessageEvent } from "./record.ts";

/** Takes whole lines, each with its end. */
export type Sink = (lines: string) => void;

/** Characters that wait before the sink gets them: so many that a call costs nothing by comparison. */
const BATCH_CHARACTERS = 1 << 16;
/** Read from a file at once. */
const CHUNK_BYTES = 1 << 18;

/** A journal that writes. It holds one batch and no more. */
export class MessageLog implements Journal {
  readonly #sink: Sink;
  #batch = "";

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  sent(envelope: Envelope, atNs: number): void {
    this.#write(`${head(envelope, atNs, "sent")},"message":${textOf(envelope)}}\n`);
  }

  received(envelope: Envelope, atNs: number): void {
    this.#write(`${head(envelope, atNs, "received")}}\n`);
  }

  lost(envelope: Envelope, atNs: number, reason: LossReason): void {
    this.#write(`${head(envelope, atNs, "lost")},"reason":"${reason}"}\n`);
  }

  /** The message stands here again: the first copy may have come to its end before. */
  duplicated(envelope: Envelope, atNs: number): void {
    this.#write(`${head(envelope, atNs, "duplicated")},"message":${textOf(envelope)}}\n`);
  }

  /** Hands on what waits. */
  flush(): void {
    if (this.#batch === "") return;
    this.#sink(this.#batch);
    this.#batch = "";
  }

  #write(line: string): void {
    this.#batch += line;
    if (this.#batch.length >= BATCH_CHARACTERS) this.flush();
  }
}

/** A sink that appends to a new file. It writes at once, so nothing piles up in memory. */
export function fileSink(path: string): { readonly write: Sink; close(): void } {
  const file = openSync(path, "w");
  return {
    write(lines) {
      const bytes = Buffer.from(lines);
      for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
    },
    close: () => closeSync(file),
  };
}

/** The text of a file, in pieces. */
export function* piecesOf(path: string): Generator<string> {
  const file = openSync(path, "r");
  try {
    const decoder = new StringDecoder("utf8");
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
    for (;;) {
      const bytes = readSync(file, buffer);
      if (bytes === 0) return;
      yield decoder.write(buffer.subarray(0, bytes));
    }
  } finally {
    closeSync(file);
  }
}

/**
 * The events in pieces of a log, in order. A last line without its end is left out: whoever wrote it
 * was stopped.
 *
 * @param holding Only messages whose text holds this; skipping the others saves most of the time.
 */
export function* readMessages(pieces: Iterable<string>, holding = ""): Generator<MessageEvent> {
  /** Messages under way, with the copies that have not come to an end. */
  const underWay = new Map<number, { readonly message: Message; copies: number }>();
  for (const line of linesOf(pieces)) {
    const hasMessage = line.includes(MESSAGE);
    if (hasMessage ? !line.includes(holding) : !underWay.has(numberOf(line))) continue;
    const { message: given, ...rest } = JSON.parse(line) as Line;
    const { id } = rest;
    const known = underWay.get(id);
    const message = given ?? known?.message;
    if (message === undefined) continue;
    const copies = (known?.copies ?? 0) + (given === undefined ? -1 : 1);
    if (copies === 0) underWay.delete(id);
    else underWay.set(id, { message, copies });
    const { src, dest, body } = message;
    yield { ...rest, src, dest, body: body as Json };
  }
}

/**
 * Finds the messages that hold a value, and some that do not. Numbers are looked for in the text first.
 *
 * @param pieces Of a log; they are asked for once for each value.
 */
export function lookUpIn(pieces: () => Iterable<string>): (value: Json) => Iterable<MessageEvent> {
  // Texts may be written with escapes, objects in any order, but a whole number in one way only.
  return (value) =>
    readMessages(pieces(), Number.isSafeInteger(value) ? JSON.stringify(value) : "");
}

/** What a line holds. */
type Line = Omit<MessageEvent, "src" | "dest" | "body"> & { readonly message?: Message };

const ID = '{"id":';
const MESSAGE = '","message":';

function head({ id }: Envelope, atNs: number, event: MessageEvent["event"]): string {
  return `${ID}${id},"atNs":${atNs},"event":"${event}"`;
}

/** A line from a program is handed on as it is: writing it anew would be most of the work. */
function textOf({ line, src, dest, body }: Envelope): string {
  return line ?? JSON.stringify({ src, dest, body });
}

function numberOf(line: string): number {
  return Number.parseInt(line.slice(ID.length), 10);
}

function* linesOf(pieces: Iterable<string>): Generator<string> {
  let rest = "";
  for (const piece of pieces) {
    const lines = (rest + piece).split("\n");
    rest = lines.pop()!;
    yield* lines;
  }
}
