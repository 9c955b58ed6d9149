/**
 * The robots of the vectorised model and their rounds.
 *
 * A round is what the engine does when all robots tick at the same moment and every message takes
 * equally long. Summaries arrive together, before anybody has learned anything; so answers, and the
 * updates that answer these, speak of what was known when the round began:
 *
 * ```text
 * i --summary--> j   j --update, summary--> i   i --update--> j
 * ```
 *
 * Three things of the engine are not copied but follow: what the third message carries is what i
 * knew beyond j at the start, as i has only learned from j by then; a message whose answer would be
 * empty needs no draw; and sequence numbers count as the engine counts, ticks first, then answers in
 * the order of those who asked, then third messages.
 *
 * @module
 */
import type { Exchange } from "../../robots/engine/robot.ts";
import { hash32, seededRandom } from "../../robots/engine/random.ts";
import { dealTo } from "../../robots/secret/deal.ts";
import { FirstDraws } from "./first_draws.ts";
import { TraceHash } from "./trace_hash.ts";
import { BATCH, GETS, GIVES, VectorBatch } from "./vector_batch.ts";
import { VectorCells } from "./vector_cells.ts";
import { LOSS_FIELDS, type LossOf, VectorLoss } from "./vector_loss.ts";

export interface VectorSetting {
  readonly robots: number;
  readonly words: number;
  readonly copies: number;
  readonly exchange: Exchange;
  readonly loss: number;
  readonly lossOf: LossOf;
  readonly seed: string;
}

/** How much a robot knows, in a byte: a million of these stay in the processor's cache. */
const NOTHING = 0;
const SOME = 1;
const ALL = 2;

/** All robots between two rounds. */
export class VectorWorld {
  readonly #robots: number;
  readonly #pulls: boolean;
  readonly #pushes: boolean;
  readonly #cells: VectorCells;
  readonly #keys: Int32Array;
  /** {@linkcode NOTHING}, {@linkcode SOME} or {@linkcode ALL}: when the round began, and now. */
  readonly #levelsBefore: Uint8Array;
  readonly #levels: Uint8Array;
  readonly #peers: FirstDraws;
  readonly #loss: VectorLoss | undefined;
  readonly #trace = new TraceHash();
  readonly #batch = new VectorBatch();
  #rounds = 0;
  #complete = 0;
  #known = 0;
  #messages = 0;
  #payloads = 0;

  constructor(setting: VectorSetting) {
    const { robots, words, copies, exchange, loss, seed } = setting;
    this.#robots = robots;
    this.#pulls = exchange !== "push";
    this.#pushes = exchange !== "pull";
    this.#keys = new Int32Array(robots);
    for (let i = 0; i < robots; i++) this.#keys[i] = hash32(`r${i + 1}`);
    this.#cells = new VectorCells(robots, words, loss > 0 ? LOSS_FIELDS : 0);
    this.#loss = loss > 0 ? new VectorLoss(setting, this.#keys, this.#cells) : undefined;
    this.#levelsBefore = new Uint8Array(robots);
    this.#levels = new Uint8Array(robots);
    this.#peers = new FirstDraws(`${seed}:peers`);
    dealTo(words, robots, copies, seededRandom(`${seed}:deal`), (robot, index) => {
      this.#cells.add(robot, index);
      this.#gained(robot, 1);
    });
  }

  get rounds(): number {
    return this.#rounds;
  }

  /** Robots that know every word. */
  get complete(): number {
    return this.#complete;
  }

  /** Words known, summed over all robots. */
  get known(): number {
    return this.#known;
  }

  get messages(): number {
    return this.#messages;
  }

  get payloads(): number {
    return this.#payloads;
  }

  get traceHash(): string {
    return this.#trace.text;
  }

  /** The indexes of the words that `robot` knows, ascending. */
  words(robot: number): number[] {
    return this.#cells.words(robot);
  }

  /** One round: each robot begins one exchange. */
  round(): void {
    this.#cells.keepAsBefore();
    this.#levelsBefore.set(this.#levels);
    this.#loss?.beginRound(this.#rounds);
    for (let start = 0; start < this.#robots; start += BATCH) {
      this.#findPeers(start, Math.min(start + BATCH, this.#robots));
      this.#leaveOutEquals();
      this.#findNeeds();
      this.#loss?.passSummaries(this.#batch);
      this.#answer();
    }
    this.#messages += this.#robots;
    while (this.#loss?.handOut(this.#batch)) this.#give();
    this.#rounds += 1;
  }

  /** Draws whom the robots from `start` to before `end` call. */
  #findPeers(start: number, end: number): void {
    const { callers, called } = this.#batch;
    const levels = this.#levelsBefore;
    const keys = this.#keys;
    const peers = this.#peers;
    const round = this.#rounds;
    const others = this.#robots - 1;
    // Who can neither give nor take anything, whoever it meets, needs no peer.
    const idle = this.#pulls ? (this.#pushes ? -1 : ALL) : NOTHING;
    let size = 0;
    for (let i = start; i < end; i++) {
      if (levels[i] === idle) continue;
      const other = Math.floor(peers.at(keys[i]!, round, 0, 0) * others);
      callers[size] = i;
      called[size] = other < i ? other : other + 1;
      size += 1;
    }
    this.#batch.size = size;
  }

  /** Leaves out calls between two that both know nothing, or both everything. */
  #leaveOutEquals(): void {
    const { callers, called, size } = this.#batch;
    const levels = this.#levelsBefore;
    let left = 0;
    for (let at = 0; at < size; at++) {
      const i = callers[at]!;
      const j = called[at]!;
      const level = levels[i]!;
      callers[left] = i;
      called[left] = j;
      if (level === SOME || level !== levels[j]) left += 1;
    }
    this.#batch.size = left;
  }

  /** Finds who can learn from whom; leaves out exchanges in which nobody can. */
  #findNeeds(): void {
    const batch = this.#batch;
    const cells = this.#cells;
    const gets = this.#pulls ? GETS : 0;
    const gives = this.#pushes ? GIVES : 0;
    cells.touch(batch.called, batch.size);
    let size = 0;
    for (let at = 0; at < batch.size; at++) {
      const i = batch.callers[at]!;
      const j = batch.called[at]!;
      const needs = (cells.knewBeyond(j, i) ? gets : 0) | (cells.knewBeyond(i, j) ? gives : 0);
      batch.needs[at] = needs;
      batch.move(at, size);
      if (needs !== 0) size += 1;
    }
    batch.size = size;
  }

  /** Those who were called answer, and who called learns and gives. */
  #answer(): void {
    const batch = this.#batch;
    const loss = this.#loss;
    this.#messages += batch.size;
    for (let at = 0; at < batch.size; at++)
      if ((batch.needs[at]! & GETS) !== 0) this.#payloads += 1;
    if (loss !== undefined) loss.passAnswers(batch);
    else if (this.#pushes) this.#cells.touchNow(batch.called, batch.size);
    for (let at = 0; at < batch.size; at++) {
      const i = batch.callers[at]!;
      const j = batch.called[at]!;
      if ((batch.needs[at]! & GETS) !== 0) this.#learn(i, j);
      if ((batch.needs[at]! & GIVES) === 0) continue;
      this.#messages += 1;
      this.#payloads += 1;
      if (loss === undefined) this.#learn(j, i);
      else loss.keep(i, j);
    }
  }

  /** Third messages arrive. */
  #give(): void {
    const { callers, called, size } = this.#batch;
    for (let at = 0; at < size; at++) this.#learn(called[at]!, callers[at]!);
  }

  /** `to` learns what `from` knew when the round began. */
  #learn(to: number, from: number): void {
    const words = this.#cells.learn(to, from, this.#trace);
    if (words > 0) this.#gained(to, words);
  }

  /** `robot` knows so many words more. */
  #gained(robot: number, words: number): void {
    this.#known += words;
    const all = this.#cells.knowsAll(robot);
    this.#levels[robot] = all ? ALL : SOME;
    if (all) this.#complete += 1;
  }
}
