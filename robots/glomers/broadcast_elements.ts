/**
 * What a node of broadcast holds: each element once, in the order in which it came, and as a set that
 * can be reconciled with that of others.
 *
 * @module
 */
import { GSet } from "../crdt/g_set.ts";
import { Reconcilable } from "../reconcile/reconcilable.ts";

/** Elements of any JSON: two that are written alike are one. */
export class Elements {
  readonly #list: unknown[] = [];
  readonly #set = new Listed((text) => void this.#list.push(JSON.parse(text)));
  readonly reconcilable = new Reconcilable(this.#set);

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
