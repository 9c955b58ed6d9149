/**
 * The exchange, as a model of its own: what a robot must send when it ticks, and what it must answer
 * to a message, given what it knows. Nothing more and nothing less.
 *
 * ```text
 * tick      to `fanout` different others: what it knows, and whether it wants and offers updates
 * answer    what the summary lacks, if that was wanted; and what it knows, if the summary has more
 *           and that was offered; or else nothing
 * ```
 *
 * Where the robot asks the bitset one question, the model asks another that has the same answer: so
 * an operation that is wrong does not hide behind itself.
 *
 * @module
 */
import type { Bitset } from "../../robots/crdt/bitset.ts";
import type { Entry } from "../../robots/crdt/write_once_map.ts";
import type { RobotId } from "../../robots/engine/ids.ts";
import type { Checker, RobotView, SecretMessage, Truth, Violation } from "./checker.ts";
import { counted, Findings, indexesOf, robotName, sameBytes, wordsOf } from "./findings.ts";

/** What framing adds to a word on the wire: an update is cut by the sum of both. */
const WORD_OVERHEAD_BYTES = 14;

/**
 * Of so many summaries and updates one is gone through bit by bit. All of them would cost more than
 * the exchange; and a bitset that is wrong is so again and again.
 */
const SCANNED_EVERY = 64;

const NOBODY = -1;

/** @see Checker */
export class ExchangeModel implements Checker {
  readonly name = "exchange";
  readonly #findings = new Findings(this.name);
  readonly #truth: Truth;
  readonly #wants: boolean;
  readonly #offers: boolean;
  /** Messages of one tick. */
  readonly #due: number;
  readonly #ids: (RobotId | undefined)[];
  /** The tick, by its number, in which each robot was written to last. */
  readonly #writtenTo: Int32Array;
  #tick = 0;
  #summaries = 0;
  #updates = 0;
  /** Who acts now, and how many messages it has sent by that. */
  #actor = NOBODY;
  #sent = 0;
  /** What it answers; `undefined` while it ticks. */
  #message: SecretMessage | undefined;

  constructor(truth: Truth) {
    const { robots, exchange, fanout } = truth;
    this.#truth = truth;
    this.#wants = exchange !== "push";
    this.#offers = exchange !== "pull";
    this.#due = fanout < robots - 1 ? fanout : robots - 1;
    this.#ids = Array.from({ length: robots });
    this.#writtenTo = new Int32Array(robots);
  }

  get violations(): readonly Violation[] {
    return this.#findings.all;
  }

  lifeBegan({ index, id }: RobotView): void {
    this.#ids[index] = id;
  }

  lifeEnded(): void {
    this.#actor = NOBODY;
    this.#message = undefined;
  }

  ticking({ index }: RobotView): void {
    this.#actor = index;
    this.#sent = 0;
    this.#tick += 1;
  }

  ticked({ index }: RobotView, atMs: number): void {
    this.#actor = NOBODY;
    if (this.#sent === this.#due) return;
    const what = `must begin ${counted(this.#due, "exchange")} at a tick: began ${this.#sent}`;
    this.#object(index, what, atMs);
  }

  receiving({ index }: RobotView, message: SecretMessage, atMs: number): void {
    this.#actor = index;
    this.#message = message;
    this.#sent = 0;
    if (message.summary === undefined) return;
    this.#summaries += 1;
    if (this.#summaries % SCANNED_EVERY === 0) this.#countBits(index, message.summary, atMs);
  }

  received(robot: RobotView, message: SecretMessage, atMs: number): void {
    this.#actor = NOBODY;
    this.#message = undefined;
    if (this.#sent > 0) return;
    const { summary } = message;
    if (summary === undefined || message.from === this.#ids[robot.index]) return;
    if (message.wantsUpdate && robot.known.exceeds(summary)) {
      this.#object(robot.index, `must send what ${message.from} lacks: is silent`, atMs);
    } else if (message.offersUpdate && summary.nextBeyond(robot.known, 0) >= 0) {
      this.#object(robot.index, `must ask ${message.from} for what it lacks: is silent`, atMs);
    }
  }

  sent(robot: RobotView, to: number, message: SecretMessage, atMs: number): void {
    this.#sent += 1;
    const fault = this.#faultOf(robot, to, message);
    if (fault !== undefined) this.#object(robot.index, fault, atMs);
  }

  #faultOf(robot: RobotView, to: number, message: SecretMessage): string | undefined {
    if (robot.index !== this.#actor) return "must send only while it ticks or takes in a message";
    const question = this.#message;
    if (question === undefined) return this.#faultOfBeginning(robot, to, message);
    return this.#faultOfAnswer(robot, to, message, question);
  }

  #faultOfBeginning(robot: RobotView, to: number, message: SecretMessage): string | undefined {
    const again = this.#writtenTo[to] === this.#tick;
    this.#writtenTo[to] = this.#tick;
    if (again) return `must begin exchanges with different robots: began two with ${robotName(to)}`;
    if (message.wantsUpdate !== this.#wants || message.offersUpdate !== this.#offers) {
      return `must begin by ${this.#truth.exchange}: ${flagsOf(message)}`;
    }
    if (message.update !== undefined) return "must begin without an update: sent one";
    return faultOfSummary(robot.known, message.summary);
  }

  #faultOfAnswer(
    robot: RobotView,
    to: number,
    message: SecretMessage,
    question: SecretMessage,
  ): string | undefined {
    const { known } = robot;
    const theirs = question.summary;
    if (this.#sent > 1) return "must answer with one message: sent another";
    if (question.from === this.#ids[robot.index]) return "must not answer itself: did";
    if (theirs === undefined) return "must not answer a message without a summary: did";
    if (this.#ids[to] !== question.from) {
      return `must answer ${question.from}: wrote to ${robotName(to)}`;
    }
    const asks = question.offersUpdate && theirs.nextBeyond(known, 0) >= 0;
    if (message.wantsUpdate !== asks || message.offersUpdate) {
      return `must answer ${asks ? "with a wish for an update" : "without a wish"}: ${flagsOf(message)}`;
    }
    if (asks) {
      const fault = faultOfSummary(known, message.summary);
      if (fault !== undefined) return fault;
    } else if (message.summary !== undefined) {
      return "must answer without a summary where nothing is to be had: sent one";
    }
    if (!question.wantsUpdate || !known.exceeds(theirs)) {
      if (message.update !== undefined) return "must answer without an update: sent one";
      return asks ? undefined : "must not answer where there is nothing to say: did";
    }
    return this.#faultOfUpdate(known, theirs, message.update);
  }

  /** An update is what `theirs` lacks, from the lowest index up to where it would grow too large. */
  #faultOfUpdate(
    known: Bitset,
    theirs: Bitset,
    update: readonly Entry[] | undefined,
  ): string | undefined {
    const { words, updateBytesMax } = this.#truth;
    if (update === undefined) return "must send what the other lacks: sent no update";
    this.#updates += 1;
    const scans = this.#updates % SCANNED_EVERY === 0;
    let bytes = 0;
    let at = 0;
    let last = -1;
    for (
      let i = next(known, theirs, 0, scans);
      i > last;
      i = next(known, theirs, last + 1, scans)
    ) {
      last = i;
      bytes += words[i]!.length + WORD_OVERHEAD_BYTES;
      if (at > 0 && bytes > updateBytesMax) break;
      const entry = update[at];
      if (entry?.index !== i) return `must send word ${i} next: sent ${sentWords(update)}`;
      if (!sameBytes(entry.value, words[i]))
        return `must send word ${i} as it is: sent other bytes`;
      at += 1;
    }
    if (at === update.length) return undefined;
    return `must end its update after ${counted(at, "word")}: sent ${sentWords(update)}`;
  }

  /** Holds the number of bits of a summary against what it counts. */
  #countBits(index: number, summary: Bitset, atMs: number): void {
    let bits = 0;
    for (let i = 0; i < this.#truth.words.length; i++) if (summary.has(i)) bits += 1;
    if (bits === summary.count) return;
    const what = `must get summaries as they were sent: got one of ${counted(bits, "word")} that counts ${summary.count}`;
    this.#object(index, what, atMs);
  }

  #object(robot: number, what: string, atMs: number): void {
    this.#findings.add(atMs, robot, `${robotName(robot)} ${what}`);
  }
}

function faultOfSummary(known: Bitset, summary: Bitset | undefined): string | undefined {
  if (summary === undefined) return "must say what it knows: sent no summary";
  if (summary.count === known.count && !known.exceeds(summary) && !summary.exceeds(known)) {
    return undefined;
  }
  return `must say what it knows, ${wordsOf(indexesOf(known))}: said ${wordsOf(indexesOf(summary))}`;
}

function flagsOf({ wantsUpdate, offersUpdate }: SecretMessage): string {
  const wants = wantsUpdate ? "wants an update" : "wants none";
  return `${wants}, ${offersUpdate ? "offers one" : "offers none"}`;
}

function sentWords(update: readonly Entry[]): string {
  return wordsOf(update.map(({ index }) => index));
}

/** The first index from `from` on that `mine` has and `theirs` has not, or -1; by scanning, if asked. */
function next(mine: Bitset, theirs: Bitset, from: number, scans: boolean): number {
  if (!scans) return mine.nextBeyond(theirs, from);
  for (let i = from; i < mine.size; i++) if (mine.has(i) && !theirs.has(i)) return i;
  return -1;
}
