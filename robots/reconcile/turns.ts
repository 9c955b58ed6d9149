/**
 * Question and answer in turns: what a side remembers of a conversation in which it asks for one
 * burst after the other. Each question has a number, which comes back with the end of its answer. So an
 * answer that comes twice, or too late, does not make a second conversation beside the first one: with
 * doubled messages these would double at every turn.
 *
 * @module
 */

/** Numbers take one byte: so many answers are never on their way at once. */
const NUMBERS = 256;

export class Turns {
  #number = 0;
  #waiting = false;

  /** The number of the next question; answers to those before it do not matter any more. */
  ask(): number {
    this.#waiting = true;
    this.#number = (this.#number + 1) % NUMBERS;
    return this.#number;
  }

  /** Whether this is the first answer to the last question. */
  answered(number: number): boolean {
    if (!this.#waiting || number !== this.#number) return false;
    this.#waiting = false;
    return true;
  }
}
