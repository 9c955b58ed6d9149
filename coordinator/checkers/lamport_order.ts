/**
 * Lamport order: what a robot sends is stamped above everything that it has sent or received before
 * in the same life, so that stamps respect cause and effect.
 *
 * @module
 */
import type { Checker, RobotView, SecretMessage, Truth, Violation } from "./checker.ts";
import { Findings, robotName } from "./findings.ts";

/** Stamps are unsigned 32-bit integers on the wire; a clock that has come here stands still. */
const STAMP_MAX = 0xffff_ffff;

/** @see Checker */
export class LamportOrder implements Checker {
  readonly name = "lamport_order";
  readonly #findings = new Findings(this.name);
  /** The highest stamp that each robot has sent or received in its present life. */
  readonly #highest: Uint32Array;

  constructor({ robots }: Truth) {
    this.#highest = new Uint32Array(robots);
  }

  get violations(): readonly Violation[] {
    return this.#findings.all;
  }

  lifeBegan(robot: RobotView): void {
    this.#highest[robot.index] = 0;
  }

  receiving(robot: RobotView, message: SecretMessage): void {
    const stamp = message.lamport;
    if (stamp > this.#highest[robot.index]!) this.#highest[robot.index] = stamp;
  }

  sent(robot: RobotView, _to: number, message: SecretMessage, atMs: number): void {
    const { index } = robot;
    const stamp = message.lamport;
    const highest = this.#highest[index]!;
    if (!(stamp > highest) && !(stamp === STAMP_MAX && highest === STAMP_MAX)) {
      this.#findings.add(
        atMs,
        index,
        `${robotName(index)} must stamp what it sends above ${highest}, which it has sent or received: stamped it ${stamp}`,
      );
    }
    this.#highest[index] = stamp;
  }
}
