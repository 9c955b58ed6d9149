/**
 * Single winner: while the winner channel remembers, one robot at most wins. Only a robot whose
 * latest claim stands writes the file, once in a life, and in the end somebody has.
 *
 * @module
 */
import type { Checker, ClaimResult, RobotView, Truth, Violation } from "./checker.ts";
import { Findings, listed, robotName } from "./findings.ts";

const NEVER = -1;

/** @see Checker */
export class SingleWinner implements Checker {
  readonly name = "single_winner";
  readonly #findings = new Findings(this.name);
  /** 1 where each robot lives, and what it has done in this life. */
  readonly #lives: Uint8Array;
  readonly #done: Uint8Array;
  readonly #stands: Uint8Array;
  readonly #wrote: Uint8Array;
  /**
   * The memory of the channel, counted from 0, in which each robot's next answer may have been given
   * at the earliest: an answer that comes late may be about a claim that was forgotten meanwhile.
   */
  readonly #earliest: Int32Array;
  /** That of its latest victory. */
  readonly #won: Int32Array;
  #memory = 0;
  #files = 0;
  #healed = false;

  constructor({ robots }: Truth) {
    this.#lives = new Uint8Array(robots);
    this.#done = new Uint8Array(robots);
    this.#stands = new Uint8Array(robots);
    this.#wrote = new Uint8Array(robots);
    this.#earliest = new Int32Array(robots);
    this.#won = new Int32Array(robots).fill(NEVER);
  }

  get violations(): readonly Violation[] {
    return this.#findings.all;
  }

  lifeBegan({ index }: RobotView): void {
    this.#lives[index] = 1;
    this.#done[index] = 0;
    this.#stands[index] = 0;
    this.#wrote[index] = 0;
  }

  lifeEnded({ index }: RobotView): void {
    this.#lives[index] = 0;
  }

  done({ index }: RobotView): void {
    this.#done[index] = 1;
    this.#earliest[index] = this.#memory;
  }

  claimed({ index }: RobotView, result: ClaimResult, atMs: number): void {
    const earliest = this.#earliest[index]!;
    this.#earliest[index] = this.#memory;
    this.#stands[index] = result === "lost" ? 0 : 1;
    if (result === "lost") return;
    if (earliest > this.#won[index]!) this.#won[index] = earliest;
    this.#countWinners(index, earliest, atMs);
  }

  wrote({ index }: RobotView, _bytes: Uint8Array, atMs: number): void {
    this.#files += 1;
    const name = robotName(index);
    if (!this.#stands[index]) {
      const what = `${name} must write the file only while its claim stands: has written it without`;
      this.#findings.add(atMs, index, what);
    }
    if (this.#wrote[index]) {
      this.#findings.add(
        atMs,
        index,
        `${name} must write the file once in a life: has done so again`,
      );
    }
    this.#wrote[index] = 1;
  }

  storeForgot(): void {
    this.#memory += 1;
  }

  healed(): void {
    this.#healed = true;
  }

  ended(_robots: readonly RobotView[], atMs: number): void {
    const all = this.#done.every((done, index) => done === 1 && this.#lives[index] === 1);
    if (!this.#healed || !all || this.#files > 0) return;
    this.#findings.add(atMs, -1, "the file must be written when every robot is done: nobody has");
  }

  /**
   * Each memory of the channel has one winner at most. So of the robots that won in the last k
   * memories for sure, there may be k.
   */
  #countWinners(index: number, earliest: number, atMs: number): void {
    for (let first = earliest; first >= 0; first--) {
      const memories = this.#memory - first + 1;
      let winners = 0;
      for (const won of this.#won) if (won >= first) winners += 1;
      if (winners <= memories) continue;
      const names = [...this.#won.keys()].filter((robot) => this.#won[robot]! >= first);
      const most = memories === 1 ? "one robot" : `${memories} robots`;
      const forgets = memories - 1;
      const span =
        forgets === 0
          ? "before the channel forgets"
          : `while the channel forgets ${times(forgets)}`;
      const what = `at most ${most} may win ${span}: ${listed(names.map(robotName))} have`;
      return this.#findings.add(atMs, index, what);
    }
  }
}

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}
