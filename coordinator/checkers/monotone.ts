/**
 * Monotone state: within a life a robot never forgets a word. A life begins with the robot's share,
 * and what it knows changes only by the update of a message that it takes in: by all of its words
 * and by no others.
 *
 * @module
 */
import type { Bitset } from "../../robots/crdt/bitset.ts";
import type { Entry } from "../../robots/crdt/write_once_map.ts";
import type { Checker, RobotView, SecretMessage, Truth, Violation } from "./checker.ts";
import { Findings, indexesOf, robotName, wordsOf } from "./findings.ts";

/** @see Checker */
export class Monotone implements Checker {
  readonly name = "monotone";
  readonly #findings = new Findings(this.name);
  /** What each robot was last seen to know in its present life. */
  readonly #seen: (Bitset | undefined)[];
  /** What a life begins with; `undefined` before the first, `"none"` when it is lost for good. */
  readonly #shares: (Bitset | "none" | undefined)[];
  /** The robot that takes in a message, and what that brings; `undefined` when there is none. */
  #receiver = 0;
  #update: readonly Entry[] | undefined;

  constructor({ robots }: Truth) {
    this.#seen = Array.from({ length: robots });
    this.#shares = Array.from({ length: robots });
  }

  get violations(): readonly Violation[] {
    return this.#findings.all;
  }

  lifeBegan(robot: RobotView, atMs: number): void {
    const { index, known } = robot;
    const seen = known.clone();
    const share = this.#shares[index];
    this.#seen[index] = seen;
    if (share === undefined) {
      this.#shares[index] = seen.clone();
    } else if (share === "none") {
      if (known.count > 0) {
        const what = `${robotName(index)} must begin with nothing as its share is lost: knows ${wordsOf(indexesOf(known))}`;
        this.#findings.add(atMs, index, what);
      }
    } else if (share.count !== known.count || share.exceeds(known)) {
      this.#findings.add(
        atMs,
        index,
        `${robotName(index)} must begin a life with its share, ${wordsOf(indexesOf(share))}: began with ${wordsOf(indexesOf(known))}`,
      );
    }
  }

  lifeEnded(robot: RobotView, panicked: boolean, atMs: number): void {
    // A message over which it ends must have changed nothing.
    if (panicked) this.#update = undefined;
    this.#look(robot, atMs);
    this.#update = undefined;
    this.#seen[robot.index] = undefined;
  }

  ticking(robot: RobotView, atMs: number): void {
    this.#look(robot, atMs);
  }

  ticked(robot: RobotView, atMs: number): void {
    this.#look(robot, atMs);
  }

  receiving(robot: RobotView, message: SecretMessage, atMs: number): void {
    this.#look(robot, atMs);
    this.#receiver = robot.index;
    this.#update = message.update;
  }

  received(robot: RobotView, _message: SecretMessage, atMs: number): void {
    this.#look(robot, atMs);
    this.#update = undefined;
  }

  sent(robot: RobotView, _to: number, _message: SecretMessage, atMs: number): void {
    this.#look(robot, atMs);
  }

  refused(robot: RobotView, atMs: number): void {
    this.#look(robot, atMs);
  }

  done(robot: RobotView, atMs: number): void {
    this.#look(robot, atMs);
  }

  claimed(robot: RobotView, _result: string, atMs: number): void {
    this.#look(robot, atMs);
  }

  wrote(robot: RobotView, _bytes: Uint8Array, atMs: number): void {
    this.#look(robot, atMs);
  }

  forgot(robot: number): void {
    this.#shares[robot] = "none";
  }

  ended(robots: readonly RobotView[], atMs: number): void {
    for (const robot of robots) {
      if (this.#seen[robot.index] !== undefined) this.#look(robot, atMs);
    }
  }

  /** Holds what `robot` knows now against what it knew before. */
  #look(robot: RobotView, atMs: number): void {
    const seen = this.#seen[robot.index];
    const { known } = robot;
    if (seen === undefined) return;
    // None forgotten and as many as before: the same words.
    if (known.count === seen.count && !seen.exceeds(known)) return;
    this.#compare(robot, seen, known, atMs);
  }

  #compare(robot: RobotView, seen: Bitset, known: Bitset, atMs: number): void {
    const { index } = robot;
    const update = index === this.#receiver ? this.#update : undefined;
    if (update !== undefined) {
      for (let i = 0; i < update.length; i++) {
        const word = update[i]!.index;
        if (word < seen.size) seen.add(word);
      }
      if (known.count === seen.count && !seen.exceeds(known)) return;
    }
    this.#findings.add(atMs, index, `${robotName(index)} ${faultOf(seen, known, update)}`);
    this.#seen[index] = known.clone();
  }
}

/** What is wrong with knowing `known` where `due` should be known, thanks to an update or without. */
function faultOf(due: Bitset, known: Bitset, update: readonly Entry[] | undefined): string {
  const missing = due.nextBeyond(known, 0);
  if (missing >= 0 && update?.some(({ index }) => index === missing)) {
    return `must take in every word of an update: has left out word ${missing}`;
  }
  if (missing >= 0) return `must never forget a word within a life: has forgotten word ${missing}`;
  const beyond = known.nextBeyond(due, 0);
  if (beyond < 0) {
    return `must know as many words as it counts: counts ${known.count}, knows ${due.count}`;
  }
  return `must learn only from an update that it takes in: has learned word ${beyond} without`;
}
