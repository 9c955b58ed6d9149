/**
 * Which node this one takes for the hub: the first in the order of names, as long as it answers. Nobody
 * votes: two hubs cost messages and do no harm.
 *
 * @module
 */
import { type Random, randomBelow } from "../engine/random.ts";

/** A hub that did not answer is not turned to for so long, milliseconds: a cut lasts, and so does a restart. */
const SHUNNED_MS = 5000;

export class HubChoice {
  readonly #ids: readonly string[];
  readonly #self: string;
  readonly #shunnedUntilMs = new Map<string, number>();
  #current: string;
  #failures = 0;

  constructor(ids: readonly string[], self: string) {
    this.#ids = ids;
    this.#self = self;
    this.#current = ids[0]!;
  }

  get current(): string {
    return this.#current;
  }

  get isSelf(): boolean {
    return this.#current === this.#self;
  }

  /** Whether this node is the one that follows the hub: it looks after it. */
  get isDeputy(): boolean {
    return !this.isSelf && this.#after(this.#current) === this.#self;
  }

  /**
   * The hub does not answer. First the one that follows it is turned to, so that all turn to the same;
   * should that be on the far side of a cut, too, any other, as half of them may be.
   */
  giveUp(nowMs: number, random: Random): void {
    this.#shunnedUntilMs.set(this.#current, nowMs + SHUNNED_MS);
    this.#failures += 1;
    const next = this.#after(this.#current);
    if (this.#failures === 1 && !this.#isShunned(next, nowMs)) this.#current = next;
    else {
      const others = this.#ids.filter((id) => id !== this.#self && !this.#isShunned(id, nowMs));
      this.#current =
        others.length === 0 ? this.#self : others[randomBelow(random, others.length)]!;
    }
  }

  /** The hub has said that it hears this node. */
  answered(): void {
    this.#failures = 0;
  }

  /**
   * Another acts as hub, too.
   *
   * @param isDoubtful Whether the current one leaves this node waiting.
   * @returns Whether it is turned to now: when it comes before the current one, or that one fails.
   */
  heard(other: string, nowMs: number, isDoubtful: boolean): boolean {
    if (other === this.#current || this.#isShunned(other, nowMs)) return false;
    const isEarlier = this.#ids.indexOf(other) < this.#ids.indexOf(this.#current);
    if (!isEarlier && !isDoubtful && this.#failures === 0) return false;
    this.#current = other;
    return true;
  }

  #after(id: string): string {
    return this.#ids[(this.#ids.indexOf(id) + 1) % this.#ids.length]!;
  }

  #isShunned(id: string, nowMs: number): boolean {
    return (this.#shunnedUntilMs.get(id) ?? -Infinity) > nowMs;
  }
}
