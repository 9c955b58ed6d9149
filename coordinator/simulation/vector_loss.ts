/**
 * Loss in the vectorised model: the draws that the fault layer would make for the same messages.
 *
 * @module
 */
import { ruleKeys } from "../../robots/faults/draws.ts";
import type { FaultPlan } from "../../robots/faults/plan.ts";
import { FirstDraws } from "./first_draws.ts";
import { BATCH, GETS, type VectorBatch } from "./vector_batch.ts";
import type { VectorCells } from "./vector_cells.ts";

/** Which messages loss is about: every one, or only those that carry words. */
export type LossOf = "messages" | "updates";

/** The plan of a world in which nothing goes wrong but loss. */
export function lossPlan(loss: number, lossOf: LossOf): FaultPlan {
  if (loss === 0) return { rules: [] };
  const carrying = lossOf === "updates" ? { carrying: "update" as const } : {};
  return { rules: [{ kind: "loss", rate: loss, ...carrying }] };
}

interface LossSetting {
  readonly robots: number;
  readonly loss: number;
  readonly lossOf: LossOf;
  readonly seed: string;
}

/** Fields of a robot's cell: its key, and the messages it has sent besides ticks. */
export const LOSS_FIELDS = 2;

const KEY = 0;
const SENT = 1;

/** Decides about messages by sender, receiver and the sender's sequence number. */
export class VectorLoss {
  /** Draws of 32 bits below this lose a message. */
  readonly #lostBelow: number;
  readonly #updatesOnly: boolean;
  readonly #ruleKey: number;
  readonly #draws: FirstDraws;
  readonly #cells: VectorCells;
  /** Messages that each robot had sent besides ticks when the round began. */
  readonly #sentBefore: Int32Array;
  /** Senders and receivers of the third messages of the round. */
  readonly #keptFrom: Int32Array;
  readonly #keptTo: Int32Array;
  #keptCount = 0;
  #handedOut = 0;
  #ticks = 0;

  /**
   * @param robotKeys A hash of each robot's name.
   * @param cells With room for {@linkcode LOSS_FIELDS}.
   */
  constructor(
    { robots, loss, lossOf, seed }: LossSetting,
    robotKeys: Int32Array,
    cells: VectorCells,
  ) {
    this.#lostBelow = loss * 2 ** 32;
    this.#updatesOnly = lossOf === "updates";
    this.#ruleKey = ruleKeys(lossPlan(loss, lossOf).rules)[0]!;
    this.#draws = new FirstDraws(seed);
    this.#cells = cells;
    this.#sentBefore = new Int32Array(robots);
    this.#keptFrom = new Int32Array(robots);
    this.#keptTo = new Int32Array(robots);
    const { data, size, fieldsAt } = cells;
    for (let i = 0; i < robots; i++) data[i * size + fieldsAt + KEY] = robotKeys[i]!;
  }

  /** @param round From 0. */
  beginRound(round: number): void {
    const { data, size, fieldsAt } = this.#cells;
    this.#ticks = round + 1;
    this.#keptCount = 0;
    this.#handedOut = 0;
    const sentBefore = this.#sentBefore;
    for (let i = 0; i < sentBefore.length; i++) sentBefore[i] = data[i * size + fieldsAt + SENT]!;
  }

  /** Drops exchanges whose first message, the summary, is lost. */
  passSummaries(batch: VectorBatch): void {
    if (this.#updatesOnly) return;
    const { data, size, fieldsAt } = this.#cells;
    const { callers, called } = batch;
    let passed = 0;
    for (let at = 0; at < batch.size; at++) {
      const from = callers[at]! * size + fieldsAt;
      const to = called[at]! * size + fieldsAt;
      const seq = this.#ticks + this.#sentBefore[callers[at]!]!;
      const lost = this.#loses(data[from + KEY]!, data[to + KEY]!, seq);
      batch.move(at, passed);
      if (!lost) passed += 1;
    }
    batch.size = passed;
  }

  /** Drops exchanges whose answer is lost. All of them have been sent. */
  passAnswers(batch: VectorBatch): void {
    const { data, size, fieldsAt } = this.#cells;
    const { callers, called, needs } = batch;
    let passed = 0;
    for (let at = 0; at < batch.size; at++) {
      const from = called[at]! * size + fieldsAt;
      const to = callers[at]! * size + fieldsAt;
      const sent = (data[from + SENT]! += 1);
      const matters = !this.#updatesOnly || (needs[at]! & GETS) !== 0;
      const lost = matters && this.#loses(data[from + KEY]!, data[to + KEY]!, this.#ticks + sent);
      batch.move(at, passed);
      if (!lost) passed += 1;
    }
    batch.size = passed;
  }

  /** Notes a third message, which is sent when all answers are. */
  keep(from: number, to: number): void {
    this.#keptFrom[this.#keptCount] = from;
    this.#keptTo[this.#keptCount] = to;
    this.#keptCount += 1;
  }

  /**
   * Sends the next third messages, in the order of {@linkcode keep}: those that arrive are left in
   * `batch`, from callers to called.
   *
   * @returns Whether there were any.
   */
  handOut(batch: VectorBatch): boolean {
    const { data, size, fieldsAt } = this.#cells;
    const { callers, called } = batch;
    const start = this.#handedOut;
    const count = Math.min(BATCH, this.#keptCount - start);
    for (let at = 0; at < count; at++) {
      callers[at] = this.#keptFrom[start + at]!;
      called[at] = this.#keptTo[start + at]!;
    }
    this.#cells.touch(called, count);
    this.#cells.touchNow(called, count);
    let passed = 0;
    for (let at = 0; at < count; at++) {
      const from = callers[at]! * size + fieldsAt;
      const to = called[at]! * size + fieldsAt;
      const sent = (data[from + SENT]! += 1);
      const lost = this.#loses(data[from + KEY]!, data[to + KEY]!, this.#ticks + sent);
      batch.move(at, passed);
      if (!lost) passed += 1;
    }
    batch.size = passed;
    this.#handedOut = start + count;
    return count > 0;
  }

  #loses(fromKey: number, toKey: number, seq: number): boolean {
    return this.#draws.bits(this.#ruleKey, fromKey, toKey, seq) >>> 0 < this.#lostBelow;
  }
}
