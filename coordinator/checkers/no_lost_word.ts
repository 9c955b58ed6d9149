/**
 * No lost word: at every moment each word is known to a robot that lives, or lies in a share that
 * was not forgotten. A word that is nowhere can never come back.
 *
 * @module
 */
import { Bitset } from "../../robots/crdt/bitset.ts";
import type { Checker, RobotView, SecretMessage, Truth, Violation } from "./checker.ts";
import { Findings, robotName } from "./findings.ts";

/** Where a robot has a word: in what it knows now, and in what its lives begin with. */
const KNOWN = 1;
const SHARE = 2;

const NOTHING = new Bitset(0);

/** @see Checker */
export class NoLostWord implements Checker {
  readonly name = "no_lost_word";
  readonly #findings = new Findings(this.name);
  readonly #words: number;
  /** Word by word for each robot: {@linkcode KNOWN}, {@linkcode SHARE}. */
  readonly #places: Uint8Array;
  /** Places of each word. */
  readonly #holders: Int32Array;
  /** 1 where it has been seen what each robot's lives begin with. */
  readonly #shareSeen: Uint8Array;
  /** Robots of which it has not: until then nobody can say what is lost. */
  #unseen: number;

  constructor({ robots, words }: Truth) {
    this.#words = words.length;
    this.#places = new Uint8Array(robots * words.length);
    this.#holders = new Int32Array(words.length);
    this.#shareSeen = new Uint8Array(robots);
    this.#unseen = robots;
  }

  get violations(): readonly Violation[] {
    return this.#findings.all;
  }

  lifeBegan({ index, known }: RobotView, atMs: number): void {
    const first = !this.#shareSeen[index];
    let last = -1;
    // Above the last one: a bitset that is wrong must not keep anybody here for ever.
    for (let i = known.nextBeyond(NOTHING, 0); i > last; i = known.nextBeyond(NOTHING, last + 1)) {
      last = i;
      this.#hold(index, i, KNOWN);
      if (first) this.#hold(index, i, SHARE);
    }
    this.#see(index, atMs);
  }

  lifeEnded({ index }: RobotView, _panicked: boolean, atMs: number): void {
    this.#release(index, KNOWN, "died", atMs);
  }

  received(robot: RobotView, { update }: SecretMessage): void {
    if (update === undefined) return;
    const { index, known } = robot;
    for (let i = 0; i < update.length; i++) {
      const word = update[i]!.index;
      if (known.has(word)) this.#hold(index, word, KNOWN);
    }
  }

  forgot(robot: number, atMs: number): void {
    this.#release(robot, SHARE, "lost its share", atMs);
    this.#see(robot, atMs);
  }

  /** What `robot` begins with is known from now on. */
  #see(robot: number, atMs: number): void {
    if (this.#shareSeen[robot]) return;
    this.#shareSeen[robot] = 1;
    this.#unseen -= 1;
    if (this.#unseen > 0) return;
    const missing = this.#holders.indexOf(0);
    if (missing < 0) return;
    const what = `word ${missing} must be somewhere when all robots have begun: nobody has it`;
    this.#findings.add(atMs, -1, what);
  }

  #hold(robot: number, word: number, place: number): void {
    const at = robot * this.#words + word;
    const places = this.#places[at]!;
    if ((places & place) !== 0) return;
    this.#places[at] = places | place;
    this.#holders[word]! += 1;
  }

  #release(robot: number, place: number, why: string, atMs: number): void {
    for (let word = 0; word < this.#words; word++) {
      const at = robot * this.#words + word;
      const places = this.#places[at]!;
      if ((places & place) === 0) continue;
      this.#places[at] = places & ~place;
      this.#holders[word]! -= 1;
      if (this.#holders[word]! > 0 || this.#unseen > 0) continue;
      const what = `word ${word} must be somewhere: nobody has it since ${robotName(robot)} ${why}`;
      this.#findings.add(atMs, robot, what);
    }
  }
}
