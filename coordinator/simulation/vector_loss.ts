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

/** Fields of a robot's cell: its key, and the messages it has sent besides ticks, twice. */
export const LOSS_FIELDS = 3;

const KEY = 0;
/** When the round began. */
const SENT_BEFORE = 1;
const SENT = 2;

/** Decides about messages by sender, receiver and the sender's sequence number. */
export class VectorLoss {
  readonly #rate: number;
  readonly #updatesOnly: boolean;
  readonly #ruleKey: number;
  readonly #draws: FirstDraws;
  readonly #cells: VectorCells;
  /** Senders and receivers of the third messages of the round. */
  readonly #keptFrom: Int32Array;
  readonly #keptTo: Int32Array;
  #keptCount = 0;
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
    this.#rate = loss;
    this.#updatesOnly = lossOf === "updates";
    this.#ruleKey = ruleKeys(lossPlan(loss, lossOf).rules)[0]!;
    this.#draws = new FirstDraws(seed);
    this.#cells = cells;
    this.#keptFrom = new Int32Array(robots);
    this.#keptTo = new Int32Array(robots);
    for (let i = 0; i < robots; i++) cells.data[this.#field(i, KEY)] = robotKeys[i]!;
  }

  /** @param round From 0. */
  beginRound(round: number): void {
    const { data, size, fieldsAt } = this.#cells;
    this.#ticks = round + 1;
    for (let at = fieldsAt; at < data.length; at += size) data[at + SENT_BEFORE] = data[at + SENT]!;
  }

  /** Drops exchanges whose first message, the summary, is lost. */
  passSummaries(batch: VectorBatch): void {
    if (this.#updatesOnly) return;
    const { data } = this.#cells;
    let size = 0;
    for (let at = 0; at < batch.size; at++) {
      const from = batch.callers[at]!;
      const seq = this.#ticks + data[this.#field(from, SENT_BEFORE)]!;
      const lost = this.#loses(from, batch.called[at]!, seq);
      batch.move(at, size);
      if (!lost) size += 1;
    }
    batch.size = size;
  }

  /** Drops exchanges whose answer is lost. All of them have been sent. */
  passAnswers(batch: VectorBatch): void {
    let size = 0;
    for (let at = 0; at < batch.size; at++) {
      const from = batch.called[at]!;
      const seq = this.#nextSeq(from);
      const matters = !this.#updatesOnly || (batch.needs[at]! & GETS) !== 0;
      const lost = matters && this.#loses(from, batch.callers[at]!, seq);
      batch.move(at, size);
      if (!lost) size += 1;
    }
    batch.size = size;
  }

  /** Notes a third message, which is sent when all answers are. */
  keep(from: number, to: number): void {
    this.#keptFrom[this.#keptCount] = from;
    this.#keptTo[this.#keptCount] = to;
    this.#keptCount += 1;
  }

  /** Sends the third messages in the order of {@linkcode keep}. */
  handOut(deliver: (from: number, to: number) => void): void {
    for (let start = 0; start < this.#keptCount; start += BATCH) {
      const end = Math.min(start + BATCH, this.#keptCount);
      this.#cells.touch(this.#keptTo.subarray(start, end), end - start);
      for (let at = start; at < end; at++) {
        const from = this.#keptFrom[at]!;
        const to = this.#keptTo[at]!;
        if (!this.#loses(from, to, this.#nextSeq(from))) deliver(from, to);
      }
    }
    this.#keptCount = 0;
  }

  #nextSeq(from: number): number {
    return this.#ticks + (this.#cells.data[this.#field(from, SENT)]! += 1);
  }

  #loses(from: number, to: number, seq: number): boolean {
    const { data } = this.#cells;
    const fromKey = data[this.#field(from, KEY)]!;
    const toKey = data[this.#field(to, KEY)]!;
    return this.#draws.at(this.#ruleKey, fromKey, toKey, seq) < this.#rate;
  }

  #field(robot: number, field: number): number {
    return robot * this.#cells.size + this.#cells.fieldsAt + field;
  }
}
