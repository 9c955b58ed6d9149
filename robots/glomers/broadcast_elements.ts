/**
 * What a node of broadcast holds: each element once, in the order in which it came, as a set that can be
 * reconciled with that of others, and on its disk.
 *
 * @module
 */
import { GSet } from "../crdt/g_set.ts";
import type { Disk } from "../node/node.ts";
import { Reconcilable } from "../reconcile/reconcilable.ts";
import { EntryJournal } from "./entry_journal.ts";

/** Elements of any JSON: two that are written alike are one. */
export class Elements {
  readonly #list: unknown[] = [];
  readonly #set = new Listed((text) => void this.#list.push(JSON.parse(text)));
  readonly reconcilable = new Reconcilable(this.#set);
  readonly #journal: EntryJournal;

  /** @param disk With what earlier lives of the node held. */
  constructor(disk: Disk) {
    this.#journal = new EntryJournal(disk, this.reconcilable);
  }

  /** Each once, in the order in which they came. It grows; what stands there stays. */
  get list(): readonly unknown[] {
    return this.#list;
  }

  has(element: unknown): boolean {
    return this.#set.has(JSON.stringify(element));
  }

  /** Adds elements; returns those that were new. */
  add(elements: readonly unknown[]): unknown[] {
    return elements.filter((element) => this.#set.add(JSON.stringify(element)));
  }

  /**
   * What is held is on the disk when this returns: to be called before anybody can hear of what is new.
   *
   * @throws Error when the disk fails.
   */
  save(): void {
    this.#journal.save();
  }

  /** Equal for equal sets, and hardly ever for others. */
  get digest(): string {
    const { digest, count } = this.reconcilable.index;
    return `${count}-${digest.high.toString(36)}-${digest.low.toString(36)}`;
  }
}

/** A set that tells of every new text, whichever way it came. */
class Listed extends GSet {
  readonly #added: (text: string) => void;

  constructor(added: (text: string) => void) {
    super();
    this.#added = added;
  }

  protected override put(text: string, present: true): void {
    const isNew = !this.has(text);
    super.put(text, present);
    if (isNew) this.#added(text);
  }
}
