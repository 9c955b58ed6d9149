/**
 * How robots of a world win: the winner channel and the file, in virtual time. What a robot does next
 * is decided by the same steps as in a real run (coordinator/claim.ts).
 *
 * @module
 */
import { type Claim, type ClaimOutcome, refusedClaim, VictorySteps } from "../claim.ts";
import { equalBytes } from "../../robots/crdt/bytes.ts";
import { ANSWERED, type ClaimFate } from "../../robots/faults/store_faults.ts";
import { EVENT } from "./events.ts";
import type { Population } from "./population.ts";
import type { TimingWheel } from "./timing_wheel.ts";
import type { Witness } from "./witness.ts";
import type { WorldFaults } from "./world_faults.ts";

/** One way to the store, and one write of the file. */
const HOP_US = 500;
const WRITE_US = 5_000;

/** Pause before a step is tried again, as in coordinator/victory.ts. */
const RETRY_US = 200_000;

/** How soon a robot sees that the store has lost its memory, as in coordinator/robot_life.ts. */
const PULSE_US = 250_000;

/** Tries of one life have numbers of their own: one life never comes to so many. */
const TRIES_IN_A_LIFE = 1 << 20;

/** One life's way to victory. */
interface Attempt {
  readonly boot: number;
  readonly steps: VictorySteps;
  readonly claim: Claim;
  readonly bytes: Uint8Array;
  tries: number;
  /** Whether a claim is under way. */
  asking: boolean;
  /** What becomes of the claim that is under way. */
  fate: ClaimFate;
  /** The reply that is under way; `undefined` when it got lost or the store was away. */
  reply: ClaimOutcome | undefined;
}

export interface VictoriesOptions {
  readonly population: Population;
  readonly wheel: TimingWheel;
  readonly faults: WorldFaults;
  readonly witness: Witness;
  /** Ends a life. */
  readonly crash: (robot: number, why: string) => void;
  /** What a robot reconstructed is not the secret: its life must end. */
  readonly wrong: (robot: number) => void;
}

export class Victories {
  readonly #options: VictoriesOptions;
  readonly #secret: Uint8Array;
  readonly #attempts = new Map<number, Attempt>();
  #held: Claim | undefined;
  #announced = false;

  constructor(options: VictoriesOptions) {
    this.#options = options;
    this.#secret = joined(options.population.words);
  }

  /** Whether a winner has written the file and said so. */
  get announced(): boolean {
    return this.#announced;
  }

  /**
   * The store forgets what stood in it; whoever held the channel says so again.
   *
   * @returns Whether there was anything to forget.
   */
  forget(nowUs: number): boolean {
    if (this.#held === undefined) return false;
    this.#held = undefined;
    this.#options.witness.storeForgot();
    for (const [robot, { boot, steps }] of this.#attempts) {
      if (steps.holds) this.#options.wheel.schedule(nowUs + PULSE_US, EVENT.reassert, robot, boot);
    }
    return true;
  }

  /** A life is over, and with it its attempt. */
  ended(robot: number): void {
    this.#attempts.delete(robot);
  }

  /** Performs an event of {@linkcode EVENT} that belongs to a living robot. */
  perform(kind: number, robot: number, boot: number, nowUs: number): void {
    const attempt = this.#attempts.get(robot);
    if (attempt === undefined) {
      if (kind === EVENT.victory) this.#begin(robot, nowUs);
      return;
    }
    if (attempt.boot !== boot) return;
    if (kind === EVENT.claim) this.#claim(robot, attempt, nowUs);
    else if (kind === EVENT.claimReply) this.#hear(robot, attempt, nowUs);
    else if (kind === EVENT.written) this.#written(robot, attempt, nowUs);
    else if (kind === EVENT.reassert) this.#reassert(robot, attempt, nowUs);
    else this.#next(robot, nowUs);
  }

  /** A robot is done. */
  #begin(robot: number, nowUs: number): void {
    const { population, wrong } = this.#options;
    const bytes = population.replica(robot).read();
    if (!equalBytes(bytes, this.#secret)) {
      wrong(robot);
      return;
    }
    const boot = population.boots[robot]!;
    const claim = { claimant: population.ids[robot]!, boot, digest: "" };
    const steps = new VictorySteps();
    this.#attempts.set(robot, {
      boot,
      steps,
      claim,
      bytes,
      tries: 0,
      asking: false,
      fate: ANSWERED,
      reply: undefined,
    });
    this.#next(robot, nowUs);
  }

  /** Takes the next step. */
  #next(robot: number, nowUs: number): void {
    const attempt = this.#attempts.get(robot)!;
    const { wheel, crash, faults } = this.#options;
    switch (attempt.steps.step) {
      case "claim":
        this.#ask(robot, attempt, nowUs);
        return;
      case "write":
        if (!faults.healed && faults.lives.diesAtWrite(robot, nowUs / 1000)) {
          crash(robot, "died while it wrote the file");
          return;
        }
        wheel.schedule(nowUs + WRITE_US, EVENT.written, robot, attempt.boot);
        return;
      case "announce":
        if (faults.storeAway(robot, nowUs)) {
          wheel.schedule(nowUs + RETRY_US, EVENT.victory, robot, attempt.boot);
          return;
        }
        attempt.steps.announced();
        this.#announced = true;
        return;
      case "rest":
        return;
      default:
        attempt.steps.step satisfies never;
    }
  }

  /** Says again that it holds the channel: one question after the other. */
  #reassert(robot: number, attempt: Attempt, nowUs: number): void {
    if (!attempt.steps.holds) return;
    if (!attempt.asking) this.#ask(robot, attempt, nowUs);
    else this.#options.wheel.schedule(nowUs + RETRY_US, EVENT.reassert, robot, attempt.boot);
  }

  /** Sends the claim. */
  #ask(robot: number, attempt: Attempt, nowUs: number): void {
    const { wheel, faults } = this.#options;
    const { boot } = attempt;
    attempt.tries += 1;
    attempt.asking = true;
    const number = boot * TRIES_IN_A_LIFE + attempt.tries;
    attempt.fate = faults.healed ? ANSWERED : faults.store.claim(robot, number, nowUs / 1000);
    wheel.schedule(nowUs + HOP_US, EVENT.claim, robot, boot);
  }

  /** The claim reaches the channel: SET NX, and a refusal is read back. */
  #claim(robot: number, attempt: Attempt, nowUs: number): void {
    const { wheel, faults, crash } = this.#options;
    attempt.reply = undefined;
    if (!faults.storeAway(robot, nowUs)) {
      if (this.#held === undefined) {
        this.#held = attempt.claim;
        attempt.reply = "won";
      } else {
        attempt.reply = refusedClaim(this.#held, attempt.claim);
      }
      if (!faults.healed && faults.lives.diesAtClaim(robot, nowUs / 1000)) {
        crash(robot, "died before it knew how its claim went");
        return;
      }
      if (attempt.fate.replyLost) attempt.reply = undefined;
    }
    const delayUs = Math.round(attempt.fate.delayMs * 1000);
    wheel.schedule(nowUs + HOP_US + delayUs, EVENT.claimReply, robot, attempt.boot);
  }

  #hear(robot: number, attempt: Attempt, nowUs: number): void {
    const { wheel, witness } = this.#options;
    attempt.asking = false;
    if (attempt.reply === undefined) {
      const again = attempt.steps.step === "claim" ? EVENT.victory : EVENT.reassert;
      wheel.schedule(nowUs + RETRY_US, again, robot, attempt.boot);
      return;
    }
    const before = attempt.steps.step;
    attempt.steps.claimed(attempt.reply);
    witness.claimed(robot, attempt.reply);
    // While the file is being written, that goes on by itself.
    if (before !== "write") this.#next(robot, nowUs);
  }

  #written(robot: number, attempt: Attempt, nowUs: number): void {
    const { wheel, faults, witness } = this.#options;
    attempt.tries += 1;
    const number = attempt.boot * TRIES_IN_A_LIFE + attempt.tries;
    if (!faults.healed && faults.store.failsToWrite(robot, number, nowUs / 1000)) {
      wheel.schedule(nowUs + RETRY_US, EVENT.victory, robot, attempt.boot);
      return;
    }
    // The last moment to see that another has claimed meanwhile, as before the rename of a real file.
    if (attempt.steps.holds) witness.wrote(robot, attempt.bytes);
    attempt.steps.wrote();
    this.#next(robot, nowUs);
  }
}

function joined(words: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(words.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const word of words) {
    bytes.set(word, end);
    end += word.length;
  }
  return bytes;
}
