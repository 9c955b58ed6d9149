/**
 * Members of a Raft cluster without nodes, networks and clocks: one that is driven by hand, and several
 * with all messages between them in one list.
 *
 * @module
 */
import { MemoryDisk } from "../../../robots/node/disk.ts";
import { Raft } from "../../../robots/glomers/raft.ts";
import type {
  AppendAnswer,
  Entry,
  Json,
  RaftMessage,
  VoteRequest,
} from "../../../robots/glomers/raft_messages.ts";
import { DiskStorage } from "../../../robots/glomers/raft_storage.ts";

export const HEARTBEAT_MS = 50;
export const ELECTION_MS = 300;

/** Later than any member waits for a leader. */
export const LONG_MS = 2 * ELECTION_MS;

export interface Sent {
  readonly from: string;
  readonly to: string;
  readonly message: RaftMessage;
}

export interface MemberOptions {
  readonly ids?: readonly string[];
  readonly disk?: MemoryDisk;
  readonly logMax?: number;
  readonly random?: () => number;
  readonly nowMs?: number;
}

/** One life of a member. Its state is the list of commands that it has applied. */
export class Member {
  readonly raft: Raft<string>;
  readonly id: string;
  readonly disk: MemoryDisk;
  applied: Json[] = [];
  readonly readable: (readonly [ticket: string, index: number])[] = [];
  /** What it did, in order: `save`, and the types that it sent. */
  readonly deeds: string[] = [];
  readonly #sent: Sent[] = [];

  constructor(id: string, options: MemberOptions = {}) {
    const { ids = ["a", "b", "c"], disk = new MemoryDisk(), logMax = 1000 } = options;
    this.id = id;
    this.disk = disk;
    const storage = new DiskStorage(disk);
    this.raft = new Raft<string>(
      {
        id,
        ids,
        timing: { heartbeatMs: HEARTBEAT_MS, electionMs: ELECTION_MS },
        logMax,
        memory: storage.load(),
        storage: {
          saveBallot: (...args) => storage.saveBallot(...this.#save(args)),
          saveEntries: (...args) => storage.saveEntries(...this.#save(args)),
          saveSnapshot: (...args) => storage.saveSnapshot(...this.#save(args)),
        },
        machine: {
          apply: (command) => void this.applied.push(command),
          snapshot: () => [...this.applied],
          restore: (state) => {
            this.applied = [...(state as Json[])];
          },
        },
        world: {
          send: (to, message) => {
            this.deeds.push(message.type);
            // As through a network: nobody shares objects.
            const copy = JSON.parse(JSON.stringify(message)) as RaftMessage;
            this.#sent.push({ from: id, to, message: copy });
          },
          readable: (ticket, index) => void this.readable.push([ticket, index]),
        },
        random: options.random ?? (() => 0),
      },
      options.nowMs ?? 0,
    );
  }

  /** What it has sent since it was asked last. */
  take(): Sent[] {
    return this.#sent.splice(0);
  }

  /** What it answers to a message. */
  hear(from: string, message: RaftMessage, nowMs = 0): RaftMessage | undefined {
    this.take();
    this.raft.receive(from, message, nowMs);
    return this.take().find(({ to }) => to === from)?.message;
  }

  #save<A>(args: A): A {
    this.deeds.push("save");
    return args;
  }

  /** The terms of the entries that it holds. */
  get terms(): number[] {
    const { log } = this.raft.state;
    return log.from(log.base.index + 1).map(({ term }) => term);
  }

  /** The next life, of what is on the disk. */
  reborn(options: MemberOptions = {}): Member {
    return new Member(this.id, { ...options, disk: this.disk });
  }
}

export function entries(...terms: readonly number[]): Entry[] {
  return terms.map((term, i) => ({ term, command: `${term}.${i}` }));
}

/** An append to an empty log, or after what is said. */
export function append(
  term: number,
  fields: Partial<Extract<RaftMessage, { type: "raft_append" }>> = {},
): RaftMessage {
  const nothing = { round: 1, prevIndex: 0, prevTerm: 0, entries: [], commit: 0 };
  return { type: "raft_append", term, ...nothing, ...fields };
}

/** A request for a vote, and where the log of its sender ends. */
export function vote(
  term: number,
  last: readonly [index: number, term: number] = [0, 0],
): VoteRequest {
  return { type: "raft_vote", term, lastIndex: last[0], lastTerm: last[1] };
}

export function preVote(term: number, last: readonly [number, number] = [0, 0]): VoteRequest {
  return { ...vote(term, last), type: "raft_pre_vote" };
}

export function agreement(term: number, fields: Partial<AppendAnswer> = {}): RaftMessage {
  return { type: "raft_append_answer", term, round: 1, agreed: true, index: 0, ...fields };
}

/** Has it elected by two others. */
export function leadIn(member: Member, term: number): void {
  member.raft.receive("b", { type: "raft_vote_answer", term: term - 1, granted: false }, 0);
  member.raft.tick(LONG_MS);
  for (const type of ["raft_pre_vote_answer", "raft_vote_answer"] as const)
    for (const from of ["b", "c"])
      member.raft.receive(from, { type, term, granted: true }, LONG_MS);
  if (member.raft.role !== "leader" || member.raft.term !== term)
    throw new Error(`${member.id} must lead term ${term}: it is ${member.raft.role}`);
}

/** Members and the messages between them. */
export class Cluster {
  readonly ids: readonly string[];
  readonly members = new Map<string, Member>();
  readonly options: MemberOptions;
  /** Under way, in the order in which they were sent. */
  network: Sent[] = [];
  nowMs = 0;
  /** Who hears nobody and is heard by nobody. */
  readonly cutOff = new Set<string>();

  constructor(ids: readonly string[], options: MemberOptions = {}) {
    this.ids = ids;
    this.options = { ...options, ids };
    for (const id of ids) this.members.set(id, new Member(id, this.options));
  }

  of(id: string): Member {
    return this.members.get(id)!;
  }

  /** Does something with a member and puts what it sends into the network. */
  act(id: string, action: (member: Member) => void): void {
    const member = this.of(id);
    action(member);
    for (const sent of member.take()) this.network.push(sent);
  }

  propose(id: string, ...commands: readonly Json[]): void {
    this.act(id, ({ raft }) => void raft.propose(commands, this.nowMs));
  }

  /** Delivers everything that is under way, and what comes of it; what concerns those cut off is lost. */
  deliver(): void {
    for (let sent = this.network.shift(); sent !== undefined; sent = this.network.shift()) {
      const { from, to, message } = sent;
      if (this.cutOff.has(from) || this.cutOff.has(to)) continue;
      this.act(to, ({ raft }) => raft.receive(from, message, this.nowMs));
    }
  }

  /** Lets time pass, with all messages at once at their receivers. */
  pass(ms: number, ids: readonly string[] = this.ids): void {
    for (const endMs = this.nowMs + ms; this.nowMs < endMs; this.nowMs += HEARTBEAT_MS / 5) {
      for (const id of ids) this.act(id, ({ raft }) => raft.tick(this.nowMs));
      this.deliver();
    }
  }

  /** Lets only this one stand for election, and it wins if it can. */
  elect(id: string): void {
    this.nowMs += LONG_MS;
    this.act(id, ({ raft }) => raft.tick(this.nowMs));
    this.deliver();
  }

  kill(id: string): void {
    this.members.set(id, this.of(id).reborn({ ...this.options, nowMs: this.nowMs }));
  }

  get leaders(): string[] {
    return this.ids.filter((id) => this.of(id).raft.role === "leader");
  }
}
