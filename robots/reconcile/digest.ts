/**
 * Reconciliation by digest: one side names every entry it holds, the other one gives what was not named
 * and asks for what it lacks. Names cost 4 to 6 bytes an entry, whatever differs, as ids
 * (digest_ids.ts), and for types that number their updates mostly less than a bit (digest_dots.ts).
 *
 * ```text
 * ask    mark, turn, longer, cursor     "what do you hold, from there on?"
 * page   names
 * last   turn, next cursor, names       the end of an answer
 * lack   names                          answered with `give`
 * ```
 *
 * Every page says which range it covers, so it can be answered on its own, whatever becomes of the
 * others. Whoever asks goes on until all ranges were named, and remembers where it was, so that a
 * conversation that broke off goes on there. What does not fit into the answer to one page is found
 * again by the next conversation.
 *
 * Short names may be those of two entries, one on each side: then both seem to be there. So each
 * time a conversation begins and nothing has changed since the last one, names are a byte longer.
 *
 * @module
 */
import type { ByteReader } from "../crdt/bytes.ts";
import { mix32 } from "../crdt/entry_id.ts";
import { DotNaming } from "./digest_dots.ts";
import { IdNaming } from "./digest_ids.ts";
import { CURSOR_BYTES_MAX, type Naming, NO_CURSOR, type Room } from "./digest_names.ts";
import type { Reconcilable } from "./reconcilable.ts";
import { equalMarks, readMark, type StateMark, writeMark } from "./state_mark.ts";
import { type Heard, type Limits, type Side, STRATEGY_CODES, type Strategy } from "./strategy.ts";
import {
  giveMessages,
  HEADER_BYTES,
  hear,
  message,
  OWN_KINDS,
  refused,
  replied,
  SILENCE,
} from "./trade.ts";
import { Turns } from "./turns.ts";

const CODE = STRATEGY_CODES.digest;
const ASK = OWN_KINDS;
const PAGE = OWN_KINDS + 1;
const LAST = OWN_KINDS + 2;
const LACK = OWN_KINDS + 3;

/** A whole id has four bytes more than the shortest name. */
const LONGER_MAX = 4;

/** What a message needs besides names and cursor: header, turn, length of the cursor. */
const AROUND_BYTES = HEADER_BYTES + 3;

export const digest: Strategy = {
  name: "digest",
  refuses: () => undefined,
  side: (state, limits) => new DigestSide(state, limits),
};

class DigestSide implements Side {
  readonly #state: Reconcilable;
  readonly #limits: Limits;
  readonly #naming: Naming;
  readonly #room: Room;
  readonly #turns = new Turns();
  /** Where the peer's names go on. */
  #cursor = NO_CURSOR;
  /** What was here when the last conversation began. */
  #before: StateMark | undefined;
  #longer = 0;
  #answers = 0;

  constructor(state: Reconcilable, limits: Limits) {
    this.#state = state;
    this.#limits = limits;
    const { versions } = state.entries;
    this.#naming =
      versions?.nameEntries === true ? new DotNaming(state, versions) : new IdNaming(state);
    this.#room = {
      bytesMax: limits.messageBytesMax - AROUND_BYTES,
      pagesMax: limits.burstMessagesMax,
    };
  }

  begin(): readonly Uint8Array[] {
    const { count, digest: id } = this.#state.index;
    const mark = { count, digest: id };
    const same = this.#before !== undefined && equalMarks(this.#before, mark);
    this.#longer = same ? Math.min(LONGER_MAX, this.#longer + 1) : 0;
    this.#before = mark;
    return [this.#question()];
  }

  receive(bytes: Uint8Array, nowMs: number): Heard {
    return hear(this.#state, CODE, bytes, this.#limits, nowMs, (kind, reader) => {
      if (kind === ASK) return this.#hearAsk(reader);
      if (kind === PAGE) return this.#hearNames(reader, []);
      if (kind === LAST) return this.#hearLast(reader);
      return kind === LACK ? this.#hearLack(reader) : refused("malformed");
    });
  }

  #question(): Uint8Array {
    const writer = writeMark(message(CODE, ASK), this.#state.index);
    writer.fixed(this.#turns.ask(), 1).fixed(this.#longer, 1);
    return writer.bytes(this.#cursor).finish();
  }

  #hearAsk(reader: ByteReader): Heard {
    const mark = readMark(reader);
    const turn = reader.fixed(1);
    const longer = reader.fixed(1);
    const cursor = reader.bytes();
    if (!reader.end || longer > LONGER_MAX || cursor.length > CURSOR_BYTES_MAX) {
      return refused("malformed");
    }
    if (equalMarks(this.#state.index, mark)) return SILENCE;
    const { pages, next } = this.#naming.names(cursor, mark.count, longer, this.#room);
    return replied(
      pages.map((page, i) => {
        if (i < pages.length - 1) return message(CODE, PAGE).raw(page).finish();
        return message(CODE, LAST).fixed(turn, 1).bytes(next).raw(page).finish();
      }),
    );
  }

  #hearLast(reader: ByteReader): Heard {
    const turn = reader.fixed(1);
    const next = reader.bytes();
    if (!reader.ok || next.length > CURSOR_BYTES_MAX) return refused("malformed");
    if (!this.#turns.answered(turn)) return this.#hearNames(reader, []);
    this.#cursor = next.slice();
    return this.#hearNames(reader, next.length > 0 ? [this.#question()] : []);
  }

  /** Answers a page; `questions` come first, as the conversation ends without them. */
  #hearNames(reader: ByteReader, questions: readonly Uint8Array[]): Heard {
    const findings = this.#naming.compare(reader, this.#room);
    if (findings === undefined) return refused("malformed");
    const messages = [
      ...findings.lack.map((lack) => message(CODE, LACK).raw(lack).finish()),
      ...giveMessages(this.#state, CODE, findings.give, this.#limits),
    ];
    const { burstMessagesMax } = this.#limits;
    if (messages.length + questions.length <= burstMessagesMax) {
      return replied([...messages, ...questions]);
    }
    // Not the same each time: what was replaced is given in vain until the newer one is here.
    this.#answers += 1;
    const start = (mix32(this.#answers) >>> 0) % messages.length;
    const turned = [...messages.slice(start), ...messages.slice(0, start)];
    return replied([
      ...turned.slice(0, Math.max(1, burstMessagesMax - questions.length)),
      ...questions.slice(0, burstMessagesMax - 1),
    ]);
  }

  #hearLack(reader: ByteReader): Heard {
    const slots = this.#naming.find(reader);
    if (slots === undefined) return refused("malformed");
    return replied(giveMessages(this.#state, CODE, slots, this.#limits));
  }
}
