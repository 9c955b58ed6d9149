/**
 * The gossip engine: one robot, as a state machine. Inputs are ticks and messages; outputs are
 * effects, handed to whoever performs them. No clock, no randomness, no I/O inside: the same inputs
 * give the same effects.
 *
 * The exchange (Demers et al. 1987, "Epidemic Algorithms for Replicated Database Maintenance"):
 *
 * ```text
 * push-pull   A --summary--> B   B --update, summary if B lacks something--> A   A --update--> B
 * pull        A --summary--> B   B --update--> A
 * push        A --summary--> B   B --summary if B lacks something--> A           A --update--> B
 * ```
 *
 * A replica that finds differences in conversations says itself how to begin and what to reply; then
 * updates go both ways until neither has more to say.
 *
 * Every message may be lost, doubled, late or out of order; the next tick simply begins again.
 *
 * @module
 */
import type { RobotId } from "./ids.ts";
import { afterReceiving, LAMPORT_START, stamped } from "./lamport.ts";
import type { Draft, Message } from "./message.ts";
import { samplePeers } from "./peer_sampling.ts";
import { Quiescence } from "./quiescence.ts";
import { type Random, randomBelow } from "./random.ts";
import type { Replica } from "./replica.ts";
import { Roster } from "./roster.ts";

/** Who learns from whom in one exchange. */
export type Exchange = "push" | "pull" | "push-pull";

export const EXCHANGES: readonly Exchange[] = ["push-pull", "pull", "push"];

export interface RobotOptions<Summary, Update> {
  readonly id: RobotId;
  /** How often this robot has been started, from 1: makes message ids unique for ever. */
  readonly boot: number;
  readonly replica: Replica<Summary, Update>;
  /** @default "push-pull" */
  readonly exchange?: Exchange;
  /** Peers to gossip with at each tick. @default 1 */
  readonly fanout?: number;
  /** How long a complete robot must learn nothing before it is done. */
  readonly quietMs: number;
  /** When this life begins, milliseconds. */
  readonly nowMs: number;
}

/** What happened inside a robot. Observers read it; nothing depends on it. */
export type RobotEvent =
  /** `items` were new in a message of `peer`. */
  | { readonly kind: "merged"; readonly items: number; readonly peer: RobotId }
  /** A message of `peer` that no honest one sends; nothing of it was merged. */
  | { readonly kind: "refused"; readonly reason: string; readonly peer: RobotId }
  /** It holds the whole. Once in a life. */
  | { readonly kind: "converged" }
  /** It holds the whole and the quiet period has passed. Once in a life. */
  | { readonly kind: "quiescent" };

/** Performs what a robot wants done, in the order in which it is called. Must not call the robot. */
export interface Effects<Summary, Update> {
  /** Into this the robot writes each message that it sends. */
  readonly draft: Draft<Summary, Update>;
  /**
   * Sends `message` to `to`.
   *
   * @param message The draft, which will be written again: copy what is needed after the call.
   * @param position Where `to` stands in the roster.
   */
  send(to: RobotId, message: Message<Summary, Update>, position: number): void;
  event(event: RobotEvent): void;
  /** It is done: it may claim to be the winner. Once in a life; it goes on answering others. */
  done(): void;
}

const NOBODY = new Roster([]);

/** Numbers that {@linkcode Robot.suspend} writes. */
export const SUSPENDED_NUMBERS = 4;

/** In one number: the boot, and whether it has converged and is done. */
const CONVERGED_FLAG = 1;
const DONE_FLAG = 2;
const BOOT_UNIT = 4;

export class Robot<Summary, Update> {
  #id: RobotId;
  #boot: number;
  readonly replica: Replica<Summary, Update>;
  readonly #exchange: Exchange;
  readonly #fanout: number;
  readonly #quiescence: Quiescence;
  #roster = NOBODY;
  /** Its own position in the roster; -1 while it is not in there. */
  #position = -1;
  #seq = 0;
  #lamport = LAMPORT_START;
  #converged = false;
  #done = false;

  constructor(options: RobotOptions<Summary, Update>) {
    this.#id = options.id;
    this.#boot = options.boot;
    this.replica = options.replica;
    this.#exchange = options.exchange ?? "push-pull";
    this.#fanout = options.fanout ?? 1;
    this.#quiescence = new Quiescence(options.quietMs, options.nowMs);
  }

  get id(): RobotId {
    return this.#id;
  }

  get boot(): number {
    return this.#boot;
  }

  get lamport(): number {
    return this.#lamport;
  }

  /** Whether the replica holds the whole. */
  get complete(): boolean {
    const { known, total } = this.replica.progress();
    return known === total;
  }

  /**
   * Sets whom to gossip with; itself is left out. Strangers get no answer: whoever can invent senders
   * could make a robot write to anybody.
   */
  setPeers(roster: Roster): void {
    this.#roster = roster;
    this.#position = roster.positionOf(this.#id);
  }

  /** One gossip period has passed: begins an exchange with each of `fanout` random peers. */
  tick(nowMs: number, random: Random, effects: Effects<Summary, Update>): void {
    this.#noteConvergence(effects);
    if (this.#converged && !this.#done && this.#quiescence.reached(nowMs)) {
      this.#done = true;
      effects.event(QUIESCENT);
      effects.done();
    }
    const peers = this.#roster.size - (this.#position < 0 ? 0 : 1);
    if (this.#fanout === 1 && peers > 0) this.#greet(randomBelow(random, peers), nowMs, effects);
    else {
      for (const peer of samplePeers(peers, this.#fanout, random)) {
        this.#greet(peer, nowMs, effects);
      }
    }
  }

  /**
   * Takes in one message: merges its update, answers its summary.
   *
   * @param sender Where its sender stands in the roster, if the caller knows: then nobody looks.
   * @throws InvariantViolation when the update contradicts what is known; the state is unchanged.
   */
  receive(
    message: Message<Summary, Update>,
    nowMs: number,
    effects: Effects<Summary, Update>,
    sender?: number,
  ): void {
    this.#lamport = afterReceiving(this.#lamport, message.lamport);
    if (message.update !== undefined) {
      const outcome = this.replica.merge(message.update, message, nowMs);
      if (outcome.kind === "applied") {
        this.#quiescence.news(nowMs);
        effects.event({ kind: "merged", items: outcome.items, peer: message.from });
        this.#noteConvergence(effects);
      }
      if (outcome.kind === "refused") {
        effects.event({ kind: "refused", reason: outcome.reason, peer: message.from });
      } else if ("replies" in outcome && outcome.replies !== undefined) {
        this.#reply(message, outcome.replies, effects, sender);
      }
    }
    if (message.summary !== undefined) this.#answer(message, message.summary, effects, sender);
  }

  /** Begins an exchange with a robot of the roster, counted without this one. */
  #greet(peer: number, nowMs: number, effects: Effects<Summary, Update>): void {
    const to = this.#position < 0 || peer < this.#position ? peer : peer + 1;
    if (this.replica.begin !== undefined) {
      for (const update of this.replica.begin(this.#roster.at(to), nowMs)) {
        this.#send(to, false, false, undefined, update, effects);
      }
      return;
    }
    const wantsUpdate = this.#exchange !== "push";
    const offersUpdate = this.#exchange !== "pull";
    const summary = this.replica.summarize();
    this.#send(to, wantsUpdate, offersUpdate, summary, undefined, effects);
  }

  /**
   * Writes all that it remembers, apart from its replica, into `memory` from `at` on. A body for one
   * robot can then be that of another: a million of them are a few numbers each and one that acts.
   */
  suspend(memory: Float64Array, at: number): void {
    const flags = (this.#converged ? CONVERGED_FLAG : 0) + (this.#done ? DONE_FLAG : 0);
    memory[at] = this.#boot * BOOT_UNIT + flags;
    memory[at + 1] = this.#seq;
    memory[at + 2] = this.#lamport;
    memory[at + 3] = this.#quiescence.lastNewsMs;
  }

  /** Becomes the robot at `position` of its roster that was suspended there. */
  resume(position: number, memory: Float64Array, at: number): void {
    this.#id = this.#roster.at(position);
    this.#position = position;
    const flags = memory[at]! % BOOT_UNIT;
    this.#boot = (memory[at]! - flags) / BOOT_UNIT;
    this.#seq = memory[at + 1]!;
    this.#lamport = memory[at + 2]!;
    this.#quiescence.news(memory[at + 3]!);
    this.#converged = (flags & CONVERGED_FLAG) !== 0;
    this.#done = (flags & DONE_FLAG) !== 0;
  }

  /** Goes on with a conversation. */
  #reply(
    message: Message<Summary, Update>,
    replies: readonly Update[],
    effects: Effects<Summary, Update>,
    sender: number | undefined,
  ): void {
    const to = this.#addressee(message.from, sender);
    if (to < 0) return;
    for (const update of replies) this.#send(to, false, false, undefined, update, effects);
  }

  /** Where an answer to `from` goes; -1 for strangers and for itself. */
  #addressee(from: RobotId, position: number | undefined): number {
    const to = position ?? this.#roster.positionOf(from);
    return to === this.#position ? -1 : to;
  }

  #answer(
    message: Message<Summary, Update>,
    theirs: Summary,
    effects: Effects<Summary, Update>,
    sender: number | undefined,
  ): void {
    const to = this.#addressee(message.from, sender);
    if (to < 0) return;
    const update = message.wantsUpdate ? this.replica.missing(theirs) : undefined;
    const asks = message.offersUpdate && this.replica.lacks(theirs);
    if (update === undefined && !asks) return;
    const summary = asks ? this.replica.summarize() : undefined;
    this.#send(to, asks, false, summary, update, effects);
  }

  #send(
    to: number,
    wantsUpdate: boolean,
    offersUpdate: boolean,
    summary: Summary | undefined,
    update: Update | undefined,
    effects: Effects<Summary, Update>,
  ): void {
    const { draft } = effects;
    draft.from = this.#id;
    draft.boot = this.#boot;
    draft.seq = this.#seq += 1;
    draft.lamport = this.#lamport = stamped(this.#lamport);
    draft.wantsUpdate = wantsUpdate;
    draft.offersUpdate = offersUpdate;
    draft.summary = summary;
    draft.update = update;
    effects.send(this.#roster.at(to), draft, to);
  }

  #noteConvergence(effects: Effects<Summary, Update>): void {
    if (this.#converged || !this.complete) return;
    this.#converged = true;
    effects.event(CONVERGED);
  }
}

const CONVERGED: RobotEvent = { kind: "converged" };
const QUIESCENT: RobotEvent = { kind: "quiescent" };
