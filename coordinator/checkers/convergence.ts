/**
 * Convergence: in the end every robot lives, knows every word and is done.
 *
 * @module
 */
import type { Checker, RobotView, Truth, Violation } from "./checker.ts";
import { Findings, listed, robotName } from "./findings.ts";

/** @see Checker */
export class Convergence implements Checker {
  readonly name = "convergence";
  readonly #findings = new Findings(this.name);
  readonly #words: number;
  readonly #lives: Uint8Array;
  /** 1 where each robot has said in this life that it is done. */
  readonly #done: Uint8Array;

  constructor({ robots, words }: Truth) {
    this.#words = words.length;
    this.#lives = new Uint8Array(robots);
    this.#done = new Uint8Array(robots);
  }

  get violations(): readonly Violation[] {
    return this.#findings.all;
  }

  lifeBegan({ index }: RobotView): void {
    this.#lives[index] = 1;
    this.#done[index] = 0;
  }

  lifeEnded({ index }: RobotView): void {
    this.#lives[index] = 0;
  }

  done({ index }: RobotView): void {
    this.#done[index] = 1;
  }

  ended(robots: readonly RobotView[], atMs: number): void {
    const views: (RobotView | undefined)[] = Array.from({ length: this.#lives.length });
    for (const robot of robots) if (this.#lives[robot.index]) views[robot.index] = robot;
    const behind: string[] = [];
    let last = -1;
    for (const [index, view] of views.entries()) {
      const fault = this.#faultOf(index, view);
      if (fault === undefined) continue;
      behind.push(`${robotName(index)} ${fault}`);
      last = index;
    }
    if (behind.length === 0) return;
    // One robot's failure is its own; that of several is about all of them.
    const robot = behind.length === 1 ? last : -1;
    const what = `in the end every robot must live, know all and be done: ${listed(behind)}`;
    this.#findings.add(atMs, robot, what);
  }

  #faultOf(index: number, robot: RobotView | undefined): string | undefined {
    if (robot === undefined) return "does not live";
    const lacking = this.#words - robot.known.count;
    if (lacking > 0) return `lacks ${lacking} of ${this.#words} words`;
    return this.#done[index] ? undefined : "is not done";
  }
}
