/**
 * One replica's state as strategies see it: entries, their ids, and a single door for entries of
 * others.
 *
 * @module
 */
import { type Entries, type JoinOutcome, joinAll } from "../crdt/entries.ts";
import { EntryIndex } from "./entry_index.ts";

/** What became of entries that a peer sent. */
export type Merged =
  /** All were joined; `items` of them were new. */
  | { readonly kind: "merged"; readonly items: number }
  /** None was joined. */
  | { readonly kind: "refused"; readonly reason: Exclude<JoinOutcome, "added" | "known"> };

export class Reconcilable {
  readonly entries: Entries;
  readonly index: EntryIndex;

  /** From now on changes of `entries` are followed: it must have no other watcher. */
  constructor(entries: Entries) {
    this.entries = entries;
    this.index = new EntryIndex(entries);
  }

  /** The canonical bytes of the entry in `slot` of the index. */
  entryAt(slot: number): Uint8Array {
    return this.entries.entry(this.index.keyAt(slot)!)!;
  }

  /**
   * Joins the entries of one message. Entries whose stamps lie too far in the future are left out, as
   * they may come again when their time has come; anything else that cannot be joined makes the whole
   * message be refused, and then the state is as it was.
   */
  merge(entries: readonly Uint8Array[], nowMs: number): Merged {
    const timely: Uint8Array[] = [];
    let items = 0;
    for (const entry of entries) {
      const outcome = this.entries.check(entry, nowMs);
      if (outcome === "conflict" || outcome === "malformed")
        return { kind: "refused", reason: outcome };
      if (outcome === "ahead") continue;
      timely.push(entry);
      if (outcome === "added") items += 1;
    }
    const outcome = joinAll(this.entries, timely, nowMs);
    if (outcome === "added" || outcome === "known") return { kind: "merged", items };
    return { kind: "refused", reason: outcome };
  }
}
