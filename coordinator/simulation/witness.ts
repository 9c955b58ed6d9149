/**
 * Everybody who looks on while a world runs: the trace hash always, checkers and a recorder if there
 * are any. None of them changes what happens.
 *
 * @module
 */
import type { ClaimResult, RobotView, Violation } from "../checkers/checker.ts";
import type { Watch } from "../checkers/watch.ts";
import { messageId } from "../../robots/engine/ids.ts";
import type { SecretMessage } from "../checkers/checker.ts";
import type { Passed, Recorder, Step } from "./step.ts";
import type { Population } from "./population.ts";
import { TraceHash } from "./trace_hash.ts";
import type { WorldFaults } from "./world_faults.ts";

/** Marks of steps in the hash. */
const MARK = {
  began: 1,
  ended: 2,
  ticking: 3,
  sent: 4,
  lost: 5,
  received: 6,
  refused: 7,
  done: 8,
  claimed: 9,
  wrote: 10,
  forgot: 11,
  storeForgot: 12,
  healed: 13,
  queued: 14,
  altered: 15,
  rejected: 16,
  paused: 17,
  resumed: 18,
  tickLost: 19,
} as const;

/** A step without its time. */
type Untimed = Step extends infer S ? (S extends Step ? Omit<S, "atMs"> : never) : never;

export interface WitnessOptions {
  readonly population: Population;
  readonly faults: WorldFaults;
  readonly watch: Watch | undefined;
  readonly recorder: Recorder | undefined;
}

export class Witness {
  readonly #hash = new TraceHash();
  readonly #watch: Watch | undefined;
  readonly #views: readonly RobotView[];
  readonly #recorder: Recorder | undefined;
  #nowUs = 0;
  #violationsTold = 0;

  constructor({ population, faults, watch, recorder }: WitnessOptions) {
    this.#watch = watch;
    this.#recorder = recorder;
    // Of a million robots nobody is looked at.
    const looked = watch !== undefined || recorder !== undefined ? population.size : 0;
    const clockMs = (robot: number): number => faults.clockMs(robot, this.#nowUs);
    this.#views = Array.from({ length: looked }, (_, robot) =>
      population.view(robot, () => clockMs(robot)),
    );
  }

  /** Whether anybody looks on, and not only the hash. */
  get looks(): boolean {
    return this.#views.length > 0;
  }

  /** Whether a checker has objected. */
  get failed(): boolean {
    return this.#watch !== undefined && this.#watch.failed;
  }

  get #nowMs(): number {
    return this.#nowUs / 1000;
  }

  /** Moves true time on. */
  at(nowUs: number): void {
    this.#nowUs = nowUs;
  }

  get traceHash(): string {
    return this.#hash.text;
  }

  get violations(): readonly Violation[] {
    return this.#watch?.violations ?? [];
  }

  began(robot: number, boot: number): void {
    this.#hash.add(MARK.began, robot ^ (boot << 20), this.#nowUs);
    this.#watch?.lifeBegan(this.#views[robot]!, this.#nowMs);
    if (this.#recorder) this.#tell({ kind: "life-began", robot, boot, knows: this.#knows(robot) });
  }

  /** @param rule The rule that ended the life, if one did. */
  ended(robot: number, panicked: boolean, why: string, rule: number | undefined): void {
    this.#hash.add(MARK.ended, robot, this.#nowUs);
    this.#watch?.lifeEnded(this.#views[robot]!, panicked, this.#nowMs);
    if (this.#recorder) {
      this.#tell({ kind: "life-ended", robot, why, ...(rule !== undefined && { rule }) });
    }
  }

  ticking(robot: number): void {
    this.#hash.add(MARK.ticking, robot, this.#nowUs);
    this.#watch?.ticking(this.#views[robot]!, this.#nowMs);
    if (this.#recorder) this.#tell({ kind: "ticked", robot });
  }

  ticked(robot: number): void {
    this.#watch?.ticked(this.#views[robot]!, this.#nowMs);
  }

  tickLost(robot: number): void {
    this.#hash.add(MARK.tickLost, robot, this.#nowUs);
    if (this.#recorder) this.#tell({ kind: "tick-lost", robot });
  }

  sent(robot: number, peer: number, message: SecretMessage): void {
    this.#hash.add(MARK.sent ^ (message.lamport << 5), robot ^ (message.seq << 16), peer);
    this.#watch?.sent(this.#views[robot]!, peer, message, this.#nowMs);
    if (this.#recorder) this.#tell({ kind: "sent", ...passed(robot, peer, message) });
  }

  lost(robot: number, peer: number, message: SecretMessage, rule: number): void {
    this.#hash.add(MARK.lost, robot ^ (rule << 24), peer);
    if (this.#recorder) this.#tell({ kind: "lost", rule, ...passed(robot, peer, message) });
  }

  rejected(robot: number, peer: number, message: SecretMessage, rule: number): void {
    this.#hash.add(MARK.rejected, robot, peer);
    if (this.#recorder) {
      this.#tell({ kind: "rejected", rule, ...passed(robot, peer, message) });
    }
  }

  /** An inbox was full. */
  overflowed(robot: number, peer: number): void {
    this.#hash.add(MARK.rejected, robot, peer);
    if (this.#recorder) this.#tell({ kind: "overflowed", robot, peer });
  }

  altered(robot: number, peer: number, message: SecretMessage, rule: number, count: number): void {
    this.#hash.add(MARK.altered ^ (count << 8), robot ^ (rule << 24), peer);
    if (this.#recorder) {
      this.#tell({ kind: "altered", rule, count, ...passed(robot, peer, message) });
    }
  }

  queued(robot: number, backlog: number): void {
    this.#hash.add(MARK.queued, robot, backlog);
    this.#watch?.queued(robot, backlog, this.#nowMs);
  }

  receiving(robot: number, peer: number, message: SecretMessage): void {
    this.#hash.add(MARK.received ^ (message.seq << 5), robot, this.#nowUs);
    this.#watch?.receiving(this.#views[robot]!, message, this.#nowMs);
    if (this.#recorder) this.#tell({ kind: "received", ...passed(robot, peer, message) });
  }

  received(robot: number, message: SecretMessage): void {
    this.#watch?.received(this.#views[robot]!, message, this.#nowMs);
  }

  learned(robot: number): void {
    if (this.#recorder) this.#tell({ kind: "learned", robot, knows: this.#knows(robot) });
  }

  refused(robot: number, reason: string): void {
    this.#hash.add(MARK.refused, robot, this.#nowUs);
    this.#watch?.refused(this.#views[robot]!, this.#nowMs);
    if (this.#recorder) this.#tell({ kind: "refused", robot, reason });
  }

  converged(robot: number): void {
    if (this.#recorder) this.#tell({ kind: "converged", robot });
  }

  done(robot: number): void {
    this.#hash.add(MARK.done, robot, this.#nowUs);
    this.#watch?.done(this.#views[robot]!, this.#nowMs);
    if (this.#recorder) this.#tell({ kind: "done", robot });
  }

  claimed(robot: number, result: ClaimResult): void {
    this.#hash.add(MARK.claimed ^ (result.charCodeAt(0) << 8), robot, this.#nowUs);
    this.#watch?.claimed(this.#views[robot]!, result, this.#nowMs);
    if (this.#recorder) this.#tell({ kind: "claimed", robot, result });
  }

  wrote(robot: number, bytes: Uint8Array): void {
    this.#hash.add(MARK.wrote ^ (bytes.length << 8), robot, this.#nowUs);
    this.#watch?.wrote(this.#views[robot]!, bytes, this.#nowMs);
    if (this.#recorder) this.#tell({ kind: "wrote", robot, bytes: bytes.length });
  }

  forgot(robot: number): void {
    this.#hash.add(MARK.forgot, robot, this.#nowUs);
    this.#watch?.forgot(robot, this.#nowMs);
    if (this.#recorder) this.#tell({ kind: "forgot-share", robot });
  }

  storeForgot(): void {
    this.#hash.add(MARK.storeForgot, 0, this.#nowUs);
    this.#watch?.storeForgot(this.#nowMs);
    if (this.#recorder) this.#tell({ kind: "store-forgot" });
  }

  paused(robot: number, rule: number): void {
    this.#hash.add(MARK.paused, robot, this.#nowUs);
    if (this.#recorder) this.#tell({ kind: "paused", robot, rule });
  }

  resumed(robot: number): void {
    this.#hash.add(MARK.resumed, robot, this.#nowUs);
    if (this.#recorder) this.#tell({ kind: "resumed", robot });
  }

  healed(): void {
    this.#hash.add(MARK.healed, 0, this.#nowUs);
    this.#watch?.healed(this.#nowMs);
    if (this.#recorder) this.#tell({ kind: "healed" });
  }

  /** @param living Who lives. */
  over(living: (robot: number) => boolean): void {
    // How a run ends that something went wrong in says nothing.
    if (!this.failed) {
      const alive = this.#views.filter((_, robot) => living(robot));
      this.#watch?.ended(alive, this.#nowMs);
    }
    this.#tellViolations();
  }

  #knows(robot: number): number[] {
    return [...this.#views[robot]!.known.values()];
  }

  #tell(step: Untimed): void {
    this.#recorder?.({ ...step, atMs: this.#nowMs });
    this.#tellViolations();
  }

  /** Violations stand in the record where they were found. */
  #tellViolations(): void {
    if (this.#recorder === undefined) return;
    for (const { robot, checker, what } of this.violations.slice(this.#violationsTold)) {
      this.#violationsTold += 1;
      this.#recorder({ kind: "violated", robot, checker, what, atMs: this.#nowMs });
    }
  }
}

function passed(robot: number, peer: number, message: SecretMessage): Passed {
  const { lamport, wantsUpdate, offersUpdate, summary, update } = message;
  return {
    robot,
    peer,
    messageId: messageId(message),
    lamport,
    wantsUpdate,
    offersUpdate,
    summary: summary && [...summary.values()],
    update: update?.map(({ index }) => index),
  };
}
