/**
 * Lamport's logical clock (Lamport 1978, "Time, Clocks, and the Ordering of Events in a Distributed
 * System"): if one event could have caused another, its stamp is smaller.
 *
 * @module
 */

/** Highest stamp: an unsigned 32-bit integer on the wire. A robot at 1,000 messages/s takes 49 days. */
const LAMPORT_MAX = 0xffff_ffff;

/** Counts the events of one robot. */
export class LamportClock {
  #now = 0;

  /** The stamp of the last event. */
  get now(): number {
    return this.#now;
  }

  /** Stamps a local event, such as a send. */
  tick(): number {
    this.#now = Math.min(this.#now + 1, LAMPORT_MAX);
    return this.#now;
  }

  /** Stamps the receipt of a message that carries `theirs`. */
  witness(theirs: number): number {
    this.#now = Math.max(this.#now, theirs);
    return this.tick();
  }
}
