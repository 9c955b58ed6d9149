/**
 * Reconciliation by version vectors: each side says up to where it has seen what, and is sent exactly
 * what it lacks (scuttlebutt reconciliation: van Renesse, Dumitriu, Gough and Thomas 2008, "Efficient
 * Reconciliation and Flow Control for Anti-Entropy Protocols"). For types that number their updates.
 *
 * ```text
 * open    question                    "what do I lack?", and the other side asks back
 * ask     question                    "what do I lack?"
 * part    claims, entries             (delta_part.ts)
 * last    next, claims, entries       an answer that leaves something: "ask on from there"
 * whole   turn, claims, entries       an answer to all origins that leaves nothing
 * ```
 *
 * An origin's entries come oldest first, so a cut leaves no gap. Loss does: what is held beyond one is
 * part of the question (delta_question.ts) and is not sent again. If something is left, whoever asked
 * asks on at once, as long as it learns something from that. Vectors too long for a message are asked
 * about page by page; a side remembers the page that it asked about last, and begins there when a
 * conversation broke off.
 *
 * ## What counts as seen
 *
 * What was replaced is not sent, but counts as seen once its replacement is here. That may be an entry of
 * any origin. So a claim alone proves only that this peer need not be asked again for the versions it
 * covers. A side keeps that for its peer, beside the state, and asks accordingly: so a large difference
 * with many holes gets through piece by piece. It is adopted as seen when the peer has said that nothing is
 * missing: in one message, and in answer to a question about all origins. If it took more than one, or if
 * this side had asked back, that is what it asks about when it begins the next time. Vectors
 * that need pages are never adopted.
 *
 * A claim counts as far as an entry that was joined here has spoken of its origin, by its own number or
 * in its clock. What is claimed beyond costs a question more, again and again, and takes no memory; a
 * peer that invents it makes nobody miss anything.
 *
 * Claims are about what the peer holds, so one that comes back with less than it had needs a new side. In
 * any case they are forgotten after {@linkcode FRUITLESS_MAX} conversations that brought nothing.
 *
 * ## No digest
 *
 * If neither vector exceeds the other there is nothing to say, and that ends a conversation after one
 * message. Equal vectors and different entries are nothing to worry about while only one side has
 * forgotten a deletion that all have seen. If they come from a state that says it has seen what it
 * has not, no vector can tell: that takes a strategy that compares entries. And if states are equal under
 * different vectors, claims bring these level.
 *
 * Beside the entries a conversation takes some 8 bytes for each origin, 8 more where something is
 * asked back, 9 where something was replaced; and a byte or two for each entry.
 *
 * @module
 */
import type { ByteReader } from "../crdt/bytes.ts";
import type { Versions } from "../crdt/entries.ts";
import {
  exceedsVersions,
  mergeVersions,
  type VersionVector,
  versionOf,
} from "../crdt/version_vector.ts";
import { answerTo, lackingFrom } from "./delta_answer.ts";
import { type Claim, readClaims, writePart } from "./delta_part.ts";
import {
  type Question,
  readQuestion,
  type Standing,
  writeNamed,
  writeQuestion,
} from "./delta_question.ts";
import type { Reconcilable } from "./reconcilable.ts";
import { type Heard, type Limits, type Side, STRATEGY_CODES, type Strategy } from "./strategy.ts";
import {
  HEADER_BYTES,
  hear,
  heardOf,
  message,
  OWN_KINDS,
  readEntries,
  refused,
  replied,
} from "./trade.ts";
import { Turns } from "./turns.ts";
import { isShort, textBytes } from "./version_runs.ts";

const CODE = STRATEGY_CODES.delta;
const OPEN = OWN_KINDS;
const ASK = OWN_KINDS + 1;
const PART = OWN_KINDS + 2;
const LAST = OWN_KINDS + 3;
const WHOLE = OWN_KINDS + 4;

/**
 * Origins of which claims are kept for one peer. With some 100 bytes each, 256 peers take at most 100
 * MB, and only when entries speak of as many origins. What is not kept is asked for again.
 */
const JOINED_MAX = 4096;

/**
 * Conversations that brought nothing, in a row, before claims are forgotten: with half of all messages
 * lost, one in three bursts in which something is missing still brings something.
 */
const FRUITLESS_MAX = 16;

export const delta: Strategy = {
  name: "delta",
  refuses: ({ entries }) =>
    entries.versions === undefined ? "its updates have no versions" : undefined,
  side(state, limits) {
    const { versions } = state.entries;
    if (versions === undefined) {
      throw new TypeError("cannot reconcile by delta as the type must number its updates");
    }
    return new DeltaSide(state, versions, limits);
  },
};

class DeltaSide implements Side {
  readonly #state: Reconcilable;
  readonly #versions: Versions;
  readonly #limits: Limits;
  /** Up to where all is here that the peer held, by its claims. */
  readonly #joined = new Map<string, number>();
  readonly #turns = new Turns();
  /** The vector of the last question, if it was about all origins. */
  #asked: VersionVector | undefined;
  /** Behind which origin the next conversation begins, and behind which the last question did. */
  #from = "";
  #askedAfter = "";
  /** Whether something was learned since the last question. */
  #hasLearned = false;
  /** Conversations begun since something was learned. */
  #fruitless = 0;

  constructor(state: Reconcilable, versions: Versions, limits: Limits) {
    this.#state = state;
    this.#versions = versions;
    this.#limits = limits;
  }

  begin(): readonly Uint8Array[] {
    this.#fruitless += 1;
    if (this.#fruitless > FRUITLESS_MAX) this.#joined.clear();
    return [this.#question(OPEN, this.#from)];
  }

  receive(bytes: Uint8Array, nowMs: number): Heard {
    return hear(this.#state, CODE, bytes, this.#limits, nowMs, (kind, reader) => {
      if (kind === OPEN || kind === ASK) return this.#hearQuestion(kind, reader);
      if (kind === PART) return this.#hearPart(reader, nowMs);
      if (kind === LAST) return this.#hearLast(reader, nowMs);
      return kind === WHOLE ? this.#hearWhole(reader, nowMs) : refused("malformed");
    });
  }

  /** What this side need not be sent by this peer. */
  #standing(): Standing {
    const vector = mergeVersions(this.#versions.seen(), this.#joined);
    const beyond = this.#versions
      .beyond()
      .map((run) => ({ ...run, from: Math.max(run.from, versionOf(vector, run.origin) + 1) }))
      .filter(({ from, to }) => from <= to);
    return { vector, beyond: Map.groupBy(beyond, ({ origin }) => origin) };
  }

  #question(kind: number, after: string): Uint8Array {
    const writer = message(CODE, kind);
    const standing = this.#standing();
    const isPending = exceedsVersions(standing.vector, this.#versions.seen());
    const bytesMax = this.#limits.messageBytesMax - HEADER_BYTES;
    const turn = this.#turns.ask();
    const asked = writeQuestion(writer, turn, standing, isPending, after, bytesMax);
    this.#asked = asked === "all" ? standing.vector : undefined;
    this.#from = asked === "page" ? after : "";
    this.#askedAfter = after;
    this.#hasLearned = false;
    return writer.finish();
  }

  #hearQuestion(kind: number, reader: ByteReader): Heard {
    const question = readQuestion(reader);
    if (!reader.end) return refused("malformed");
    const { burstMessagesMax, messageBytesMax } = this.#limits;
    const standing = this.#standing();
    const lacking = kind === OPEN ? lackingFrom(question, standing) : [];
    const answersMax = lacking.length > 0 ? Math.max(1, burstMessagesMax - 1) : burstMessagesMax;
    const messages = this.#answer(question, answersMax);
    if (lacking.length > 0 && messages.length < burstMessagesMax) {
      const writer = message(CODE, ASK);
      writeNamed(writer, standing, lacking, messageBytesMax - HEADER_BYTES);
      this.#askedAfter = "";
      this.#hasLearned = false;
      messages.push(writer.finish());
    }
    return replied(messages);
  }

  #answer(question: Question, messagesMax: number): Uint8Array[] {
    const { after, upTo, turn, isAboutAll, isPending } = question;
    const nextBytes = Math.max(textBytes(after), textBytes(upTo ?? ""));
    const bytesMax = this.#limits.messageBytesMax - HEADER_BYTES - nextBytes;
    const { entries } = this.#state;
    const answer = answerTo(question, entries, this.#versions, bytesMax, messagesMax);
    const { parts, isCut } = answer;
    if (isAboutAll && answer.isWhole && parts.length <= 1) {
      const [part = { claims: [], entries: [] }] = parts;
      if (part.claims.length > 0 || isPending) {
        const writer = message(CODE, WHOLE).fixed(turn, 1);
        writePart(writer, part);
        return [writer.finish()];
      }
    }
    const next = isCut ? after : upTo;
    if (next !== undefined && parts.length === 0) parts.push({ claims: [], entries: [] });
    return parts.map((part, i) => {
      const isLast = next !== undefined && i === parts.length - 1;
      const writer = isLast ? message(CODE, LAST).text(next) : message(CODE, PART);
      writePart(writer, part);
      return writer.finish();
    });
  }

  #hearWhole(reader: ByteReader, nowMs: number): Heard {
    const turn = reader.fixed(1);
    return this.#hearPart(reader, nowMs, turn);
  }

  #hearLast(reader: ByteReader, nowMs: number): Heard {
    const next = reader.text();
    const heard = this.#hearPart(reader, nowMs);
    if (heard.kind === "refused" || !isShort(next)) return heard;
    if (!this.#hasLearned && next <= this.#askedAfter) return heard;
    return replied([this.#question(ASK, next)], heard.items);
  }

  /** @param turn Of the question to which this is the whole answer. */
  #hearPart(reader: ByteReader, nowMs: number, turn?: number): Heard {
    const claims = readClaims(reader);
    const entries = readEntries(reader);
    if (!reader.end) return refused("malformed");
    const merged = this.#state.merge(entries, nowMs);
    const heard = heardOf(merged);
    if (merged.kind === "malformed" || heard.kind === "refused") return heard;
    if (merged.items > 0) this.#learned();
    // What was left out must come again, so it must not count as seen.
    if (merged.ahead + merged.contradictions === 0) {
      this.#believe(claims);
      if (turn !== undefined) this.#adopt(turn, claims);
    }
    return heard;
  }

  /** Takes note of the claims that begin where nothing is missing. */
  #believe(claims: readonly Claim[]): void {
    const here = this.#versions.seen();
    for (const { origin, from, to: claimed } of claims) {
      // A part of a claim is as true as the whole.
      const to = Math.min(claimed, this.#versions.heardOf(origin));
      const joined = versionOf(this.#joined, origin);
      const version = Math.max(versionOf(here, origin), joined);
      if (from > version || to <= version) continue;
      if (joined === 0 && this.#joined.size >= JOINED_MAX) continue;
      this.#joined.set(origin, to);
      this.#learned();
    }
  }

  /** Nothing was missing but what came with these claims: all that was asked about counts as seen. */
  #adopt(turn: number, claims: readonly Claim[]): void {
    if (this.#asked === undefined || !this.#turns.answered(turn)) return;
    const adopted = new Map(mergeVersions(this.#asked, this.#versions.seen()));
    for (const { origin, from, to } of claims) {
      const version = versionOf(adopted, origin);
      if (from <= version && to > version) adopted.set(origin, to);
    }
    this.#versions.adopt(adopted);
  }

  #learned(): void {
    this.#hasLearned = true;
    this.#fruitless = 0;
  }
}
