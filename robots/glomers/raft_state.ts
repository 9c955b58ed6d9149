/**
 * What one member has: its ballot, its log, how much of it is settled and applied, and the snapshot that
 * stands for its beginning. Each change is written down before it is made.
 *
 * @module
 */
import { RaftLog } from "./raft_log.ts";
import type { Entry, Json, Snapshot } from "./raft_messages.ts";
import type { Ballot, Memory, RaftStorage } from "./raft_storage.ts";

/** What the log makes. */
export interface StateMachine {
  /** A command is settled. Each comes once in a life, in the same order everywhere. */
  apply(command: Json): void;
  /** The state that all commands so far have made; nobody changes it afterwards. */
  snapshot(): Json;
  /** The state is another: that of a snapshot. */
  restore(state: Json): void;
}

export interface RaftStateOptions {
  /** What the life before has left. */
  readonly memory: Memory;
  readonly storage: RaftStorage;
  readonly machine: StateMachine;
  /** Entries that are settled before a snapshot takes the place of half of them. */
  readonly logMax: number;
}

export class RaftState {
  readonly #options: RaftStateOptions;
  #ballot: Ballot;
  #log: RaftLog;
  #snapshot: Snapshot | undefined;
  #commit = 0;
  #applied = 0;

  constructor(options: RaftStateOptions) {
    const { ballot, log, snapshot } = options.memory;
    this.#options = options;
    this.#ballot = ballot;
    this.#log = log;
    this.#snapshot = snapshot;
    if (snapshot === undefined) return;
    this.#commit = this.#applied = snapshot.index;
    options.machine.restore(snapshot.state);
  }

  get ballot(): Ballot {
    return this.#ballot;
  }

  /** Whoever wants to change it calls this class. */
  get log(): Omit<RaftLog, "write" | "cut"> {
    return this.#log;
  }

  get snapshot(): Snapshot | undefined {
    return this.#snapshot;
  }

  /** Up to where the log is settled: it will never change there, on any member. */
  get commit(): number {
    return this.#commit;
  }

  get applied(): number {
    return this.#applied;
  }

  /** Begins a term, or votes in it. */
  cast(ballot: Ballot): void {
    this.#options.storage.saveBallot(ballot);
    this.#ballot = ballot;
  }

  /**
   * Has these entries from `index` on. Those that are there stay: a late message must not shorten the log.
   */
  take(index: number, entries: readonly Entry[]): void {
    const first = entries.findIndex(({ term }, i) => this.#log.termAt(index + i) !== term);
    if (first < 0) return;
    const at = index + first;
    if (at <= this.#commit) throw new Error(`entry ${at} is settled and must not be replaced`);
    const fresh = entries.slice(first);
    this.#options.storage.saveEntries(at, fresh);
    this.#log.write(at, fresh);
  }

  /** Applies what is settled now. */
  settle(index: number): void {
    this.#commit = Math.max(this.#commit, index);
    while (this.#applied < this.#commit) {
      const { command } = this.#log.at(++this.#applied)!;
      if (command !== null) this.#options.machine.apply(command);
    }
    this.#compact();
  }

  /** Takes the place of all that was applied, when it is further. */
  install(snapshot: Snapshot): void {
    const { index, term, state } = snapshot;
    if (index <= this.#commit) return;
    // What comes after it may be settled: with others that lack it only this member has it.
    if (this.#log.termAt(index) === term) this.#log.cut(index);
    else this.#log = new RaftLog({ index, term });
    this.#options.storage.saveSnapshot(snapshot, this.#log, this.#ballot);
    this.#snapshot = snapshot;
    this.#commit = this.#applied = index;
    this.#options.machine.restore(state);
  }

  /** Half of what may be kept is kept: followers that lag a little need no snapshot. */
  #compact(): void {
    const { logMax, storage, machine } = this.#options;
    if (this.#applied - this.#log.base.index <= logMax) return;
    const term = this.#log.termAt(this.#applied)!;
    this.#snapshot = { index: this.#applied, term, state: machine.snapshot() };
    this.#log.cut(this.#applied - Math.floor(logMax / 2));
    storage.saveSnapshot(this.#snapshot, this.#log, this.#ballot);
  }
}
