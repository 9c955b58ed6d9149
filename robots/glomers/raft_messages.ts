/**
 * What the members of a Raft cluster tell each other: bodies of messages that may get lost, come twice
 * or late. Each says the term of its sender.
 *
 * @module
 */

/** What a command and a state may hold: they are written down and sent. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [field: string]: Json };

/** An element of the log. The command null is the first word of a leader: it does nothing. */
export interface Entry {
  readonly term: number;
  readonly command: Json;
}

/** The state after all entries up to `index`, the last of which is of `term`. */
export interface Snapshot {
  readonly index: number;
  readonly term: number;
  readonly state: Json;
}

/**
 * Asks for a vote. `raft_pre_vote` asks whether there would be one, in the term after the sender's, and
 * changes nothing at all.
 */
export interface VoteRequest {
  readonly type: "raft_pre_vote" | "raft_vote";
  readonly term: number;
  /** Where the log of the sender ends. */
  readonly lastIndex: number;
  readonly lastTerm: number;
}

/** A yes says the term that was asked for, a no that of the sender. */
export interface VoteAnswer {
  readonly type: "raft_pre_vote_answer" | "raft_vote_answer";
  readonly term: number;
  readonly granted: boolean;
}

/** From a leader: entries after one that its follower should have; none is a heartbeat. */
export interface Append {
  readonly type: "raft_append";
  readonly term: number;
  /** Counts what a leader sends: whoever answers it still followed the leader then. */
  readonly round: number;
  readonly prevIndex: number;
  readonly prevTerm: number;
  readonly entries: readonly Entry[];
  /** Up to where the leader knows the log to be settled. */
  readonly commit: number;
}

/** From a leader to a follower that lacks entries which the leader no longer has. */
export interface Install {
  readonly type: "raft_install";
  readonly term: number;
  readonly round: number;
  readonly snapshot: Snapshot;
}

/** To {@linkcode Append} and {@linkcode Install}. */
export interface AppendAnswer {
  readonly type: "raft_append_answer";
  readonly term: number;
  readonly round: number;
  /** Whether the logs agree up to `index`; if not, they can be compared there. */
  readonly agreed: boolean;
  readonly index: number;
}

export type RaftMessage = VoteRequest | VoteAnswer | Append | Install | AppendAnswer;

export const RAFT_TYPES: readonly RaftMessage["type"][] = [
  "raft_pre_vote",
  "raft_pre_vote_answer",
  "raft_vote",
  "raft_vote_answer",
  "raft_append",
  "raft_append_answer",
  "raft_install",
];
