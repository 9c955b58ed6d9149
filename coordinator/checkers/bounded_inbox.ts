/**
 * Bounded inbox: what waits for a robot never grows beyond its limit.
 *
 * @module
 */
import type { Checker, Truth, Violation } from "./checker.ts";
import { Findings, robotName } from "./findings.ts";

/** @see Checker */
export class BoundedInbox implements Checker {
  readonly name = "bounded_inbox";
  readonly #findings = new Findings(this.name);
  readonly #inboxMax: number;

  constructor({ inboxMax }: Truth) {
    this.#inboxMax = inboxMax;
  }

  get violations(): readonly Violation[] {
    return this.#findings.all;
  }

  queued(robot: number, backlog: number, atMs: number): void {
    if (backlog <= this.#inboxMax) return;
    const most = `at most ${this.#inboxMax} messages may wait for ${robotName(robot)}`;
    this.#findings.add(atMs, robot, `${most}: ${backlog} do`);
  }
}
