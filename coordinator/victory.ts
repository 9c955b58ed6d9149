/**
 * What a robot does when it is done: it claims the winner key and, if it wins, writes the file and
 * ends the run. Every step can be repeated, so a winner that dies in between is started again and
 * finishes.
 *
 * @module
 */
import { join, resolve } from "node:path";
import type { RobotId } from "../robots/engine/ids.ts";
import { monotonicNowMs } from "../robots/runtime/clock.ts";
import type { EventBuffer } from "../robots/runtime/events.ts";
import type { Logger } from "../robots/runtime/logger.ts";
import { sleep } from "../robots/transport/deadline.ts";
import type { RunDescription, RunStore } from "./redis/run_store.ts";
import { type Claim, type ClaimOutcome, VictorySteps } from "./claim.ts";
import { claimWinner, sha256, writeAtomically } from "./winner.ts";

/** Pause before a step is tried again. */
const RETRY_MS = 200;

/** Tries of each step: a Redis away for a minute is waited for. */
const TRIES_MAX = 300;

/** What goes wrong on purpose on a robot's way to victory. */
export interface VictoryFaults {
  /** @throws Error while the store cannot be reached. */
  reach(): void;
  /**
   * Sends a claim with `ask`, and may end this process before the answer is known.
   *
   * @throws Error (as rejection) when the store cannot be reached or the answer got lost.
   */
  claim(ask: () => Promise<ClaimOutcome>): Promise<ClaimOutcome>;
  /** @throws Error as node:fs does, when the file cannot be written. */
  openFile(): void;
  /** Half of the file is written; may end this process. */
  halfWritten(): Promise<void>;
}

export interface VictoryOptions {
  readonly store: RunStore;
  readonly robot: RobotId;
  readonly boot: number;
  readonly run: RunDescription;
  /** Folder for results. */
  readonly dir: string;
  /** Where else to write. From this machine's user, never from Redis: that could name any file. */
  readonly out?: string | undefined;
  /** The reconstructed secret. */
  readonly read: () => Uint8Array;
  /** What was reconstructed is not the secret: this life must end. */
  readonly wrong: (reason: string) => void;
  /** It won but cannot finish: another life, perhaps elsewhere, must. */
  readonly failed: (reason: string) => void;
  readonly events: EventBuffer;
  /** Sends what is in `events` on; rejects when Redis is away. */
  readonly report: () => Promise<void>;
  /** The faults in force now. @default none */
  readonly faults?: () => VictoryFaults | undefined;
  readonly logger: Logger;
}

export class Victory {
  readonly #options: VictoryOptions;
  #work: Promise<void> | undefined;
  #closed = false;
  readonly #steps = new VictorySteps();
  #claim: Claim | undefined;
  #written: { path: string; bytes: number; sha256: string } | undefined;
  /** What was last reported to keep it from the next step. */
  #hindrance: string | undefined;

  constructor(options: VictoryOptions) {
    this.#options = options;
  }

  /** The robot is done: tries to win, in the background. */
  begin(): void {
    this.#work ??= this.#win();
  }

  /** Redis has lost its memory: repeats a claim that stood, and a result that was written. */
  async reassert(): Promise<void> {
    // If another claimed while the key was gone, there is one winner, and it is not this robot.
    if (this.#claim === undefined || !this.#steps.holds) return;
    this.#steps.claimed(await this.#ask(this.#claim));
    if (this.#steps.step === "announce") await this.#announce();
  }

  /** Waits for the step under way. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#work;
  }

  async #win(): Promise<void> {
    const { robot, boot, run, read, wrong, events, report, logger } = this.#options;
    const secret = read();
    const claim: Claim = { claimant: robot, boot, digest: sha256(secret) };
    if (claim.digest !== run.config.secret.sha256) {
      // Words were forged that this robot had nothing to hold against.
      wrong(`the whole has sha256 ${claim.digest} instead of ${run.config.secret.sha256}`);
      return;
    }
    const outcome = await this.#insist("claim", () => this.#ask(claim));
    if (outcome === undefined) return;
    this.#steps.claimed(outcome);
    if (this.#steps.step !== "write") return;
    this.#claim = claim;
    // Also by a later life: the first may have died before it could report.
    events.add("winner", monotonicNowMs(), { alone: true, fields: { reason: claim.digest } });
    logger.info({ event: "winner", outcome, digest: claim.digest });
    if (!(await this.#write(secret, claim.digest))) return;
    // First what happened, then that it is over: nobody waits for reports of an ended run.
    await this.#insist("report", report);
    await this.#insist("announce", () => this.#announce());
  }

  #ask(claim: Claim): Promise<ClaimOutcome> {
    const { store, faults } = this.#options;
    const ask = (): Promise<ClaimOutcome> => claimWinner(store.redis, store.keys, claim);
    return faults?.()?.claim(ask) ?? ask();
  }

  /** Writes the file, unless the claim was lost meanwhile; returns whether it did. */
  async #write(secret: Uint8Array, digest: string): Promise<boolean> {
    const { store, robot, dir, out, failed, events, logger } = this.#options;
    const own = resolve(join(dir, store.run, "secret.txt"));
    const path = out ?? own;
    for (const file of new Set([own, path])) {
      const written = await this.#insist(`write ${file}`, () => {
        const faults = this.#options.faults?.();
        faults?.openFile();
        const stillMay = (): boolean => this.#steps.holds;
        const halfway = faults && ((): Promise<void> => faults.halfWritten());
        return writeAtomically(file, secret, robot, stillMay, halfway);
      });
      if (written === undefined) {
        if (!this.#closed) failed(`${robot} claimed to be the winner but cannot write ${file}`);
        return false;
      }
      if (!written) break;
    }
    this.#steps.wrote();
    // Redis lost the claim while the file was being written, and another has it now.
    if (this.#steps.step !== "announce") return false;
    this.#written = { path, bytes: secret.length, sha256: digest };
    events.add("written", monotonicNowMs(), { alone: true, fields: { file: this.#written } });
    logger.info({ event: "written", path, bytes: secret.length });
    return true;
  }

  async #announce(): Promise<void> {
    const { store, robot, faults } = this.#options;
    // It may have lost its claim since it wrote.
    if (this.#written === undefined || this.#steps.step !== "announce") return;
    faults?.()?.reach();
    const { path, bytes, sha256: digest } = this.#written;
    await store.end("won", { winner: robot, file: path, bytes, sha256: digest });
    this.#steps.announced();
  }

  /** Repeats a step until it succeeds; `undefined` when it never does or the robot is closing. */
  async #insist<T>(step: string, attempt: () => Promise<T>): Promise<T | undefined> {
    const { logger } = this.#options;
    for (let tries = 1; tries <= TRIES_MAX && !this.#closed; tries++) {
      try {
        return await attempt();
      } catch (error) {
        const reason = `cannot ${step}: ${error instanceof Error ? error.message : String(error)}`;
        logger.warn({ event: "victory-delayed", reason, tries });
        this.#hindered(reason);
        await sleep(RETRY_MS);
      }
    }
    return undefined;
  }

  /** Reports it once and not at each try. */
  #hindered(reason: string): void {
    if (reason === this.#hindrance) return;
    this.#hindrance = reason;
    this.#options.events.add("hindered", monotonicNowMs(), { alone: true, fields: { reason } });
  }
}
