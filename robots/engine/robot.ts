/**
 * The gossip engine: one robot, as a state machine. Inputs are ticks and messages; outputs are
 * effects for a driver to perform. No clock, no randomness, no I/O inside: the same inputs give the
 * same effects.
 *
 * The exchange (Demers et al. 1987, "Epidemic Algorithms for Replicated Database Maintenance"):
 *
 * ```text
 * push-pull   A --summary--> B   B --update, summary if B lacks something--> A   A --update--> B
 * pull        A --summary--> B   B --update--> A
 * push        A --summary--> B   B --summary if B lacks something--> A           A --update--> B
 * ```
 *
 * Every message may be lost, doubled, late or out of order; the next tick simply begins again.
 *
 * @module
 */
import { messageId, type RobotId } from "./ids.ts";
import { LamportClock } from "./lamport.ts";
import type { Message } from "./message.ts";
import { samplePeers } from "./peer_sampling.ts";
import { Quiescence } from "./quiescence.ts";
import type { Random } from "./random.ts";
import type { Replica } from "./replica.ts";

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
  /** It holds the whole. Once in a life. */
  | { readonly kind: "converged" }
  /** It holds the whole and the quiet period has passed. Once in a life. */
  | { readonly kind: "quiescent" };

/** What a driver has to do for a robot. */
export type Effect<Summary, Update> =
  | { readonly kind: "send"; readonly to: RobotId; readonly message: Message<Summary, Update> }
  | { readonly kind: "event"; readonly event: RobotEvent }
  /** It is done: it may claim to be the winner. Once in a life; it goes on answering others. */
  | { readonly kind: "done" };

export class Robot<Summary, Update> {
  readonly id: RobotId;
  readonly boot: number;
  readonly replica: Replica<Summary, Update>;
  readonly #exchange: Exchange;
  readonly #fanout: number;
  readonly #clock = new LamportClock();
  readonly #quiescence: Quiescence;
  #peers: readonly RobotId[] = [];
  /** Strangers get no answer: whoever can invent senders could make a robot write to anybody. */
  #peerSet: ReadonlySet<RobotId> = new Set();
  #seq = 0;
  #converged = false;
  #done = false;

  constructor(options: RobotOptions<Summary, Update>) {
    this.id = options.id;
    this.boot = options.boot;
    this.replica = options.replica;
    this.#exchange = options.exchange ?? "push-pull";
    this.#fanout = options.fanout ?? 1;
    this.#quiescence = new Quiescence(options.quietMs, options.nowMs);
  }

  get lamport(): number {
    return this.#clock.now;
  }

  /** Whether the replica holds the whole. */
  get complete(): boolean {
    const { known, total } = this.replica.progress();
    return known === total;
  }

  /** Sets whom to gossip with; itself is left out. */
  setPeers(peers: readonly RobotId[]): void {
    this.#peers = peers.filter((peer) => peer !== this.id);
    this.#peerSet = new Set(this.#peers);
  }

  /** One gossip period has passed: begins an exchange with each of `fanout` random peers. */
  tick(nowMs: number, random: Random): Effect<Summary, Update>[] {
    const effects: Effect<Summary, Update>[] = [];
    this.#noteConvergence(effects);
    if (!this.#done && this.#quiescence.reached(this.complete, nowMs)) {
      this.#done = true;
      effects.push({ kind: "event", event: { kind: "quiescent" } }, { kind: "done" });
    }
    for (const to of samplePeers(this.#peers, this.#fanout, random)) {
      this.#send(effects, to, {
        summary: this.replica.summarize(),
        wantsUpdate: this.#exchange !== "push",
        offersUpdate: this.#exchange !== "pull",
      });
    }
    return effects;
  }

  /**
   * Takes in one message: merges its update, answers its summary.
   *
   * @throws InvariantViolation when the update contradicts what is known; the state is unchanged.
   */
  receive(message: Message<Summary, Update>, nowMs: number): Effect<Summary, Update>[] {
    const effects: Effect<Summary, Update>[] = [];
    this.#clock.witness(message.lamport);
    if (message.update !== undefined) {
      const outcome = this.replica.merge(message.update, message.id);
      if (outcome.kind === "applied") {
        this.#quiescence.news(nowMs);
        const event = { kind: "merged", items: outcome.items, peer: message.from } as const;
        effects.push({ kind: "event", event });
        this.#noteConvergence(effects);
      }
    }
    if (message.summary !== undefined && this.#peerSet.has(message.from)) {
      this.#answer(effects, message, message.summary);
    }
    return effects;
  }

  #answer(
    effects: Effect<Summary, Update>[],
    message: Message<Summary, Update>,
    theirs: Summary,
  ): void {
    const update = message.wantsUpdate ? this.replica.missing(theirs) : undefined;
    const asks = message.offersUpdate && this.replica.lacks(theirs);
    if (update === undefined && !asks) return;
    this.#send(effects, message.from, {
      ...(update !== undefined && { update }),
      ...(asks && { summary: this.replica.summarize() }),
      wantsUpdate: asks,
      offersUpdate: false,
    });
  }

  #send(
    effects: Effect<Summary, Update>[],
    to: RobotId,
    content: Omit<Message<Summary, Update>, "id" | "from" | "boot" | "seq" | "lamport">,
  ): void {
    this.#seq += 1;
    const message = {
      id: messageId(this.id, this.boot, this.#seq),
      from: this.id,
      boot: this.boot,
      seq: this.#seq,
      lamport: this.#clock.tick(),
      ...content,
    };
    effects.push({ kind: "send", to, message });
  }

  #noteConvergence(effects: Effect<Summary, Update>[]): void {
    if (this.#converged || !this.complete) return;
    this.#converged = true;
    effects.push({ kind: "event", event: { kind: "converged" } });
  }
}
