/**
 * One replica's state as strategies see it: entries, their ids, and a single door for entries of
 * others.
 *
 * @module
 */
import type { Entries } from "../crdt/entries.ts";
import { CodedSymbols } from "./coded_symbols.ts";
import { DifferenceSketch } from "./difference_sketch.ts";
import { EntryIndex } from "./entry_index.ts";
import { IdTrie } from "./id_trie.ts";

/** What became of entries that a peer sent. */
export type Merged =
  | {
      readonly kind: "merged";
      /** Entries that were new. */
      readonly items: number;
      /** Entries whose stamps lie too far in the future: they may come again when their time has come. */
      readonly ahead: number;
      /** Entries that contradict what must never change. */
      readonly contradictions: number;
    }
  /** Not all are entries of this type, each with a key of its own: none was joined. */
  | { readonly kind: "malformed" };

export class Reconcilable {
  readonly entries: Entries;
  readonly index: EntryIndex;
  #trie: IdTrie | undefined;
  #symbols: CodedSymbols | undefined;
  #sketch: DifferenceSketch | undefined;

  /** From now on changes of `entries` are followed: it must have no other watcher. */
  constructor(entries: Entries) {
    this.entries = entries;
    this.index = new EntryIndex(entries);
  }

  /** The ids as a tree: made when it is first asked for, and kept up to date from then on. */
  get trie(): IdTrie {
    return (this.#trie ??= new IdTrie(this.index));
  }

  /** The coded symbols of riblt; made and kept likewise. */
  get symbols(): CodedSymbols {
    return (this.#symbols ??= new CodedSymbols(this.index));
  }

  /** From which a peer estimates how much differs; made and kept likewise. */
  get sketch(): DifferenceSketch {
    return (this.#sketch ??= new DifferenceSketch(this.index));
  }

  /** The canonical bytes of the entry in `slot` of the index. */
  entryAt(slot: number): Uint8Array {
    return this.entries.entry(this.index.keyAt(slot)!)!;
  }

  /**
   * Joins the entries of one message, as far as they can be joined: one that contradicts what is known
   * must not keep its neighbours away for ever. When not all of them are entries, the state stays as it
   * was.
   */
  merge(entries: readonly Uint8Array[], nowMs: number): Merged {
    const keys = new Set<string>();
    for (const entry of entries) {
      const key = this.entries.keyOf(entry);
      if (key === undefined || keys.has(key)) return { kind: "malformed" };
      keys.add(key);
    }
    const count = { added: 0, known: 0, ahead: 0, conflict: 0, malformed: 0 };
    for (const entry of entries) count[this.entries.join(entry, nowMs)] += 1;
    const { added: items, ahead, conflict: contradictions } = count;
    return { kind: "merged", items, ahead, contradictions };
  }
}
