/**
 * Message ids: a robot names its messages after itself, its life and their place in it, without a
 * gap, and each life has a higher number than the last. So an id is never used twice.
 *
 * @module
 */
import type { RobotId } from "../../robots/engine/ids.ts";
import type { Checker, RobotView, SecretMessage, Truth, Violation } from "./checker.ts";
import { Findings, robotName } from "./findings.ts";

/** @see Checker */
export class MessageIds implements Checker {
  readonly name = "message_ids";
  readonly #findings = new Findings(this.name);
  readonly #robots: number;
  readonly #ids: (RobotId | undefined)[];
  /** The number of each robot's present or last life; 0 before the first. */
  readonly #boots: Int32Array;
  /** Messages that it has sent in that life. */
  readonly #seqs: Int32Array;

  constructor({ robots }: Truth) {
    this.#robots = robots;
    this.#ids = Array.from({ length: robots });
    this.#boots = new Int32Array(robots);
    this.#seqs = new Int32Array(robots);
  }

  get violations(): readonly Violation[] {
    return this.#findings.all;
  }

  lifeBegan(robot: RobotView, atMs: number): void {
    const { index, boot, id } = robot;
    const last = this.#boots[index]!;
    if (boot <= last) {
      const what = `${robotName(index)} must count its lives upwards: life ${boot} follows life ${last}`;
      this.#findings.add(atMs, index, what);
    }
    this.#ids[index] = id;
    this.#boots[index] = boot;
    this.#seqs[index] = 0;
  }

  sent(robot: RobotView, to: number, message: SecretMessage, atMs: number): void {
    const { index } = robot;
    const seq = this.#seqs[index]! + 1;
    const right =
      message.seq === seq &&
      message.boot === this.#boots[index] &&
      message.from === this.#ids[index] &&
      to !== index &&
      to >= 0 &&
      to < this.#robots;
    this.#seqs[index] = message.seq;
    if (!right) this.#findings.add(atMs, index, this.#wrong(robot, to, message, seq));
  }

  #wrong(robot: RobotView, to: number, message: SecretMessage, seq: number): string {
    const { index, id } = robot;
    const name = robotName(index);
    if (to === index) return `${name} must not send to itself: message ${message.seq} does`;
    if (!(to >= 0 && to < this.#robots)) {
      return `${name} must send to robots 1 to ${this.#robots}: sent to ${to + 1}`;
    }
    const due = `${id}-${this.#boots[index]}-${seq}`;
    return `${name} must name its next message ${due}: named it ${message.from}-${message.boot}-${message.seq}`;
  }
}
