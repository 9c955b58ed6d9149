/**
 * What a leader knows of its followers, and what it concludes from it.
 *
 * @module
 */

/** What is under way to a follower. */
export interface Batch {
  readonly round: number;
  readonly sentMs: number;
  /** Its last entry. */
  readonly upTo: number;
}

/** One follower. */
export class Progress {
  /** The entry that it is sent next. */
  next: number;
  /** Up to where it certainly has the leader's log. */
  match = 0;
  /** The last round that it answered, and when it answered anything. */
  round = 0;
  heardMs: number;
  /** When it was sent anything. */
  sentMs = -Infinity;
  /** What it was sent that has to be answered before more is sent. */
  waiting: Batch | undefined;

  /** It should hear that this is settled when it has it; Infinity: nothing special. */
  wants = Infinity;

  constructor(next: number, nowMs: number) {
    this.next = next;
    this.heardMs = nowMs;
  }

  /** It has the leader's log up to there. Answers may come late. */
  agree(index: number): void {
    this.match = Math.max(this.match, index);
    this.next = Math.max(this.next, this.match + 1);
  }

  /** It does not have what it was sent entries after, but perhaps this one. */
  retreat(index: number): void {
    this.next = Math.max(this.match + 1, Math.min(this.next - 1, index + 1));
  }
}

/** Members that are enough: any two such groups share one. */
export function majorityOf(members: number): number {
  return Math.floor(members / 2) + 1;
}

/** The highest value that a majority has reached. Each member has one, the leader too. */
export function reachedByMajority(values: readonly number[]): number {
  return values.toSorted((a, b) => b - a)[majorityOf(values.length) - 1]!;
}
