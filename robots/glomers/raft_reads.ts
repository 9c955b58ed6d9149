/**
 * Reads that a leader lets through without an entry in the log (Ongaro's thesis, 6.4): it notes up to
 * where the log is settled, makes sure that it is still the leader by a round of heartbeats that begins
 * after the question came, and whoever asked may read once it has applied as much. Questions that come
 * while a round is under way share the next one.
 *
 * @module
 */

/** What became readable: once everything up to `index` is applied. */
export interface Readable<Ticket> {
  readonly tickets: readonly Ticket[];
  readonly index: number;
}

export class RaftReads<Ticket> {
  #waiting: Ticket[] = [];
  #underWay: (Readable<Ticket> & { readonly round: number }) | undefined;

  add(ticket: Ticket): void {
    this.#waiting.push(ticket);
  }

  /** Whether a round should begin. */
  get areWaiting(): boolean {
    return this.#waiting.length > 0 && this.#underWay === undefined;
  }

  /**
   * A round begins.
   *
   * @param round The number of its first message: no answer to an earlier one counts.
   * @param index Up to where the log is settled.
   */
  begin(round: number, index: number): void {
    this.#underWay = { round, index, tickets: this.#waiting };
    this.#waiting = [];
  }

  /** @param round That a majority has answered, or a later one. */
  confirm(round: number): Readable<Ticket> | undefined {
    const done = this.#underWay;
    if (done === undefined || round < done.round) return undefined;
    this.#underWay = undefined;
    return done;
  }
}
