/**
 * Tells checkers what happens, and says what they found.
 *
 * @module
 */
import type { Checker, ClaimResult, RobotView, SecretMessage, Violation } from "./checker.ts";

/** Violations of one run that are told: who needs more has enough to mend. */
export const VIOLATIONS_MAX = 16;

/** The hooks of a checker. */
type Hook = Exclude<keyof Checker, "name" | "violations">;

/** A checker that has the hook. */
type With<H extends Hook> = Checker & Required<Pick<Checker, H>>;

/**
 * Tells each checker what it wants to hear, in the order of the checkers. What happens most is told
 * at a place of its own for each: there the engine always meets the same class and calls it directly,
 * which takes half the time of a loop.
 */
export class Watch implements Required<Omit<Checker, "name">> {
  /** The list of each checker. */
  readonly #lists: readonly (readonly Violation[])[];
  /** How many violations of each checker are in {@linkcode violations} already. */
  readonly #taken: number[];
  readonly #violations: Violation[] = [];
  readonly #lifeBegan: readonly With<"lifeBegan">[];
  readonly #lifeEnded: readonly With<"lifeEnded">[];
  readonly #ticking: readonly With<"ticking">[];
  readonly #ticked: readonly With<"ticked">[];
  readonly #receiving: readonly With<"receiving">[];
  readonly #received: readonly With<"received">[];
  readonly #sent: readonly With<"sent">[];
  readonly #refused: readonly With<"refused">[];
  readonly #queued: readonly With<"queued">[];
  readonly #done: readonly With<"done">[];
  readonly #claimed: readonly With<"claimed">[];
  readonly #wrote: readonly With<"wrote">[];
  readonly #forgot: readonly With<"forgot">[];
  readonly #storeForgot: readonly With<"storeForgot">[];
  readonly #healed: readonly With<"healed">[];
  readonly #ended: readonly With<"ended">[];

  /** @param checkers Each has one list of violations for good, to which it adds what it finds. */
  constructor(checkers: readonly Checker[]) {
    this.#lists = checkers.map(({ violations }) => violations);
    this.#taken = checkers.map(() => 0);
    this.#lifeBegan = having(checkers, "lifeBegan");
    this.#lifeEnded = having(checkers, "lifeEnded");
    this.#ticking = having(checkers, "ticking");
    this.#ticked = having(checkers, "ticked");
    this.#receiving = having(checkers, "receiving");
    this.#received = having(checkers, "received");
    this.#sent = having(checkers, "sent");
    this.#refused = having(checkers, "refused");
    this.#queued = having(checkers, "queued");
    this.#done = having(checkers, "done");
    this.#claimed = having(checkers, "claimed");
    this.#wrote = having(checkers, "wrote");
    this.#forgot = having(checkers, "forgot");
    this.#storeForgot = having(checkers, "storeForgot");
    this.#healed = having(checkers, "healed");
    this.#ended = having(checkers, "ended");
  }

  /** Whether any checker has objected. Cheap enough to be asked after every event. */
  get failed(): boolean {
    for (let i = 0; i < this.#lists.length; i++) if (this.#lists[i]!.length > 0) return true;
    return false;
  }

  /**
   * The first {@linkcode VIOLATIONS_MAX} that were found, in order of time. Whoever has seen some will
   * find further ones after these.
   */
  get violations(): readonly Violation[] {
    const fresh: Violation[] = [];
    for (const [i, list] of this.#lists.entries()) {
      fresh.push(...list.slice(this.#taken[i]));
      this.#taken[i] = list.length;
    }
    fresh.sort((a, b) => a.atMs - b.atMs);
    this.#violations.push(...fresh.slice(0, VIOLATIONS_MAX - this.#violations.length));
    return this.#violations;
  }

  lifeBegan(robot: RobotView, atMs: number): void {
    for (const checker of this.#lifeBegan) checker.lifeBegan(robot, atMs);
  }

  lifeEnded(robot: RobotView, panicked: boolean, atMs: number): void {
    for (const checker of this.#lifeEnded) checker.lifeEnded(robot, panicked, atMs);
  }

  ticking(robot: RobotView, atMs: number): void {
    const all = this.#ticking;
    all[0]?.ticking(robot, atMs);
    all[1]?.ticking(robot, atMs);
    all[2]?.ticking(robot, atMs);
    for (let i = 3; i < all.length; i++) all[i]!.ticking(robot, atMs);
  }

  ticked(robot: RobotView, atMs: number): void {
    const all = this.#ticked;
    all[0]?.ticked(robot, atMs);
    all[1]?.ticked(robot, atMs);
    all[2]?.ticked(robot, atMs);
    for (let i = 3; i < all.length; i++) all[i]!.ticked(robot, atMs);
  }

  receiving(robot: RobotView, message: SecretMessage, atMs: number): void {
    const all = this.#receiving;
    all[0]?.receiving(robot, message, atMs);
    all[1]?.receiving(robot, message, atMs);
    all[2]?.receiving(robot, message, atMs);
    all[3]?.receiving(robot, message, atMs);
    for (let i = 4; i < all.length; i++) all[i]!.receiving(robot, message, atMs);
  }

  received(robot: RobotView, message: SecretMessage, atMs: number): void {
    const all = this.#received;
    all[0]?.received(robot, message, atMs);
    all[1]?.received(robot, message, atMs);
    all[2]?.received(robot, message, atMs);
    all[3]?.received(robot, message, atMs);
    all[4]?.received(robot, message, atMs);
    all[5]?.received(robot, message, atMs);
    all[6]?.received(robot, message, atMs);
    for (let i = 7; i < all.length; i++) all[i]!.received(robot, message, atMs);
  }

  sent(robot: RobotView, to: number, message: SecretMessage, atMs: number): void {
    const all = this.#sent;
    all[0]?.sent(robot, to, message, atMs);
    all[1]?.sent(robot, to, message, atMs);
    all[2]?.sent(robot, to, message, atMs);
    all[3]?.sent(robot, to, message, atMs);
    for (let i = 4; i < all.length; i++) all[i]!.sent(robot, to, message, atMs);
  }

  refused(robot: RobotView, atMs: number): void {
    for (const checker of this.#refused) checker.refused(robot, atMs);
  }

  queued(robot: number, backlog: number, atMs: number): void {
    for (const checker of this.#queued) checker.queued(robot, backlog, atMs);
  }

  done(robot: RobotView, atMs: number): void {
    for (const checker of this.#done) checker.done(robot, atMs);
  }

  claimed(robot: RobotView, result: ClaimResult, atMs: number): void {
    for (const checker of this.#claimed) checker.claimed(robot, result, atMs);
  }

  wrote(robot: RobotView, bytes: Uint8Array, atMs: number): void {
    for (const checker of this.#wrote) checker.wrote(robot, bytes, atMs);
  }

  forgot(robot: number, atMs: number): void {
    for (const checker of this.#forgot) checker.forgot(robot, atMs);
  }

  storeForgot(atMs: number): void {
    for (const checker of this.#storeForgot) checker.storeForgot(atMs);
  }

  healed(atMs: number): void {
    for (const checker of this.#healed) checker.healed(atMs);
  }

  ended(robots: readonly RobotView[], atMs: number): void {
    for (const checker of this.#ended) checker.ended(robots, atMs);
  }
}

function having<H extends Hook>(checkers: readonly Checker[], hook: H): readonly With<H>[] {
  return checkers.filter((checker): checker is With<H> => checker[hook] !== undefined);
}
