/**
 * A member of a Raft cluster (Ongaro and Ousterhout, In Search of an Understandable Consensus Algorithm,
 * 2014; pre-vote, a leader that steps down without a majority, and reads without entries are of
 * Ongaro's thesis, 2014: 9.6, 6.2 and 6.4). It agrees with the others on one log, whatever messages are
 * lost, doubled or late, and whoever is killed and comes back with what it has written down.
 *
 * It knows no node, clock or chance: time and luck are arguments, and what it does are calls to its
 * world. Whatever it promises is written down before it is said.
 *
 * @module
 */
import { Leadership } from "./raft_leadership.ts";
import type {
  Append,
  AppendAnswer,
  Install,
  Json,
  RaftMessage,
  VoteAnswer,
  VoteRequest,
} from "./raft_messages.ts";
import { majorityOf } from "./raft_progress.ts";
import { RaftState, type RaftStateOptions, type StateMachine } from "./raft_state.ts";

/** Entries that wait for a majority: more than clients ask in the time until a leader gives up. */
export const UNSETTLED_MAX = 10_000;

export interface RaftTiming {
  /** Between messages of a leader. A round trip should fit into two. */
  readonly heartbeatMs: number;
  /** A follower stands for election after one to two times as long without a leader. */
  readonly electionMs: number;
}

/** What a member does, besides making its state. */
export interface RaftWorld<Ticket> {
  /** May get lost. */
  send(to: string, message: RaftMessage): void;
  /** What was asked with `read` may be read by whoever has applied everything up to `index`. */
  readable(ticket: Ticket, index: number): void;
}

export interface RaftOptions<Ticket> extends RaftStateOptions {
  readonly id: string;
  /** All members, itself too. */
  readonly ids: readonly string[];
  readonly timing: RaftTiming;
  readonly machine: StateMachine;
  readonly world: RaftWorld<Ticket>;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

type Role = "follower" | "pre-candidate" | "candidate" | "leader";

export class Raft<Ticket> {
  readonly #options: RaftOptions<Ticket>;
  readonly #peers: readonly string[];
  readonly #state: RaftState;
  #role: Role = "follower";
  #leader: string | undefined;
  #leadership: Leadership<Ticket> | undefined;
  /** Who votes for it. */
  #voters = new Set<string>();
  /** When a leader was heard last. */
  #heardMs = -Infinity;
  /** When it stands for election. */
  #dueMs: number;

  constructor(options: RaftOptions<Ticket>, nowMs: number) {
    const { id, ids, random, timing } = options;
    this.#options = options;
    this.#state = new RaftState(options);
    this.#peers = ids.filter((each) => each !== id);
    // In the beginning nobody leads: there is nobody to wait for.
    this.#dueMs = nowMs + random() * timing.electionMs;
  }

  get role(): Role {
    return this.#role;
  }

  get term(): number {
    return this.#state.ballot.term;
  }

  /** Who leads as far as it knows. */
  get leader(): string | undefined {
    return this.#leader;
  }

  /** What it has. */
  get state(): Pick<RaftState, "applied" | "commit" | "log" | "snapshot"> {
    return this.#state;
  }

  /** To be called every few milliseconds. */
  tick(nowMs: number): void {
    if (this.#leadership === undefined) {
      if (nowMs >= this.#dueMs) this.#askAround(nowMs);
    } else if (this.#leadership.hasMajoritySince(nowMs - this.#options.timing.electionMs)) {
      this.#leadership.tick(nowMs);
    } else {
      this.#follow(this.term, undefined);
      this.#putOff(nowMs);
    }
  }

  /** Hears another member. */
  receive(from: string, message: RaftMessage, nowMs: number): void {
    // Whoever asks whether it would be elected, or may be, has not begun that term.
    const isWish =
      message.type === "raft_pre_vote" ||
      (message.type === "raft_pre_vote_answer" && message.granted);
    if (!isWish && message.term > this.term) this.#follow(message.term, undefined);
    switch (message.type) {
      case "raft_pre_vote":
        return this.#onPreVote(from, message, nowMs);
      case "raft_pre_vote_answer":
        return this.#onPreVoteAnswer(from, message, nowMs);
      case "raft_vote":
        return this.#onVote(from, message, nowMs);
      case "raft_vote_answer":
        return this.#onVoteAnswer(from, message, nowMs);
      case "raft_append":
        return this.#onAppend(from, message, nowMs);
      case "raft_install":
        return this.#onInstall(from, message, nowMs);
      case "raft_append_answer":
        return this.#onAppendAnswer(from, message, nowMs);
    }
  }

  /**
   * Puts commands into the log, none of them null.
   *
   * @returns false when it does not lead, or too much waits already: then nothing has happened. Else they
   *   are applied some time, or lost when another leads before they are settled.
   */
  propose(commands: readonly Json[], nowMs: number): boolean {
    const leadership = this.#leadership;
    if (leadership === undefined) return false;
    const { commit, log } = this.#state;
    if (log.lastIndex - commit + commands.length > UNSETTLED_MAX) return false;
    const { term } = this;
    const entries = commands.map((command) => ({ term, command }));
    this.#state.take(log.lastIndex + 1, entries);
    leadership.spread(nowMs);
    this.#settle(nowMs);
    return true;
  }

  /** Asks for {@linkcode RaftWorld.readable}. It may never come. @returns false when it does not lead. */
  read(ticket: Ticket, nowMs: number): boolean {
    this.#leadership?.read(ticket, nowMs);
    return this.#leadership !== undefined;
  }

  /** Tells a follower soon what is settled, and not only with the next heartbeat. */
  inform(peer: string, nowMs: number): void {
    this.#leadership?.inform(peer, nowMs);
  }

  /** Nobody has led for a while: would the others vote for it? */
  #askAround(nowMs: number): void {
    this.#role = "pre-candidate";
    this.#leader = undefined;
    this.#voters = new Set([this.#options.id]);
    this.#putOff(nowMs);
    this.#askForVotes("raft_pre_vote", this.term + 1);
    if (this.#isElected()) this.#standForElection(nowMs);
  }

  #standForElection(nowMs: number): void {
    this.#role = "candidate";
    this.#leader = undefined;
    this.#voters = new Set([this.#options.id]);
    this.#state.cast({ term: this.term + 1, vote: this.#options.id });
    this.#putOff(nowMs);
    this.#askForVotes("raft_vote", this.term);
    if (this.#isElected()) this.#lead(nowMs);
  }

  #lead(nowMs: number): void {
    const { id, timing, world } = this.#options;
    this.#role = "leader";
    this.#leader = id;
    const options = {
      term: this.term,
      peers: this.#peers,
      state: this.#state,
      heartbeatMs: timing.heartbeatMs,
      silentMs: timing.electionMs,
      send: (to: string, message: RaftMessage) => world.send(to, message),
      readable: (ticket: Ticket, index: number) => world.readable(ticket, index),
    };
    this.#leadership = new Leadership(options, nowMs);
    // Entries of earlier terms are settled by one of this term only.
    this.propose([null], nowMs);
  }

  #follow(term: number, leader: string | undefined): void {
    if (term > this.term) this.#state.cast({ term });
    this.#role = "follower";
    this.#leader = leader;
    this.#leadership = undefined;
  }

  #onPreVote(from: string, { term, lastIndex, lastTerm }: VoteRequest, nowMs: number): void {
    const { timing, world } = this.#options;
    const hasLeader =
      this.#role === "leader" ||
      (this.#leader !== undefined && nowMs - this.#heardMs < timing.electionMs);
    const granted =
      term > this.term && !hasLeader && this.#state.log.isCoveredBy(lastIndex, lastTerm);
    const answer = { granted, term: granted ? term : this.term };
    world.send(from, { type: "raft_pre_vote_answer", ...answer });
  }

  #onPreVoteAnswer(from: string, { term, granted }: VoteAnswer, nowMs: number): void {
    if (this.#role !== "pre-candidate" || !granted || term !== this.term + 1) return;
    this.#voters.add(from);
    if (this.#isElected()) this.#standForElection(nowMs);
  }

  #onVote(from: string, { term, lastIndex, lastTerm }: VoteRequest, nowMs: number): void {
    const { vote } = this.#state.ballot;
    const isFree = vote === undefined || vote === from;
    const granted =
      term === this.term && isFree && this.#state.log.isCoveredBy(lastIndex, lastTerm);
    if (granted && vote === undefined) this.#state.cast({ term, vote: from });
    if (granted) this.#putOff(nowMs);
    this.#options.world.send(from, { type: "raft_vote_answer", term: this.term, granted });
  }

  #onVoteAnswer(from: string, { term, granted }: VoteAnswer, nowMs: number): void {
    if (this.#role !== "candidate" || !granted || term !== this.term) return;
    this.#voters.add(from);
    if (this.#isElected()) this.#lead(nowMs);
  }

  #onAppend(from: string, append: Append, nowMs: number): void {
    if (append.term < this.term) return this.#disagree(from, append, 0);
    this.#obey(from, nowMs);
    // What is cut off here is settled, so the leader has it, too.
    const { log, commit } = this.#state;
    const known = Math.max(0, log.base.index - append.prevIndex);
    const prevIndex = append.prevIndex + known;
    const prevTerm = known === 0 ? append.prevTerm : log.base.term;
    if (log.termAt(prevIndex) !== prevTerm) {
      // All that is settled agrees; what comes after it may not.
      this.#disagree(from, append, prevIndex > log.lastIndex ? log.lastIndex : commit);
      return;
    }
    const match = append.prevIndex + append.entries.length;
    this.#state.take(prevIndex + 1, append.entries.slice(known));
    this.#state.settle(Math.min(append.commit, match));
    this.#agree(from, append, match);
  }

  #onInstall(from: string, install: Install, nowMs: number): void {
    if (install.term < this.term) return this.#disagree(from, install, 0);
    this.#obey(from, nowMs);
    this.#state.install(install.snapshot);
    this.#agree(from, install, this.#state.commit);
  }

  #onAppendAnswer(from: string, answer: AppendAnswer, nowMs: number): void {
    if (this.#leadership === undefined || answer.term !== this.term) return;
    this.#leadership.hear(from, answer, nowMs);
    this.#settle(nowMs);
  }

  /** The sender leads this term. */
  #obey(leader: string, nowMs: number): void {
    this.#follow(this.term, leader);
    this.#heardMs = nowMs;
    this.#putOff(nowMs);
  }

  /**
   * What a majority has written down is settled, if it is of this term: only then can nobody be elected
   * who lacks it (5.4.2, figure 8).
   */
  #settle(nowMs: number): void {
    const leadership = this.#leadership;
    if (leadership === undefined) return;
    const index = leadership.writtenByMajority;
    if (index <= this.#state.commit || this.#state.log.termAt(index) !== this.term) return;
    this.#state.settle(index);
    leadership.beginReads(nowMs);
  }

  #agree(leader: string, { round }: Append | Install, index: number): void {
    const answer = { term: this.term, round, agreed: true, index };
    this.#options.world.send(leader, { type: "raft_append_answer", ...answer });
  }

  #disagree(leader: string, { round }: Append | Install, index: number): void {
    const answer = { term: this.term, round, agreed: false, index };
    this.#options.world.send(leader, { type: "raft_append_answer", ...answer });
  }

  #askForVotes(type: VoteRequest["type"], term: number): void {
    const { lastIndex, lastTerm } = this.#state.log;
    for (const peer of this.#peers)
      this.#options.world.send(peer, { type, term, lastIndex, lastTerm });
  }

  #isElected(): boolean {
    return this.#voters.size >= majorityOf(this.#options.ids.length);
  }

  /** Members draw different times, so that one of them stands first. */
  #putOff(nowMs: number): void {
    const { random, timing } = this.#options;
    this.#dueMs = nowMs + timing.electionMs * (1 + random());
  }
}
