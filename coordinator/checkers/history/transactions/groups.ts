/**
 * Numbered groups of transactions in flat memory: who read a state, who came after it.
 *
 * @module
 */

const MEMBERS_AT_FIRST = 1024;
const NONE = -1;

/** Members of groups, each group in the order in which they were added. */
export class Groups {
  readonly #last: Int32Array;
  #member = new Int32Array(MEMBERS_AT_FIRST);
  #before = new Int32Array(MEMBERS_AT_FIRST);
  #count = 0;

  /** Groups 0 … `groups` - 1, all empty. */
  constructor(groups: number) {
    this.#last = new Int32Array(groups).fill(NONE);
  }

  /** Adds a member, unless it is the one that was added to this group just before. */
  add(group: number, member: number): void {
    const last = this.#last[group]!;
    if (last !== NONE && this.#member[last] === member) return;
    if (this.#count === this.#member.length) {
      this.#member = doubled(this.#member);
      this.#before = doubled(this.#before);
    }
    this.#member[this.#count] = member;
    this.#before[this.#count] = last;
    this.#last[group] = this.#count++;
  }

  /** The members of a group. */
  of(group: number): number[] {
    const members: number[] = [];
    for (let at = this.#last[group]!; at !== NONE; at = this.#before[at]!) {
      members.push(this.#member[at]!);
    }
    return members.reverse();
  }

  /** Calls `met` for each group that has members here and there. */
  meet(other: Groups, met: (here: readonly number[], there: readonly number[]) => void): void {
    for (let group = 0; group < this.#last.length; group++) {
      if (this.#last[group] === NONE || other.#last[group] === NONE) continue;
      met(this.of(group), other.of(group));
    }
  }
}

function doubled(old: Int32Array): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(old.length * 2);
  grown.set(old);
  return grown;
}
