/**
 * No premature winner: a robot says that it is done when it knows every word and its own clock has
 * shown the quiet period since it last learned something; at the first such tick, once in a life.
 * It claims after that.
 *
 * @module
 */
import type { Checker, RobotView, SecretMessage, Truth, Violation } from "./checker.ts";
import { counted, Findings, robotName } from "./findings.ts";

/** @see Checker */
export class PrematureWinner implements Checker {
  readonly name = "premature_winner";
  readonly #findings = new Findings(this.name);
  readonly #words: number;
  readonly #quietMs: number;
  readonly #counts: Int32Array;
  /** What each robot's clock showed when its quiet period began. */
  readonly #newsMs: Float64Array;
  readonly #done: Uint8Array;

  constructor({ robots, words, quietMs }: Truth) {
    this.#words = words.length;
    this.#quietMs = quietMs;
    this.#counts = new Int32Array(robots);
    this.#newsMs = new Float64Array(robots);
    this.#done = new Uint8Array(robots);
  }

  get violations(): readonly Violation[] {
    return this.#findings.all;
  }

  lifeBegan(robot: RobotView): void {
    const { index } = robot;
    this.#done[index] = 0;
    this.#counts[index] = robot.known.count;
    this.#newsMs[index] = robot.clockMs;
  }

  ticking(robot: RobotView): void {
    const { index } = robot;
    if (this.#done[index] || this.#counts[index]! < this.#words) return;
    const { clockMs } = robot;
    // A clock that was set back begins the quiet period anew, instead of making it last for ages.
    if (clockMs < this.#newsMs[index]!) this.#newsMs[index] = clockMs;
  }

  ticked(robot: RobotView, atMs: number): void {
    const { index } = robot;
    if (this.#done[index] || this.#counts[index]! < this.#words) return;
    const quietMs = robot.clockMs - this.#newsMs[index]!;
    if (quietMs < this.#quietMs) return;
    const what = `${robotName(index)} must be done at the first tick at which it is complete and quiet for ${this.#quietMs} ms: is not after ${quietMs} ms`;
    this.#findings.add(atMs, index, what);
  }

  received(robot: RobotView, message: SecretMessage): void {
    if (message.update === undefined) return;
    const { index } = robot;
    const { count } = robot.known;
    if (count === this.#counts[index]) return;
    this.#counts[index] = count;
    this.#newsMs[index] = robot.clockMs;
  }

  done(robot: RobotView, atMs: number): void {
    const { index } = robot;
    const name = robotName(index);
    if (this.#done[index]) {
      this.#findings.add(atMs, index, `${name} must be done once in a life: has said so again`);
    }
    this.#done[index] = 1;
    const lacking = this.#words - robot.known.count;
    const quietMs = robot.clockMs - this.#newsMs[index]!;
    if (lacking > 0) {
      const what = `${name} must know every word before it is done: lacks ${lacking} of ${counted(this.#words, "word")}`;
      this.#findings.add(atMs, index, what);
    } else if (quietMs < this.#quietMs) {
      const what = `${name} must be quiet for ${this.#quietMs} ms before it is done: was for ${quietMs} ms`;
      this.#findings.add(atMs, index, what);
    }
  }

  claimed({ index }: RobotView, _result: string, atMs: number): void {
    if (this.#done[index]) return;
    const what = `${robotName(index)} must be done before it claims: was not in this life`;
    this.#findings.add(atMs, index, what);
  }
}
