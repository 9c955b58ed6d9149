/**
 * Keeps a state on the disk of its node, so that a kill takes nothing along: the next life of the node
 * begins with what was written. Whoever owns the state writes what is new before anybody can hear of it.
 * Where the disk is memory and ends with the node, as under Maelstrom, nothing is better or worse.
 *
 * ```text
 * line    entries that are new, each with its length, in base64
 * ```
 *
 * Any state of crdt/ will do: entries can be joined in any order, and again.
 *
 * @module
 */
import { ByteReader, ByteWriter } from "../crdt/bytes.ts";
import type { Disk } from "../node/node.ts";
import type { Reconcilable } from "../reconcile/reconcilable.ts";
import { readEntries, writeEntries } from "../reconcile/trade.ts";

const JOURNAL = "entries";

/**
 * When more entries stand in the journal than this and twice those of the state it is written anew: a
 * counter replaces its entry with each addition. So writing it anew costs less than what came before.
 */
const REPLACED_MAX = 1000;

export class EntryJournal {
  readonly #disk: Disk;
  readonly #state: Reconcilable;
  /** The slots of entries that are not on the disk. */
  readonly #unsaved = new Set<number>();
  /** Entries in the journal, those that were replaced, too. */
  #written = 0;

  /**
   * Joins what earlier lives have written to the state.
   *
   * @throws Error when the journal holds something else.
   */
  constructor(disk: Disk, state: Reconcilable) {
    this.#disk = disk;
    this.#state = state;
    for (const line of disk.lines(JOURNAL)) this.#load(line);
    state.index.follow({
      filled: (slot) => void this.#unsaved.add(slot),
      emptied: (slot) => void this.#unsaved.delete(slot),
    });
  }

  /**
   * What is new is on the disk when this returns.
   *
   * @throws Error when the disk fails: then nothing may be promised any more.
   */
  save(): void {
    if (this.#unsaved.size === 0) return;
    const entries = Array.from(this.#unsaved, (slot) => this.#state.entryAt(slot));
    const { count } = this.#state.index;
    if (this.#written + entries.length > REPLACED_MAX + 2 * count) this.#writeAnew();
    else {
      this.#disk.append(JOURNAL, asLine(entries));
      this.#written += entries.length;
    }
    this.#unsaved.clear();
  }

  #writeAnew(): void {
    const { entries: state } = this.#state;
    const entries = Array.from(state.keys(), (key) => state.entry(key)!);
    this.#disk.write(JOURNAL, `${asLine(entries)}\n`);
    this.#written = entries.length;
  }

  #load(line: string): void {
    const reader = new ByteReader(new Uint8Array(Buffer.from(line, "base64")));
    const entries = readEntries(reader);
    // No stamp is too late: it was taken in once.
    const isWhole = reader.end && this.#state.merge(entries, Infinity).kind === "merged";
    if (!isWhole) throw new Error(`cannot go on as ${JOURNAL} on the disk must hold entries`);
    this.#written += entries.length;
  }
}

function asLine(entries: readonly Uint8Array[]): string {
  const writer = new ByteWriter();
  writeEntries(writer, entries);
  return Buffer.from(writer.finish()).toString("base64");
}
