/**
 * Supervision: a robot that dies comes back, soon once all faults are over, and lives one life at a
 * time. Bytes that are refused as no message change nothing.
 *
 * @module
 */
import type { Checker, RobotView, SecretMessage, Truth, Violation } from "./checker.ts";
import { counted, Findings, listed, robotName } from "./findings.ts";

/** How long a robot may stay away after the last fault: a restart waits 5 s at most, a host some more. */
export const BACK_MS_MAX = 10_000;

/** @see Checker */
export class Supervision implements Checker {
  readonly name = "supervision";
  readonly #findings = new Findings(this.name);
  readonly #lives: Uint8Array;
  /** Since when each robot has been away. */
  readonly #awayMs: Float64Array;
  readonly #counts: Int32Array;
  #healedMs: number | undefined;

  constructor({ robots }: Truth) {
    this.#lives = new Uint8Array(robots);
    this.#awayMs = new Float64Array(robots);
    this.#counts = new Int32Array(robots);
  }

  get violations(): readonly Violation[] {
    return this.#findings.all;
  }

  lifeBegan({ index, known }: RobotView, atMs: number): void {
    const name = robotName(index);
    if (this.#lives[index]) {
      this.#findings.add(atMs, index, `${name} must live one life at a time: began another`);
    }
    const awayMs = this.#healedMs === undefined ? 0 : atMs - this.#missedSince(index);
    if (awayMs > BACK_MS_MAX) {
      const what = `${name} must be back ${BACK_MS_MAX} ms after all faults: was after ${awayMs} ms`;
      this.#findings.add(atMs, index, what);
    }
    this.#lives[index] = 1;
    this.#counts[index] = known.count;
  }

  lifeEnded({ index }: RobotView, _panicked: boolean, atMs: number): void {
    this.#lives[index] = 0;
    this.#awayMs[index] = atMs;
  }

  received(robot: RobotView, message: SecretMessage): void {
    if (message.update !== undefined) this.#counts[robot.index] = robot.known.count;
  }

  refused({ index, known }: RobotView, atMs: number): void {
    const before = this.#counts[index]!;
    if (known.count === before) return;
    const what = `${robotName(index)} must not change by bytes that it refuses: knew ${counted(before, "word")}, knows ${known.count}`;
    this.#findings.add(atMs, index, what);
  }

  healed(atMs: number): void {
    this.#healedMs = atMs;
  }

  ended(_robots: readonly RobotView[], atMs: number): void {
    const away = [...this.#lives.keys()].filter((index) => !this.#lives[index]);
    if (away.length === 0) return;
    const names = away.map(
      (index) => `${robotName(index)} for ${atMs - this.#missedSince(index)} ms`,
    );
    const what = `every robot must be back in the end: away ${listed(names)}`;
    this.#findings.add(atMs, away.length === 1 ? away[0]! : -1, what);
  }

  /** From when on the robot could have come back. */
  #missedSince(index: number): number {
    const awayMs = this.#awayMs[index]!;
    return this.#healedMs === undefined || awayMs > this.#healedMs ? awayMs : this.#healedMs;
  }
}
