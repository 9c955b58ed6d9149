/**
 * Summaries and updates of the secret on the wire (proto/secret.proto).
 *
 * @module
 */
import { hearsay } from "../../proto/gen/hearsay.js";
import { Bitset } from "../crdt/bitset.ts";
import type { ReplicaCodec } from "../engine/replica.ts";
import type { SecretSummary, SecretUpdate, Word } from "./secret_replica.ts";

const { Summary, Update } = hearsay.v1;

/** The codec for a secret of `wordCount` words. Bytes about another secret do not decode. */
export function secretCodec(wordCount: number): ReplicaCodec<SecretSummary, SecretUpdate> {
  return {
    encodeSummary: (summary) =>
      Summary.encode({ wordCount, known: summary.toBytes() }).finish(true),
    decodeSummary(bytes) {
      const decoded = attempt(() => Summary.decode(bytes));
      if (decoded?.wordCount !== wordCount) return undefined;
      return Bitset.fromBytes(wordCount, decoded.known);
    },
    encodeUpdate,
    decodeUpdate(bytes) {
      const words = attempt(() => Update.decode(bytes))?.words as Word[] | undefined;
      return words !== undefined && isCanonical(words, wordCount) ? words : undefined;
    },
  };
}

/** Encodes words; also the form in which a share is kept. */
export function encodeUpdate(update: SecretUpdate): Uint8Array {
  return Update.encode({ words: update as Word[] }).finish(true);
}

/** Indexes ascend strictly and stay below the count: one form for each update, no contradiction. */
function isCanonical(words: readonly Word[], wordCount: number): boolean {
  let last = -1;
  for (const { index } of words) {
    if (index <= last || index >= wordCount) return false;
    last = index;
  }
  return true;
}

function attempt<T>(decode: () => T): T | undefined {
  try {
    return decode();
  } catch {
    return undefined;
  }
}
