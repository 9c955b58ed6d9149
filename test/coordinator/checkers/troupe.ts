/**
 * A few real robots with the real replica, moved step by step, and checkers that look on.
 *
 * @module
 */
import type {
  Checker,
  RobotView,
  SecretMessage,
  Truth,
} from "../../../coordinator/checkers/checker.ts";
import type { Bitset } from "../../../robots/crdt/bitset.ts";
import type { Entry } from "../../../robots/crdt/write_once_map.ts";
import { type RobotId, robotId } from "../../../robots/engine/ids.ts";
import { emptyDraft } from "../../../robots/engine/message.ts";
import type { Random } from "../../../robots/engine/random.ts";
import { type Effects, type Exchange, Robot } from "../../../robots/engine/robot.ts";
import { Roster } from "../../../robots/engine/roster.ts";
import { SecretReplica, UPDATE_BYTES_MAX } from "../../../robots/secret/secret_replica.ts";

/** Whoever looks on. */
export type Hooks = Omit<Checker, "name" | "violations">;

export interface TroupeOptions {
  readonly words: readonly Uint8Array[];
  /** Indexes of each robot's words. */
  readonly shares: readonly (readonly number[])[];
  readonly exchange?: Exchange;
  readonly fanout?: number;
  readonly quietMs?: number;
}

/** One robot through all of its lives. */
class Player implements RobotView {
  readonly index: number;
  readonly id: RobotId;
  boot = 0;
  clockMs = 0;
  /** How far its clock is from true time. */
  skewMs = 0;
  /** That of its present life, as is the robot. */
  replica: SecretReplica;
  robot: Robot<Bitset, readonly Entry[]> | undefined;

  constructor(index: number, words: number) {
    this.index = index;
    this.id = robotId(`r${index + 1}`);
    this.replica = new SecretReplica(this.id, words);
  }

  get known(): Bitset {
    return this.replica.known;
  }

  word(index: number): Uint8Array | undefined {
    return this.replica.word(index);
  }
}

export class Troupe implements Effects<Bitset, readonly Entry[]> {
  readonly draft = emptyDraft<Bitset, readonly Entry[]>();
  readonly truth: Truth;
  readonly players: readonly Player[];
  /** Messages on their way, each with its receiver. */
  readonly underway: { readonly to: number; readonly message: SecretMessage }[] = [];
  /** True time. */
  nowMs = 0;
  /** What is sent instead of a message; `undefined`: nothing. */
  tamper: (message: SecretMessage) => SecretMessage | undefined = (message) => message;
  readonly #shares: readonly (readonly number[])[];
  readonly #roster: Roster;
  #checkers: readonly Hooks[] = [];
  #random: Random = () => 0;
  #actor = 0;

  constructor({ words, shares, exchange, fanout, quietMs }: TroupeOptions) {
    this.#shares = shares;
    this.truth = {
      robots: shares.length,
      words,
      exchange: exchange ?? "push-pull",
      fanout: fanout ?? 1,
      quietMs: quietMs ?? 100,
      inboxMax: 1000,
      updateBytesMax: UPDATE_BYTES_MAX,
    };
    this.players = shares.map((_, index) => new Player(index, words.length));
    this.#roster = new Roster(this.players.map(({ id }) => id));
  }

  /** All robots begin to live, and `checkers` to look on. */
  begin(checkers: readonly Hooks[], random: Random): void {
    this.#checkers = checkers;
    this.#random = random;
    for (const index of this.players.keys()) this.live(index);
  }

  /** A life begins. */
  live(index: number): void {
    const player = this.players[index]!;
    const { words, exchange, fanout, quietMs } = this.truth;
    const { id } = player;
    const boot = (player.boot += 1);
    const replica = new SecretReplica(id, words.length);
    const share = this.#shares[index]!.toSorted((a, b) => a - b);
    const entries = share.map((word) => ({ index: word, value: words[word]! }));
    replica.merge(entries, { from: id, boot, seq: 0 });
    player.replica = replica;
    const nowMs = (player.clockMs = this.nowMs + player.skewMs);
    player.robot = new Robot({ id, boot, replica, exchange, fanout, quietMs, nowMs });
    player.robot.setPeers(this.#roster);
    for (const checker of this.#checkers) checker.lifeBegan?.(player, this.nowMs);
  }

  /** A life ends. */
  die(index: number): void {
    const player = this.players[index]!;
    for (const checker of this.#checkers) checker.lifeEnded?.(player, false, this.nowMs);
    player.robot = undefined;
  }

  tick(index: number): void {
    const player = this.#take(index);
    for (const checker of this.#checkers) checker.ticking?.(player, this.nowMs);
    player.robot?.tick(player.clockMs, this.#random, this);
    for (const checker of this.#checkers) checker.ticked?.(player, this.nowMs);
  }

  receive(index: number, message: SecretMessage): void {
    const player = this.#take(index);
    for (const checker of this.#checkers) checker.receiving?.(player, message, this.nowMs);
    player.robot?.receive(message, player.clockMs, this);
    for (const checker of this.#checkers) checker.received?.(player, message, this.nowMs);
  }

  /** Lets everything arrive that is under way, and what is sent because of it. */
  settle(): void {
    for (let next = this.underway.shift(); next !== undefined; next = this.underway.shift()) {
      this.receive(next.to, next.message);
    }
  }

  /** Something happens, by chance: mostly a tick or an arrival, sometimes a fault. */
  act(kind: number, which: number): void {
    this.nowMs += 10;
    const player = which % this.players.length;
    const at = which % Math.max(1, this.underway.length);
    if (kind < 3) this.tick(player);
    else if (kind === 9) {
      this.die(player);
      this.live(player);
    } else if (kind === 10) {
      this.players[player]!.skewMs = (which - 50) * 7;
    } else if (this.underway.length > 0) {
      const { to, message } = this.underway[at]!;
      // A loss is an arrival that does not happen, a double one that is not the last.
      if (kind !== 7) this.underway.splice(at, 1);
      if (kind === 11) this.receive(this.#roster.positionOf(message.from), message);
      else if (kind !== 8) this.receive(to, message);
    }
  }

  send(_to: RobotId, message: SecretMessage, position: number): void {
    const sent = this.tamper({ ...message });
    if (sent === undefined) return;
    const player = this.players[this.#actor]!;
    for (const checker of this.#checkers) checker.sent?.(player, position, sent, this.nowMs);
    this.underway.push({ to: position, message: sent });
    const backlog = this.underway.length;
    for (const checker of this.#checkers) checker.queued?.(position, backlog, this.nowMs);
  }

  event(): void {}

  done(): void {
    const player = this.players[this.#actor]!;
    for (const checker of this.#checkers) checker.done?.(player, this.nowMs);
  }

  #take(index: number): Player {
    const player = this.players[index]!;
    this.#actor = index;
    player.clockMs = this.nowMs + player.skewMs;
    return player;
  }
}
