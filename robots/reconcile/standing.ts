/**
 * What two replicas tell each other besides entries (`Standing` in entries.ts), whatever strategy they
 * use. Each message has a mark with it, so that whoever hears it knows whether all is here that the
 * other one held: then all that it has seen counts as seen here, too.
 *
 * ```text
 * standing   strategy auto, 4, what it is, mark, what the state tells
 * what       0, a question; 1, the answer; 2, the answer to one who holds no more than is here
 * ```
 *
 * Replicas may have forgotten different things. So a mark leaves out what is outdated for the peer, by
 * what it told last, and is compared with one that does so, too.
 *
 * It is asked until both hold the same; then not before something has changed here. What does not fit
 * into a message is not sent: then nothing is learned in this way, and nothing is lost.
 *
 * @module
 */
import { type ByteReader, equalBytes } from "../crdt/bytes.ts";
import type { HeldHere, Standing } from "../crdt/entries.ts";
import { type EntryId, entryId } from "../crdt/entry_id.ts";
import type { Reconcilable } from "./reconcilable.ts";
import { equalMarks, readMark, type StateMark, writeMark } from "./state_mark.ts";
import { type Heard, type Limits, STRATEGY_CODES } from "./strategy.ts";
import { message, OWN_KINDS, refused, replied, SILENCE } from "./trade.ts";

export const STANDING = OWN_KINDS + 1;

const QUESTION = 0;
const ANSWER = 1;
const ANSWER_TO_EQUAL = 2;

/** How it stands here at some time. */
interface Told {
  readonly mark: StateMark;
  readonly bytes: Uint8Array;
}

/** The part of a conversation with one peer that is about standings. */
export class StandingTalk {
  readonly #state: Reconcilable;
  readonly #limits: Limits;
  /** What the peer told last. */
  #theirs: Uint8Array | undefined;
  #asked: Told | undefined;
  /** How it stood here when both sides were found to hold the same. */
  #level: Told | undefined;

  constructor(state: Reconcilable, limits: Limits) {
    this.#state = state;
    this.#limits = limits;
  }

  /** A question, unless nothing has changed here since both were level. */
  begin(): readonly Uint8Array[] {
    const standing = this.#state.entries.standing;
    if (standing === undefined) return [];
    const now = this.#told(standing);
    if (this.#level !== undefined && areSame(this.#level, now)) return [];
    this.#asked = now;
    return this.#message(standing, QUESTION);
  }

  /** @param reader Behind the kind of message. */
  hear(reader: ByteReader): Heard {
    const what = reader.fixed(1);
    const mark = readMark(reader);
    const bytes = reader.raw(reader.left).slice();
    if (!reader.end || what > ANSWER_TO_EQUAL) return refused("malformed");
    const standing = this.#state.entries.standing;
    if (standing === undefined) return refused("unsupported");
    const before = this.#told(standing);
    const held = this.#held(standing, mark, bytes);
    if (!standing.hear(bytes, held)) return refused("malformed");
    this.#theirs = bytes;
    if (what === QUESTION) {
      return replied(this.#message(standing, held === "unknown" ? ANSWER : ANSWER_TO_EQUAL));
    }
    const isLevel = held !== "unknown" && what === ANSWER_TO_EQUAL;
    // What has changed since the question was asked, the peer has not heard.
    if (isLevel && this.#asked !== undefined && areSame(this.#asked, before)) {
      this.#level = this.#asked;
    }
    return SILENCE;
  }

  #held(standing: Standing, theirs: StateMark, bytes: Uint8Array): HeldHere {
    if (equalMarks(theirs, this.#state.index)) return "all";
    return equalMarks(theirs, this.#markFor(standing, bytes)) ? "more" : "unknown";
  }

  #told(standing: Standing): Told {
    const { count, digest } = this.#state.index;
    return { mark: { count, digest }, bytes: standing.tell() };
  }

  #message(standing: Standing, what: number): readonly Uint8Array[] {
    const writer = message(STRATEGY_CODES.auto, STANDING).fixed(what, 1);
    writeMark(writer, this.#markFor(standing, this.#theirs)).raw(standing.tell());
    return writer.length > this.#limits.messageBytesMax ? [] : [writer.finish()];
  }

  /** The mark of what is here and not outdated for a peer that told `theirs`. */
  #markFor(standing: Standing, theirs: Uint8Array | undefined): StateMark {
    const { entries, index } = this.#state;
    let { count, digest } = index;
    for (const key of theirs === undefined ? [] : standing.outdatedFor(theirs)) {
      count -= 1;
      digest = difference(digest, entryId(entries.entry(key)!));
    }
    return { count, digest };
  }
}

/** The digest without the entry of this id: digests are the exclusive or of ids. */
function difference(digest: EntryId, id: EntryId): EntryId {
  return { high: (digest.high ^ id.high) >>> 0, low: (digest.low ^ id.low) >>> 0 };
}

function areSame(a: Told, b: Told): boolean {
  return equalMarks(a.mark, b.mark) && equalBytes(a.bytes, b.bytes);
}
