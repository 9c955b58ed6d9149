/**
 * A replica of any data type of crdt/, brought together with others by any strategy of reconcile/.
 * What it sends are messages of conversations, opaque to the engine and to the wire.
 *
 * @module
 */
import type { Entries } from "../crdt/entries.ts";
import { Conversations, type ConversationOptions } from "../reconcile/conversations.ts";
import { Reconcilable } from "../reconcile/reconcilable.ts";
import type { Origin, RobotId } from "./ids.ts";
import type { MergeOutcome, Progress, Replica, ReplicaCodec } from "./replica.ts";

/**
 * @example
 * ```ts
 * import { GSet } from "../crdt/g_set.ts";
 * import { robotId } from "./ids.ts";
 * import { StateReplica } from "./state_replica.ts";
 * const words = new GSet();
 * const replica = new StateReplica(words, { strategy: "riblt" });
 * words.add("gossip");
 * console.log(replica.begin(robotId("r2"), 0).length); // 1
 * ```
 */
export class StateReplica<State extends Entries> implements Replica<undefined, Uint8Array> {
  readonly state: State;
  readonly conversations: Conversations;
  protected readonly reconcilable: Reconcilable;

  /** @throws RangeError when the strategy cannot reconcile this type. */
  constructor(state: State, options: ConversationOptions) {
    this.state = state;
    this.reconcilable = new Reconcilable(state);
    this.conversations = new Conversations(this.reconcilable, options);
  }

  begin(peer: RobotId, nowMs: number): readonly Uint8Array[] {
    return this.conversations.begin(peer, nowMs);
  }

  merge(update: Uint8Array, source: Origin, nowMs: number): MergeOutcome<Uint8Array> {
    const heard = this.conversations.receive(source.from, update, nowMs);
    if (heard.kind === "refused") return { kind: "refused", reason: heard.reason };
    const { items, replies } = heard;
    return items > 0 ? { kind: "applied", items, replies } : { kind: "known", replies };
  }

  /** Conversations are for this; there is no summary. */
  summarize(): undefined {
    return undefined;
  }

  missing(): undefined {
    return undefined;
  }

  lacks(): boolean {
    return false;
  }

  /** Entries held; nobody knows how many there will be. */
  progress(): Progress {
    return { known: this.state.size };
  }
}

/** Messages of conversations are bytes already. They share the transport's memory: copies are made. */
export const CONVERSATION_CODEC: ReplicaCodec<undefined, Uint8Array> = {
  encodeSummary: () => new Uint8Array(0),
  decodeSummary: () => undefined,
  encodeUpdate: (update) => update,
  decodeUpdate: (bytes) => bytes,
};
