/**
 * One replica's conversations with all its peers: a side for each, bounded in number, and in how much
 * each peer may have it say.
 *
 * @module
 */
import type { AnySide } from "./auto.ts";
import type { Choice } from "./choose.ts";
import type { Reconcilable } from "./reconcilable.ts";
import { anySide, strategyOf } from "./strategies.ts";
import {
  BURST_MESSAGES_MAX,
  type Heard,
  type Limits,
  MESSAGE_BYTES_MIN,
  STRATEGY_NAMES,
  type StrategyName,
} from "./strategy.ts";
import { refused } from "./trade.ts";

export interface ConversationOptions {
  /** How this replica begins; it answers all strategies. @default "auto" */
  readonly strategy?: StrategyName;
  /**
   * Largest message, bytes, from {@linkcode MESSAGE_BYTES_MIN}: what the transport takes, less 256
   * bytes for the envelope. @default 65536
   */
  readonly messageBytesMax?: number;
  /** Most messages that answer one message. @default 16 */
  readonly burstMessagesMax?: number;
}

const MESSAGE_BYTES_DEFAULT = 64 * 1024;

/** What stands around an entry in a message, at most, by any strategy. */
const AROUND_ENTRY_BYTES = 64;

/** Peers with a side of their own; whoever has been silent longest loses his, which costs one round. */
export const PEERS_MAX = 256;

/** One peer's messages that are heard in a second: an endless conversation ends here. */
export const MESSAGES_PER_SECOND_MAX = 4096;

interface Peer {
  readonly side: AnySide;
  /** When the second began in which messages are counted. */
  sinceMs: number;
  messages: number;
}

export class Conversations {
  readonly #state: Reconcilable;
  readonly #limits: Limits;
  readonly #strategy: StrategyName;
  /** Least recently used first: a Map keeps the order in which keys came. */
  readonly #peers = new Map<string, Peer>();

  /** @throws RangeError when the strategy cannot reconcile the state, or a limit makes no sense. */
  constructor(state: Reconcilable, options: ConversationOptions = {}) {
    this.#state = state;
    this.#strategy = options.strategy ?? "auto";
    this.#limits = {
      messageBytesMax: options.messageBytesMax ?? MESSAGE_BYTES_DEFAULT,
      burstMessagesMax: options.burstMessagesMax ?? BURST_MESSAGES_MAX,
    };
    if (!STRATEGY_NAMES.includes(this.#strategy)) {
      const known = STRATEGY_NAMES.join(", ");
      throw new RangeError(
        `cannot hold conversations as strategy must be one of ${known}: got ${this.#strategy}`,
      );
    }
    const why = strategyOf(this.#strategy).refuses(state);
    if (why !== undefined) {
      throw new RangeError(`cannot reconcile with ${this.#strategy} as ${why}`);
    }
    atLeast("messageBytesMax", this.#limits.messageBytesMax, MESSAGE_BYTES_MIN);
    atLeast("burstMessagesMax", this.#limits.burstMessagesMax, 1);
  }

  /** Peers that have a side now. */
  get peers(): number {
    return this.#peers.size;
  }

  /**
   * The keys of entries that no message can carry: they stay here until they change, or messages may be
   * larger. O(entries).
   */
  get stranded(): string[] {
    return this.#state.index.keysAbove(this.#limits.messageBytesMax - AROUND_ENTRY_BYTES);
  }

  /** What `auto` chose last with `peer`, and why. */
  choiceWith(peer: string): Choice | undefined {
    return this.#peers.get(peer)?.side.choice;
  }

  /** The messages that begin a conversation with `peer`. */
  begin(peer: string, nowMs: number): readonly Uint8Array[] {
    return this.#peer(peer, nowMs).side.begin(nowMs);
  }

  /** Takes in one message of `peer`. Never throws for what it says. */
  receive(peer: string, message: Uint8Array, nowMs: number): Heard {
    const known = this.#peer(peer, nowMs);
    const elapsedMs = nowMs - known.sinceMs;
    if (elapsedMs >= 1000 || elapsedMs < 0) {
      known.sinceMs = nowMs;
      known.messages = 0;
    }
    known.messages += 1;
    if (known.messages > MESSAGES_PER_SECOND_MAX) return refused("endless");
    return known.side.receive(message, nowMs);
  }

  #peer(name: string, nowMs: number): Peer {
    const known = this.#peers.get(name) ?? {
      side: anySide(this.#state, this.#limits, this.#strategy),
      sinceMs: nowMs,
      messages: 0,
    };
    this.#peers.delete(name);
    this.#peers.set(name, known);
    if (this.#peers.size > PEERS_MAX) {
      const [longestSilent] = this.#peers.keys();
      this.#peers.delete(longestSilent!);
    }
    return known;
  }
}

function atLeast(name: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least) return;
  throw new RangeError(
    `cannot hold conversations as ${name} must be a whole number >= ${least}: got ${value}`,
  );
}
