/**
 * Honesty of quiescence: how often "done" was said while another robot still lacked a word. That is
 * no violation but a figure, as quiescence is a heuristic. Only a robot that lacks a word itself is
 * wrong to say so.
 *
 * @module
 */
import type { Checker, RobotView, SecretMessage, Truth, Violation } from "./checker.ts";
import { counted, Findings, robotName } from "./findings.ts";

/** @see Checker */
export class QuiescenceHonesty implements Checker {
  readonly name = "quiescence_honesty";
  readonly #findings = new Findings(this.name);
  readonly #words: number;
  /** Words that each robot knows; while it does not live, those of its share. */
  readonly #counts: Int32Array;
  /** Words of each share; -1 before it is seen. */
  readonly #shares: Int32Array;
  /** Robots that lack a word. */
  #lacking: number;
  #doneCount = 0;
  #earlyCount = 0;

  constructor({ robots, words }: Truth) {
    this.#words = words.length;
    this.#counts = new Int32Array(robots);
    this.#shares = new Int32Array(robots).fill(-1);
    this.#lacking = words.length > 0 ? robots : 0;
  }

  get violations(): readonly Violation[] {
    return this.#findings.all;
  }

  /** How often "done" was said, over all lives. */
  get doneCount(): number {
    return this.#doneCount;
  }

  /** How often of these another robot, living or dead, still lacked a word. */
  get earlyCount(): number {
    return this.#earlyCount;
  }

  lifeBegan({ index, known }: RobotView): void {
    if (this.#shares[index]! < 0) this.#shares[index] = known.count;
    this.#set(index, known.count);
  }

  lifeEnded({ index }: RobotView): void {
    this.#set(index, this.#shares[index]!);
  }

  received(robot: RobotView, message: SecretMessage): void {
    if (message.update !== undefined) this.#set(robot.index, robot.known.count);
  }

  done({ index, known }: RobotView, atMs: number): void {
    const lacking = this.#words - known.count;
    this.#doneCount += 1;
    if (this.#lacking > (lacking > 0 ? 1 : 0)) this.#earlyCount += 1;
    if (lacking === 0) return;
    const what = `${robotName(index)} must not say that it is done while it lacks ${counted(lacking, "word")}: says so`;
    this.#findings.add(atMs, index, what);
  }

  forgot(robot: number): void {
    this.#shares[robot] = 0;
  }

  #set(robot: number, count: number): void {
    const before = this.#counts[robot]!;
    this.#counts[robot] = count;
    if (before === this.#words) this.#lacking += 1;
    if (count === this.#words) this.#lacking -= 1;
  }
}
