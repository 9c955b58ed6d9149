/**
 * Real time: what is due happens within a tenth of a millisecond or so while the machine has time, and
 * nothing spins while it waits.
 *
 * @module
 */
import { Agenda } from "./agenda.ts";
import { Alarm } from "./alarm.ts";
import type { Cancel, Clock } from "./clock.ts";

/**
 * Actions in one turn of the event loop, so that those that are due together do not keep nodes from
 * being heard: some milliseconds' worth.
 */
const ACTIONS_PER_TURN = 1024;

/** How long the alarm takes from its thread to this one. It rings so much earlier. */
const RING_NS = 80_000;

/** What is due as soon as this is waited for turn by turn: an alarm would be late. */
const NEAR_NS = 2 * RING_NS;

/** A clock from its construction until {@linkcode stop}; so long it keeps the process alive. */
export class WallClock implements Clock {
  readonly #startedNs = process.hrtime.bigint();
  readonly #agenda = new Agenda();
  readonly #alarm = new Alarm(this.#startedNs, () => this.#expect(this.#agenda.nextNs));
  readonly #turn = (): void => this.#perform();
  #comesTurn = false;
  #isOver = false;

  /** Actions that wait. */
  get waiting(): number {
    return this.#agenda.size;
  }

  nowNs(): number {
    return Number(process.hrtime.bigint() - this.#startedNs);
  }

  at(dueNs: number, action: () => void): Cancel {
    if (this.#isOver) return () => {};
    const cancel = this.#agenda.add(dueNs, action);
    this.#expect(dueNs);
    return cancel;
  }

  /** Forgets everything that waits, and takes nothing more. */
  stop(): void {
    this.#isOver = true;
    this.#agenda.clear();
    this.#alarm.stop();
  }

  #expect(dueNs: number): void {
    if (this.#comesTurn || dueNs === Infinity) return;
    if (dueNs - this.nowNs() > NEAR_NS) {
      this.#alarm.set(dueNs - RING_NS);
      return;
    }
    this.#comesTurn = true;
    setImmediate(this.#turn);
  }

  /** What becomes due meanwhile has to wait for the next turn: nodes are heard in between. */
  #perform(): void {
    this.#comesTurn = false;
    const nowNs = this.nowNs();
    try {
      for (let done = 0; done < ACTIONS_PER_TURN; done++) {
        const action = this.#agenda.take(nowNs);
        if (action === undefined) break;
        action();
      }
    } finally {
      this.#expect(this.#agenda.nextNs);
    }
  }
}
