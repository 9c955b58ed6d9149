/**
 * The replica of the main job: the words of a secret that one robot knows.
 *
 * @module
 */
import type { Bitset } from "../crdt/bitset.ts";
import { WriteOnceMap } from "../crdt/write_once_map.ts";
import type { MessageId, RobotId } from "../engine/ids.ts";
import {
  InvariantViolation,
  type MergeOutcome,
  type Progress,
  type Replica,
} from "../engine/replica.ts";
import { pickMissing } from "../reconcile/digest.ts";

/** One word and its place. */
export interface Word {
  readonly index: number;
  readonly value: Uint8Array;
}

/** Words by ascending index. */
export type SecretUpdate = readonly Word[];

/** Which words are known. */
export type SecretSummary = Bitset;

/** Bytes of words in one update: with the largest summary and the envelope it fits in a message. */
export const UPDATE_BYTES_MAX = 88 * 1024;

/** What framing adds to a word on the wire, at most: tags, lengths and the index. */
const WORD_OVERHEAD_BYTES_MAX = 14;

/** @see Replica */
export class SecretReplica implements Replica<SecretSummary, SecretUpdate> {
  readonly #robot: RobotId;
  readonly #wordCount: number;
  readonly #words: WriteOnceMap;

  /** @param wordCount Words of the whole secret. */
  constructor(robot: RobotId, wordCount: number) {
    this.#robot = robot;
    this.#wordCount = wordCount;
    this.#words = new WriteOnceMap(wordCount);
  }

  summarize(): SecretSummary {
    return this.#words.known.clone();
  }

  missing(theirs: SecretSummary): SecretUpdate | undefined {
    const indexes = pickMissing(this.#words.known, theirs, UPDATE_BYTES_MAX, (index) => {
      return this.#words.get(index)!.length + WORD_OVERHEAD_BYTES_MAX;
    });
    if (indexes.length === 0) return undefined;
    return indexes.map((index) => ({ index, value: this.#words.get(index)! }));
  }

  lacks(theirs: SecretSummary): boolean {
    return theirs.exceeds(this.#words.known);
  }

  merge(update: SecretUpdate, source: MessageId): MergeOutcome {
    // Look at everything before the first write, so that a violation changes nothing.
    for (const word of update) this.#refuseConflict(word, source);
    let items = 0;
    for (const { index, value } of update) {
      if (this.#words.put(index, value) === "added") items += 1;
    }
    return items > 0 ? { kind: "applied", items } : { kind: "known" };
  }

  progress(): Progress {
    return { known: this.#words.known.count, total: this.#wordCount };
  }

  /** Everything known, in the order of the secret: the secret itself when complete. */
  read(): Uint8Array {
    let length = 0;
    for (const [, value] of this.#words.entries()) length += value.length;
    const bytes = new Uint8Array(length);
    let end = 0;
    for (const [, value] of this.#words.entries()) {
      bytes.set(value, end);
      end += value.length;
    }
    return bytes;
  }

  #refuseConflict(word: Word, source: MessageId): void {
    const known = this.#words.get(word.index);
    if (known === undefined || this.#words.agrees(word.index, word.value)) return;
    throw new InvariantViolation({
      what: "a word must never change",
      robot: this.#robot,
      index: word.index,
      knownValue: known,
      // Not slice(): of a Buffer that is a view.
      givenValue: new Uint8Array(word.value),
      messageId: source,
    });
  }
}
