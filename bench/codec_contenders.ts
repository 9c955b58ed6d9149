/**
 * Ways to bring a message of the main job onto the wire and back: the generated code that we use,
 * JSON, and code written by hand (codec_handwritten.ts).
 *
 * @module
 */
import { hearsay } from "../proto/gen/hearsay.js";

const { Envelope, Summary, Update } = hearsay.v1;

/** What stands on the wire. */
export interface WireMessage {
  readonly from: string;
  readonly boot: number;
  readonly seq: number;
  readonly lamport: number;
  readonly wantsUpdate: boolean;
  readonly offersUpdate: boolean;
  readonly summary?: WireSummary | undefined;
  readonly update?: WireWord[] | undefined;
}

export interface WireSummary {
  readonly wordCount: number;
  /** A bitset. */
  readonly known: Uint8Array;
}

export interface WireWord {
  readonly index: number;
  readonly value: Uint8Array;
}

export interface WireCodec {
  readonly encode: (message: WireMessage) => Uint8Array;
  readonly decode: (bytes: Uint8Array) => WireMessage;
}

/** Generated code, an envelope around a summary or an update, as robots use it. */
export const protobuf: WireCodec = {
  encode({ from, boot, seq, lamport, wantsUpdate, offersUpdate, summary, update }) {
    return Envelope.encode({
      from,
      boot,
      seq,
      lamport,
      wantsUpdate,
      offersUpdate,
      summary: summary === undefined ? null : Summary.encode(summary).finish(true),
      update: update === undefined ? null : Update.encode({ words: update }).finish(true),
    }).finish(true);
  },
  decode(bytes) {
    const { from, boot, seq, lamport, wantsUpdate, offersUpdate, summary, update } =
      Envelope.decode(bytes);
    return {
      from,
      boot,
      seq,
      lamport,
      wantsUpdate,
      offersUpdate,
      summary: summary ? Summary.decode(summary) : undefined,
      update: update ? (Update.decode(update).words as WireWord[]) : undefined,
    };
  },
};

/** What JSON makes of it: bytes as base64, as it has none. */
interface JsonMessage extends Omit<WireMessage, "summary" | "update"> {
  readonly summary?: { readonly wordCount: number; readonly known: string } | undefined;
  readonly update?: { readonly index: number; readonly value: string }[] | undefined;
}

export const json: WireCodec = {
  encode({ from, boot, seq, lamport, wantsUpdate, offersUpdate, summary, update }) {
    const message: JsonMessage = {
      from,
      boot,
      seq,
      lamport,
      wantsUpdate,
      offersUpdate,
      summary: summary && { wordCount: summary.wordCount, known: toBase64(summary.known) },
      update: update?.map(({ index, value }) => ({ index, value: toBase64(value) })),
    };
    return Buffer.from(JSON.stringify(message));
  },
  decode(bytes) {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const { from, boot, seq, lamport, wantsUpdate, offersUpdate, summary, update } = JSON.parse(
      buffer.toString(),
    ) as JsonMessage;
    return {
      from,
      boot,
      seq,
      lamport,
      wantsUpdate,
      offersUpdate,
      summary: summary && {
        wordCount: summary.wordCount,
        known: Buffer.from(summary.known, "base64"),
      },
      update: update?.map(({ index, value }) => ({ index, value: Buffer.from(value, "base64") })),
    };
  },
};

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64");
}
