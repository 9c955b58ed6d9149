/**
 * What waits for robots that cannot take it in now. As a Redis stream, an inbox outlives its robot.
 *
 * @module
 */
import type { InFlight } from "./in_flight.ts";

const NONE = -1;

/** Queues of slots of {@linkcode InFlight}, one for each robot. */
export class Inboxes {
  readonly #messages: InFlight;
  readonly #heads: Int32Array;
  readonly #tails: Int32Array;
  readonly #backlogs: Int32Array;

  constructor(robots: number, messages: InFlight) {
    this.#messages = messages;
    this.#heads = new Int32Array(robots).fill(NONE);
    this.#tails = new Int32Array(robots);
    this.#backlogs = new Int32Array(robots);
  }

  /** Messages that wait for `robot`. */
  backlog(robot: number): number {
    return this.#backlogs[robot]!;
  }

  add(robot: number, slot: number): void {
    this.#messages.link(slot, NONE);
    if (this.#heads[robot]! < 0) this.#heads[robot] = slot;
    else this.#messages.link(this.#tails[robot]!, slot);
    this.#tails[robot] = slot;
    this.#backlogs[robot]! += 1;
  }

  /** Takes the oldest slot out; -1 when there is none. */
  take(robot: number): number {
    const slot = this.#heads[robot]!;
    if (slot < 0) return NONE;
    this.#heads[robot] = this.#messages.next(slot);
    this.#backlogs[robot]! -= 1;
    return slot;
  }
}
