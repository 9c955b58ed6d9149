/**
 * When messages that are under way arrive: each when it is due, or as in Maelstrom, one after the other.
 *
 * Maelstrom has a thread for each receiver, which takes the message that is due first and sleeps until
 * then (`recv!` in its net.clj). Whatever comes meanwhile waits, even from a client next door:
 * head-of-line blocking. So with latency its operations take longer, and as a read waits for the news
 * that are under way, these seem to arrive up to a latency earlier than they do.
 *
 * @module
 */
import { Agenda } from "./agenda.ts";
import type { Clock } from "./clock.ts";
import type { Delivery } from "./plan.ts";

export class Arrivals {
  readonly #clock: Clock;
  readonly #delivery: Delivery;
  /** By receiver: who waits for the one that its thread has taken. Absent while it has taken none. */
  readonly #held = new Map<string, Agenda>();

  constructor(clock: Clock, delivery: Delivery) {
    this.#clock = clock;
    this.#delivery = delivery;
  }

  /** Calls `arrive` when the message reaches its receiver, never at once. */
  expect(receiver: string, dueNs: number, arrive: () => void): void {
    const held = this.#held.get(receiver);
    if (this.#delivery === "exact") this.#clock.at(dueNs, arrive);
    else if (held === undefined) this.#take(receiver, new Agenda(), dueNs, arrive);
    else held.add(dueNs, arrive);
  }

  /** The receiver hears nothing else until this one has arrived; what was due meanwhile comes right after. */
  #take(receiver: string, held: Agenda, dueNs: number, arrive: () => void): void {
    this.#held.set(receiver, held);
    this.#clock.at(dueNs, () => {
      arrive();
      const nextNs = held.nextNs;
      const next = held.take(Infinity);
      if (next === undefined) this.#held.delete(receiver);
      else this.#take(receiver, held, nextNs, next);
    });
  }
}
