/**
 * How a done robot becomes the winner, as decisions alone: what to do next, given what was heard of
 * the winner channel. The real robot and the simulated one follow the same steps.
 *
 * ```text
 * claim -> won, or resumed after a death -> write the file -> announce -> rest
 *       -> lost ------------------------------------------------------^
 * ```
 *
 * @module
 */
import type { RobotId } from "../robots/engine/ids.ts";

/** What stands in the winner channel. */
export interface Claim {
  readonly claimant: RobotId;
  /** The life in which it claimed. */
  readonly boot: number;
  /** SHA-256 of its result, hexadecimal. */
  readonly digest: string;
}

/** How a claim went. */
export type ClaimOutcome =
  /** First to claim. */
  | "won"
  /** It had claimed in an earlier life, and finishes now. */
  | "resumed"
  /** Another was first. */
  | "lost";

/**
 * What a refused claim means: the reply to an earlier try may have got lost, so a refusal is read
 * back before it is believed.
 *
 * @param held What stands in the channel; `undefined` when it has been forgotten meanwhile.
 */
export function refusedClaim(held: Claim | undefined, claim: Claim): ClaimOutcome {
  if (held?.claimant !== claim.claimant) return "lost";
  return held.boot === claim.boot ? "won" : "resumed";
}

/** What a done robot does next. */
export type VictoryStep = "claim" | "write" | "announce" | "rest";

/** One life's way to victory. */
export class VictorySteps {
  #step: VictoryStep = "claim";
  #holds = false;
  #written = false;

  get step(): VictoryStep {
    return this.#step;
  }

  /** Whether it holds the winner channel, as far as it knows. */
  get holds(): boolean {
    return this.#holds;
  }

  /** How its claim went, the first one or one that it repeated. */
  claimed(outcome: ClaimOutcome): void {
    this.#holds = outcome !== "lost";
    if (!this.#holds) this.#step = "rest";
    else this.#step = this.#written ? "announce" : "write";
  }

  /** The file stands there. Whoever lost the channel while writing does not announce it. */
  wrote(): void {
    this.#written = this.#holds;
    this.#step = this.#holds ? "announce" : "rest";
  }

  announced(): void {
    this.#step = "rest";
  }
}
