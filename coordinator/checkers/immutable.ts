/**
 * Immutable words: whatever a robot knows at an index are the bytes of the secret's word there. It
 * counts its words right, and it ends over a contradiction, and over nothing else.
 *
 * @module
 */
import { Bitset } from "../../robots/crdt/bitset.ts";
import type { Checker, RobotView, SecretMessage, Truth, Violation } from "./checker.ts";
import { Findings, robotName, sameBytes } from "./findings.ts";

const NONE = -1;

const NOTHING = new Bitset(0);

/** @see Checker */
export class Immutable implements Checker {
  readonly name = "immutable";
  readonly #findings = new Findings(this.name);
  readonly #words: readonly Uint8Array[];
  /** How many words each robot knows, by its checker's count; -1 while it does not live. */
  readonly #counts: Int32Array;
  /** Words of the update under way that its receiver does not know yet. */
  #fresh = 0;
  /** A word in the message under way that contradicts what its receiver knows. */
  #contradiction = NONE;

  constructor({ robots, words }: Truth) {
    this.#words = words;
    this.#counts = new Int32Array(robots).fill(NONE);
  }

  get violations(): readonly Violation[] {
    return this.#findings.all;
  }

  lifeBegan(robot: RobotView, atMs: number): void {
    const { known, index } = robot;
    let count = 0;
    let last = -1;
    // Above the last one: a bitset that is wrong must not keep anybody here for ever.
    for (let i = known.nextBeyond(NOTHING, 0); i > last; i = known.nextBeyond(NOTHING, last + 1)) {
      last = i;
      count += 1;
      if (!this.#isTrue(i, robot.word(i))) this.#accuse(robot, i, atMs);
    }
    this.#counts[index] = count;
    this.#compareCount(robot, count, atMs);
  }

  lifeEnded(robot: RobotView, panicked: boolean, atMs: number): void {
    if (panicked && this.#contradiction === NONE) {
      const name = robotName(robot.index);
      const what = `${name} must end over a contradiction only: has ended by itself without one`;
      this.#findings.add(atMs, robot.index, what);
    }
    this.#contradiction = NONE;
    this.#counts[robot.index] = NONE;
  }

  receiving(robot: RobotView, message: SecretMessage): void {
    const { update } = message;
    if (update === undefined) return;
    const { known } = robot;
    this.#fresh = 0;
    for (let i = 0; i < update.length; i++) {
      const { index, value } = update[i]!;
      if (!known.has(index)) this.#fresh += 1;
      else if (!this.#isTrue(index, value)) this.#contradiction = index;
    }
  }

  received(robot: RobotView, message: SecretMessage, atMs: number): void {
    const { update } = message;
    if (update === undefined) return;
    const { index } = robot;
    if (this.#contradiction !== NONE) {
      const what = `${robotName(index)} must end over a message that contradicts word ${this.#contradiction}: goes on`;
      this.#findings.add(atMs, index, what);
      this.#contradiction = NONE;
    }
    for (let i = 0; i < update.length; i++) {
      const word = update[i]!.index;
      if (!this.#isTrue(word, robot.word(word))) this.#accuse(robot, word, atMs);
    }
    const count = this.#counts[index]! + this.#fresh;
    this.#counts[index] = count;
    this.#compareCount(robot, count, atMs);
  }

  ended(robots: readonly RobotView[], atMs: number): void {
    for (const robot of robots) {
      if (this.#counts[robot.index] !== NONE) this.#inspect(robot, atMs);
    }
  }

  /** Looks at every word that `robot` could know, one by one. */
  #inspect(robot: RobotView, atMs: number): void {
    const { known } = robot;
    let count = 0;
    for (let i = 0; i < this.#words.length; i++) {
      const value = robot.word(i);
      const has = known.has(i);
      if (has) count += 1;
      if (has ? !this.#isTrue(i, value) : value !== undefined) this.#accuse(robot, i, atMs);
    }
    this.#compareCount(robot, count, atMs);
  }

  #compareCount(robot: RobotView, count: number, atMs: number): void {
    if (robot.known.count === count) return;
    const name = robotName(robot.index);
    const what = `${name} must count what it knows: counts ${robot.known.count}, knows ${count}`;
    this.#findings.add(atMs, robot.index, what);
  }

  #isTrue(index: number, value: Uint8Array | undefined): boolean {
    return value !== undefined && sameBytes(value, this.#words[index]);
  }

  #accuse(robot: RobotView, word: number, atMs: number): void {
    const name = robotName(robot.index);
    const what = `${name} must know word ${word} as it is: ${faultOf(robot, word)}`;
    this.#findings.add(atMs, robot.index, what);
  }
}

function faultOf(robot: RobotView, index: number): string {
  const there = robot.word(index) !== undefined;
  if (robot.known.has(index)) return there ? "has other bytes" : "says so, but has no bytes";
  return there ? "has its bytes, but does not say so" : "has taken it in, but does not know it";
}
