/**
 * A replica of any data type that tells others in two ways: what is new here it pushes to them as it is
 * (rumors), and now and then it begins a conversation with one of them that finds whatever is missing
 * (anti-entropy). Rumors are quick and may get lost; conversations repair that (Demers et al. 1987,
 * "Epidemic Algorithms for Replicated Database Maintenance").
 *
 * A robot begins an exchange with peers whenever its surroundings tick. Before each tick they say here
 * which of the two it is for.
 *
 * @module
 */
import type { Entries } from "../crdt/entries.ts";
import type { Origin, RobotId } from "../engine/ids.ts";
import type { MergeOutcome } from "../engine/replica.ts";
import { StateReplica } from "../engine/state_replica.ts";
import type { Disk } from "../node/node.ts";
import type { ConversationOptions } from "../reconcile/conversations.ts";
import { BURST_MESSAGES_MAX, STRATEGY_CODES } from "../reconcile/strategy.ts";
import { giveMessages } from "../reconcile/trade.ts";
import { MESSAGE_BYTES_MAX } from "../transport/transport.ts";
import { EntryJournal } from "./entry_journal.ts";

/** What the engine's envelope takes of a message. */
const ENVELOPE_BYTES = 256;

const LIMITS = {
  messageBytesMax: MESSAGE_BYTES_MAX - ENVELOPE_BYTES,
  burstMessagesMax: BURST_MESSAGES_MAX,
};

export interface GossipReplicaOptions {
  /** How conversations begin. @default "auto" */
  readonly strategy?: ConversationOptions["strategy"];
  /** Where all is kept before anybody hears of it; `state` begins with what is there. @default nowhere */
  readonly disk?: Disk;
  /** Whether what was learned of others is news, too: needed unless news go to all. @default false */
  readonly forwards?: boolean;
  /** Called when there is news that was not there; must not change the state. */
  readonly onNews?: () => void;
}

/** What the next tick is for. */
type Round =
  | { readonly kind: "push"; readonly messages: readonly Uint8Array[] }
  /** Only with the peer that is begun with after so many others. */
  | { readonly kind: "converse"; readonly after: number };

export class GossipReplica extends StateReplica<Entries> {
  readonly #forwards: boolean;
  readonly #journal: EntryJournal | undefined;
  /** The slots of entries that nobody was told of. What is replaced meanwhile is news no more. */
  readonly #news = new Set<number>();
  #isMerging = false;
  #round: Round = { kind: "push", messages: [] };
  #begun = 0;

  /**
   * @param state What it holds now is no news: there is nobody yet who lacks it, or anti-entropy finds it.
   * It must have no other watcher.
   * @throws RangeError when the strategy cannot reconcile this type.
   */
  constructor(state: Entries, options: GossipReplicaOptions = {}) {
    const { strategy = "auto", disk, forwards = false, onNews = () => {} } = options;
    super(state, { strategy, ...LIMITS });
    this.#forwards = forwards;
    this.#journal = disk && new EntryJournal(disk, this.reconcilable);
    this.reconcilable.index.follow({
      filled: (slot) => {
        if (this.#isMerging && !this.#forwards) return;
        this.#news.add(slot);
        if (this.#news.size === 1) onNews();
      },
      emptied: (slot) => void this.#news.delete(slot),
    });
  }

  /** Entries that nobody was told of. */
  get newsCount(): number {
    return this.#news.size;
  }

  /**
   * The next tick tells whoever it begins with what is new, as far as a burst of messages carries it;
   * the rest is left to conversations. Then it is news no more. What is to be kept is, when this returns.
   *
   * @returns Whether there is anything to tell.
   */
  pushNext(): boolean {
    this.#journal?.save();
    const { auto } = STRATEGY_CODES;
    const messages = giveMessages(this.reconcilable, auto, this.#news, LIMITS);
    this.#news.clear();
    this.#round = { kind: "push", messages };
    return messages.length > 0;
  }

  /** The next tick begins a conversation with one peer, and with nobody else. */
  converseNext(after: number): void {
    this.#round = { kind: "converse", after };
    this.#begun = 0;
  }

  override begin(peer: RobotId, nowMs: number): readonly Uint8Array[] {
    if (this.#round.kind === "push") return this.#round.messages;
    this.#begun += 1;
    return this.#begun === this.#round.after + 1 ? super.begin(peer, nowMs) : [];
  }

  override merge(update: Uint8Array, source: Origin, nowMs: number): MergeOutcome<Uint8Array> {
    this.#isMerging = true;
    try {
      const outcome = super.merge(update, source, nowMs);
      this.#journal?.save();
      return outcome;
    } finally {
      this.#isMerging = false;
    }
  }
}
