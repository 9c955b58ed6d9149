/**
 * The replica of the main job: the words of a secret that one robot knows.
 *
 * @module
 */
import type { Bitset } from "../crdt/bitset.ts";
import { type Entry, WriteOnceMap } from "../crdt/write_once_map.ts";
import { messageId, type Origin, type RobotId } from "../engine/ids.ts";
import {
  InvariantViolation,
  type MergeOutcome,
  type Progress,
  type Replica,
} from "../engine/replica.ts";
import { pickMissing } from "../reconcile/bitset_digest.ts";

/** One word and its place. */
export type Word = Entry;

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
  #robot: RobotId;
  readonly #wordCount: number;
  readonly #words: WriteOnceMap;
  /** Which of them are there: the map's own, one step nearer. */
  readonly #known: Bitset;

  /**
   * @param wordCount Words of the whole secret.
   * @param common What replicas of the same secret in one process have in common; empty at first.
   */
  constructor(robot: RobotId, wordCount: number, common: (Word | undefined)[] = []) {
    this.#robot = robot;
    this.#wordCount = wordCount;
    this.#words = new WriteOnceMap(wordCount, common);
    this.#known = this.#words.known;
  }

  summarize(): SecretSummary {
    return this.#known.snapshot();
  }

  missing(theirs: SecretSummary): SecretUpdate | undefined {
    const indexes = pickMissing(this.#known, theirs, UPDATE_BYTES_MAX, (index) => {
      return this.#words.get(index)!.value.length + WORD_OVERHEAD_BYTES_MAX;
    });
    if (indexes.length === 0) return undefined;
    return indexes.map((index) => this.#words.get(index)!);
  }

  lacks(theirs: SecretSummary): boolean {
    return theirs.exceeds(this.#known);
  }

  merge(update: SecretUpdate, source: Origin): MergeOutcome {
    // Look at everything before the first write, so that a violation changes nothing.
    for (const word of update) this.#refuseConflict(word, source);
    let items = 0;
    for (const word of update) if (this.#words.put(word) === "added") items += 1;
    return items > 0 ? { kind: "applied", items } : { kind: "known" };
  }

  progress(): Progress {
    return { known: this.#known.count, total: this.#wordCount };
  }

  /** Which words are known. A live view. */
  get known(): SecretSummary {
    return this.#known;
  }

  /** The word at `index`, if it is known. */
  word(index: number): Uint8Array | undefined {
    return this.#words.get(index)?.value;
  }

  /** Writes what it knows into `memory` from `at` on: {@linkcode WriteOnceMap.suspend}. */
  suspend(memory: Int32Array, at: number): void {
    this.#words.suspend(memory, at);
  }

  /** Becomes the replica of `robot` that was suspended there. */
  resume(robot: RobotId, memory: Int32Array, at: number): void {
    this.#robot = robot;
    this.#words.resume(memory, at);
  }

  /** Everything known, in the order of the secret: the secret itself when complete. */
  read(): Uint8Array {
    let length = 0;
    for (const { value } of this.#words.entries()) length += value.length;
    const bytes = new Uint8Array(length);
    let end = 0;
    for (const { value } of this.#words.entries()) {
      bytes.set(value, end);
      end += value.length;
    }
    return bytes;
  }

  #refuseConflict(word: Word, source: Origin): void {
    const known = this.#words.get(word.index);
    if (known === undefined || this.#words.agrees(word)) return;
    throw new InvariantViolation({
      what: "a word must never change",
      robot: this.#robot,
      index: word.index,
      knownValue: known.value,
      // Not slice(): of a Buffer that is a view.
      givenValue: new Uint8Array(word.value),
      messageId: messageId(source),
    });
  }
}
