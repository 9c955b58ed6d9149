/**
 * One member's time as a leader: who has what, what is sent to whom and when, and which reads may go.
 * Each follower has at most one batch of entries under way; what comes meanwhile is the next batch.
 *
 * @module
 */
import type { AppendAnswer, RaftMessage } from "./raft_messages.ts";
import { Progress, reachedByMajority } from "./raft_progress.ts";
import { RaftReads } from "./raft_reads.ts";
import type { RaftState } from "./raft_state.ts";

/** Entries in a message. A follower that lags catches up in a few round trips, in messages of some 100 kB. */
export const BATCH_MAX = 1000;

/** A batch that is not answered for so many heartbeats was lost: a round trip is shorter. */
const RESEND_HEARTBEATS = 2;

export interface LeadershipOptions<Ticket> {
  readonly term: number;
  readonly peers: readonly string[];
  readonly state: Pick<RaftState, "commit" | "log" | "snapshot">;
  readonly heartbeatMs: number;
  /** A follower that is not heard for so long gets heartbeats only. */
  readonly silentMs: number;
  readonly send: (to: string, message: RaftMessage) => void;
  readonly readable: (ticket: Ticket, index: number) => void;
}

export class Leadership<Ticket> {
  readonly #options: LeadershipOptions<Ticket>;
  readonly #followers: ReadonlyMap<string, Progress>;
  readonly #reads = new RaftReads<Ticket>();
  #round = 0;

  constructor(options: LeadershipOptions<Ticket>, nowMs: number) {
    this.#options = options;
    const next = options.state.log.lastIndex + 1;
    this.#followers = new Map(options.peers.map((peer) => [peer, new Progress(next, nowMs)]));
  }

  /** Whether a majority was heard since then. One that is cut off must not wait for clients in vain. */
  hasMajoritySince(ms: number): boolean {
    return this.#majority(Infinity, ({ heardMs }) => heardMs) >= ms;
  }

  /** The last entry that a majority has written down. */
  get writtenByMajority(): number {
    return this.#majority(this.#options.state.log.lastIndex, ({ match }) => match);
  }

  /** Heartbeats, and what was lost again. */
  tick(nowMs: number): void {
    for (const [peer, { sentMs }] of this.#followers)
      if (nowMs - sentMs >= this.#options.heartbeatMs) this.tell(peer, nowMs);
  }

  /** There are new entries. */
  spread(nowMs: number): void {
    for (const [peer, follower] of this.#followers)
      if (!this.#isWaiting(follower, nowMs)) this.tell(peer, nowMs);
  }

  /** A follower should know, as soon as it has it, that what is settled now is. */
  inform(peer: string, nowMs: number): void {
    const follower = this.#followers.get(peer);
    if (follower === undefined) return;
    const { commit } = this.#options.state;
    follower.wants = commit;
    // A message that says less than it has would not help.
    if (follower.match >= commit || !this.#isWaiting(follower, nowMs)) this.tell(peer, nowMs);
  }

  /** Sends what a follower lacks, or a heartbeat, which tells what is settled. */
  tell(peer: string, nowMs: number): void {
    const { term, silentMs, send } = this.#options;
    const { log, commit, snapshot } = this.#options.state;
    const follower = this.#followers.get(peer);
    if (follower === undefined) return;
    const round = ++this.#round;
    follower.sentMs = nowMs;
    const isFree = !this.#isWaiting(follower, nowMs);
    const takesMore = isFree && nowMs - follower.heardMs <= silentMs;
    if (takesMore && follower.next <= log.base.index && snapshot !== undefined) {
      follower.waiting = { round, sentMs: nowMs, upTo: snapshot.index };
      send(peer, { type: "raft_install", term, round, snapshot });
      return;
    }
    const prevIndex = Math.max(follower.next - 1, log.base.index);
    const prevTerm = log.termAt(prevIndex)!;
    const entries = takesMore ? log.from(prevIndex + 1, BATCH_MAX) : [];
    if (isFree && (entries.length > 0 || prevIndex !== follower.match))
      follower.waiting = { round, sentMs: nowMs, upTo: prevIndex + entries.length };
    if (Math.min(commit, prevIndex + entries.length) >= follower.wants) follower.wants = Infinity;
    const news = { round, prevIndex, prevTerm, entries, commit };
    send(peer, { type: "raft_append", term, ...news });
  }

  /** Hears an answer of its term. */
  hear(peer: string, answer: AppendAnswer, nowMs: number): void {
    const follower = this.#followers.get(peer);
    if (follower === undefined) return;
    follower.heardMs = nowMs;
    follower.round = Math.max(follower.round, answer.round);
    const isAwaited = follower.waiting?.round === answer.round;
    if (answer.agreed) follower.agree(answer.index);
    // Others are about what it lacked long ago.
    else if (isAwaited) follower.retreat(answer.index);
    if (isAwaited || follower.match >= (follower.waiting?.upTo ?? Infinity))
      follower.waiting = undefined;
    this.#confirmReads(nowMs);
    const lacksSome = follower.next <= this.#options.state.log.lastIndex;
    const isFree = !this.#isWaiting(follower, nowMs);
    if (follower.match >= follower.wants || (lacksSome && isFree)) this.tell(peer, nowMs);
  }

  /** `readable` is called when the leader is sure that it was one when it was asked. */
  read(ticket: Ticket, nowMs: number): void {
    this.#reads.add(ticket);
    this.beginReads(nowMs);
  }

  /** To be called when more is settled. */
  beginReads(nowMs: number): void {
    const { term, state } = this.#options;
    const index = state.commit;
    // Before an entry of its own term is settled a leader does not know what the last one has settled.
    if (!this.#reads.areWaiting || state.log.termAt(index) !== term) return;
    this.#reads.begin(this.#round + 1, index);
    for (const peer of this.#followers.keys()) this.tell(peer, nowMs);
    this.#confirmReads(nowMs);
  }

  #confirmReads(nowMs: number): void {
    const done = this.#reads.confirm(this.#majority(Infinity, ({ round }) => round));
    if (done === undefined) return;
    for (const ticket of done.tickets) this.#options.readable(ticket, done.index);
    this.beginReads(nowMs);
  }

  #isWaiting({ waiting }: Progress, nowMs: number): boolean {
    if (waiting === undefined) return false;
    return nowMs - waiting.sentMs < RESEND_HEARTBEATS * this.#options.heartbeatMs;
  }

  #majority(own: number, of: (follower: Progress) => number): number {
    return reachedByMajority([own, ...[...this.#followers.values()].map(of)]);
  }
}
