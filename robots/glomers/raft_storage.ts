/**
 * What a member of a Raft cluster must never forget: its term, its vote, its log and the snapshot that
 * stands for the beginning of it. All is in one journal on the disk of its node, so that a snapshot and
 * the log after it change in one step.
 *
 * @module
 */
import type { Disk } from "../node/node.ts";
import { type LogBase, RaftLog } from "./raft_log.ts";
import type { Entry, Snapshot } from "./raft_messages.ts";

/** The highest term that was heard of, and for whom the vote went in it. */
export interface Ballot {
  readonly term: number;
  readonly vote?: string;
}

/** Each change is lasting when the call returns. */
export interface RaftStorage {
  saveBallot(ballot: Ballot): void;
  /** Entries from `index` on: what stood there and after it goes. */
  saveEntries(index: number, entries: readonly Entry[]): void;
  /** A snapshot, and the log that is left. */
  saveSnapshot(snapshot: Snapshot, log: Pick<RaftLog, "base" | "from">, ballot: Ballot): void;
}

/** What the life before has left. */
export interface Memory {
  readonly ballot: Ballot;
  readonly snapshot: Snapshot | undefined;
  readonly log: RaftLog;
}

/** A line of the journal. The last ballot counts; entries replace those of the same index and after. */
type JournalRecord =
  | { readonly ballot: Ballot }
  | { readonly at: number; readonly entries: readonly Entry[] }
  | { readonly snapshot: Snapshot; readonly base: LogBase };

const JOURNAL = "raft";

export class DiskStorage implements RaftStorage {
  readonly #disk: Disk;

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  load(): Memory {
    let ballot: Ballot = { term: 0 };
    let snapshot: Snapshot | undefined;
    let log = new RaftLog();
    for (const line of this.#disk.lines(JOURNAL)) {
      const written = JSON.parse(line) as JournalRecord;
      if ("ballot" in written) ({ ballot } = written);
      else if ("entries" in written) log.write(written.at, written.entries);
      else {
        ({ snapshot } = written);
        log = new RaftLog(written.base);
      }
    }
    return { ballot, snapshot, log };
  }

  saveBallot(ballot: Ballot): void {
    this.#disk.append(JOURNAL, asLine({ ballot }));
  }

  saveEntries(index: number, entries: readonly Entry[]): void {
    this.#disk.append(JOURNAL, asLine({ at: index, entries }));
  }

  saveSnapshot(snapshot: Snapshot, log: Pick<RaftLog, "base" | "from">, ballot: Ballot): void {
    const { base } = log;
    const records: JournalRecord[] = [
      { ballot },
      { snapshot, base },
      { at: base.index + 1, entries: log.from(base.index + 1) },
    ];
    this.#disk.write(JOURNAL, records.map((record) => `${asLine(record)}\n`).join(""));
  }
}

function asLine(record: JournalRecord): string {
  return JSON.stringify(record);
}
