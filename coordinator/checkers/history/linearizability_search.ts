/**
 * The search for an order of operations that explains a history: Wing and Gong (1993, "Testing and
 * verifying concurrent objects"), with Lowe's memory of configurations and his just-in-time linearization
 * (2017, "Testing for linearizability").
 *
 * A configuration is a front (the next completion that no order has passed yet), the state, which of the
 * operations open at the front have taken effect, and the use of optional ones. The search goes on from
 * the furthest front that has something left to try, so that it runs through a sound history as straight
 * as a depth-first one. Whatever it tries, it keeps to these rules, under which no order is missed:
 * - An operation that changes nothing takes effect as soon as its result fits.
 * - Of two configurations that differ in what they used alone, the one that used less can do all that
 *   the other can.
 * - An optional operation takes effect only where something that must happen can see what came of it.
 *
 * Configurations hold a few bits for each operation that is open, and not one for each of the history.
 *
 * @module
 */
import { isHopeless } from "./linearizability_fit.ts";
import { IMPOSSIBLE, type Machine } from "./linearizability_model.ts";
import { NOTHING, Optional } from "./linearizability_optional.ts";
import { Prospects } from "./linearizability_prospects.ts";
import { Rows } from "./linearizability_rows.ts";
import { Trails } from "./linearizability_trails.ts";
import { NOBODY, type TimedAction, Window } from "./linearizability_window.ts";

/** Bounds of one search. */
export interface SearchLimits {
  readonly configurationsMax: number;
  readonly stepsMax: number;
}

/** An order of operations, by index, and where it leads. */
export interface Order {
  readonly state: number;
  readonly order: readonly number[];
}

/** What a search has found. */
export interface Found {
  /** `linearized`: there is an order. `stuck`: there is none. The others: given up at that limit. */
  readonly kind: "linearized" | "stuck" | "configurations" | "steps" | "memory";
  /** The longest order found up to the furthest front; of the whole history when linearized. */
  readonly longest: Order;
  /** The operation at the furthest front: when stuck, no order reaches beyond its completion. */
  readonly front: number | undefined;
  /** Whether all was tried. When stuck it need not be: that the front fits nowhere may be plain to see. */
  readonly isExhausted: boolean;
  /** One order for each state that was possible there; the first ones of many. */
  readonly ends: readonly Order[];
  readonly configurations: number;
  /** Transitions of the model and comparisons of configurations. */
  readonly steps: number;
}

/** Possible states that are told of; more helps nobody. */
const ENDS_MAX = 8;

/** Steps to look for more of these states, once it is clear that the front fits nowhere: a millisecond. */
const HOPELESS_STEPS = 50_000;

/** Integers in the rows of configurations, 128 MiB: with many operations open at once rows are long. */
const WORDS_MAX = 2 ** 25;

/** Before the mask in a row: front and state. */
const MASK_AT = 2;

const NONE = -1;

/** @returns an order that explains `actions`, or why there is none. */
export function search(
  machine: Machine,
  actions: readonly TimedAction[],
  limits: SearchLimits,
): Found {
  return new Search(machine, actions, limits).run();
}

class Search {
  readonly #machine: Machine;
  readonly #limits: SearchLimits;
  readonly #actions: readonly TimedAction[];
  readonly #window: Window;
  readonly #optional: Optional;
  /** Of each rank: its action, and whether it changes nothing. */
  readonly #actionOf: Int32Array;
  readonly #observes: Uint8Array;
  readonly #prospects: Prospects;

  /** The configuration at work: front, state, mask; and what was placed since the one it comes from. */
  readonly #row: Int32Array;
  #use = NOTHING;
  readonly #placed: number[] = [];

  /** Rows that have been reached, and of each the last configuration with it. */
  readonly #rows: Rows;
  readonly #lastOfRow: number[] = [];
  /** Of each configuration: its row, what it used, how it came about, its neighbours. */
  readonly #rowOf: number[] = [];
  readonly #useOf: number[] = [];
  readonly #trailOf: number[] = [];
  readonly #earlierOfRow: number[] = [];
  readonly #nextAtFront: number[] = [];
  readonly #trails = new Trails();
  /** The order of everything, once it is found. */
  #end = NONE;

  /** Of each front: its configurations, and the last ones that were tried without and with optional ones. */
  readonly #first: Int32Array;
  readonly #last: Int32Array;
  readonly #tried: Int32Array;
  readonly #triedOptional: Int32Array;
  /** The furthest front ever reached, and the furthest that may have something left to try. */
  #furthest = 0;
  #deepest = 0;
  #steps = 0;
  #stepsMax: number;
  /** The front that was last looked at for hope, when to look again, and the front that has none. */
  #lookedAt = NONE;
  #lookAgainAt = 0;
  #hopelessAt = NONE;
  #kind: Found["kind"] | undefined;

  constructor(machine: Machine, actions: readonly TimedAction[], limits: SearchLimits) {
    this.#machine = machine;
    this.#actions = actions;
    this.#limits = limits;
    this.#stepsMax = limits.stepsMax;
    this.#window = new Window(actions);
    const { ranks, slots } = this.#window;
    this.#actionOf = Int32Array.from(ranks, (index) => actions[index]!.action);
    this.#observes = Uint8Array.from(this.#actionOf, (action) =>
      machine.effectOf(action) === "none" ? 1 : 0,
    );
    this.#optional = new Optional(optionalOf(machine, actions));
    this.#prospects = new Prospects(machine, this.#optional);
    this.#row = new Int32Array(MASK_AT + Math.ceil(slots / 32));
    this.#rows = new Rows(this.#row.length);
    this.#first = new Int32Array(ranks.length).fill(NONE);
    this.#last = new Int32Array(ranks.length).fill(NONE);
    this.#tried = new Int32Array(ranks.length).fill(NONE);
    this.#triedOptional = new Int32Array(ranks.length).fill(NONE);
  }

  run(): Found {
    this.#enter(NONE);
    while (this.#kind === undefined) {
      if (this.#steps >= this.#stepsMax) {
        this.#kind = "steps";
        break;
      }
      const front = this.#deepest;
      const plain = this.#after(this.#tried[front]!, front);
      if (plain !== NONE) {
        this.#tried[front] = plain;
        this.#tryOpen(plain);
        continue;
      }
      const optional = this.#after(this.#triedOptional[front]!, front);
      if (optional !== NONE) {
        this.#triedOptional[front] = optional;
        this.#tryOptional(optional);
      } else if (front === 0) {
        this.#kind = "stuck";
      } else {
        this.#deepest -= 1;
        this.#lookForHope();
      }
    }
    return this.#found(this.#kind);
  }

  /** Before the search goes back a long way: is it plain that the front at which it is stuck fits nowhere? */
  #lookForHope(): void {
    if (this.#lookedAt === this.#furthest || this.#steps < this.#lookAgainAt) return;
    this.#lookedAt = this.#furthest;
    // A look goes through all actions: ever more rarely.
    this.#lookAgainAt = this.#steps * 2 + this.#actions.length;
    const front = this.#actions[this.#window.ranks[this.#furthest]!]!;
    if (!isHopeless(this.#machine, this.#actions, front)) return;
    this.#hopelessAt = this.#furthest;
    this.#stepsMax = Math.min(this.#stepsMax, this.#steps + HOPELESS_STEPS);
  }

  /** The configuration at `front` that comes after one that was tried. */
  #after(tried: number, front: number): number {
    return tried === NONE ? this.#first[front]! : this.#nextAtFront[tried]!;
  }

  /** From a configuration, lets each open operation but the front take effect next. */
  #tryOpen(from: number): void {
    for (let slot = 0; slot < this.#window.slots && this.#kind === undefined; slot++) {
      this.#load(from);
      const rank = this.#window.open[slot]!;
      if (rank === NOBODY || rank === this.#row[0] || this.#isPlaced(slot)) continue;
      if (this.#observes[rank] === 1) continue;
      const state = this.#step(this.#row[1]!, this.#actionOf[rank]!);
      if (state === IMPOSSIBLE) continue;
      this.#place(rank, state);
      this.#enter(this.#trailOf[from]!);
    }
  }

  /** From a configuration, lets an optional operation of each kind take effect next. */
  #tryOptional(from: number): void {
    this.#load(from);
    const frontAt = this.#frontAt();
    const use = this.#useOf[from]!;
    for (const kind of this.#prospects.of(this.#waiting(), frontAt)) {
      if (this.#kind !== undefined) return;
      this.#load(from);
      const before = this.#row[1]!;
      const state = this.#step(before, this.#optional.actions[kind]!);
      if (state === IMPOSSIBLE || state === before) continue;
      if (!this.#optional.isFree(use, kind, frontAt)) continue;
      this.#row[1] = state;
      this.#use = this.#optional.use(use, kind);
      this.#placed.push(this.#optional.lastUsed(this.#use, kind));
      this.#enter(this.#trailOf[from]!);
    }
  }

  /** The actions that are open, still to come, and need a state. */
  #waiting(): number[] {
    const waiting: number[] = [];
    for (let slot = 0; slot < this.#window.slots; slot++) {
      const rank = this.#window.open[slot]!;
      if (rank === NOBODY || this.#isPlaced(slot)) continue;
      const action = this.#actionOf[rank]!;
      if (this.#machine.effectOf(action) !== "overwrite") waiting.push(action);
    }
    return waiting;
  }

  /** Makes a configuration the one at work. */
  #load(configuration: number): void {
    const row = this.#rowOf[configuration]!;
    for (let i = 0; i < this.#row.length; i++) this.#row[i] = this.#rows.at(row, i);
    this.#use = this.#useOf[configuration]!;
    this.#placed.length = 0;
    this.#window.moveTo(this.#row[0]!);
  }

  /** Keeps the configuration at work and goes on with the front for as long as that can take effect. */
  #enter(from: number): void {
    let trail = from;
    for (;;) {
      this.#settle();
      if (this.#row[0] === this.#window.ranks.length) {
        this.#kind = "linearized";
        this.#end = this.#trails.add(trail, this.#placed);
        return;
      }
      const configuration = this.#keep(trail);
      if (configuration === NONE) return;
      trail = this.#trailOf[configuration]!;
      this.#placed.length = 0;
      const front = this.#row[0]!;
      if (this.#observes[front] === 1) return;
      const state = this.#step(this.#row[1]!, this.#actionOf[front]!);
      if (state === IMPOSSIBLE) return;
      this.#place(front, state);
    }
  }

  /** Lets all take effect that changes nothing and fits; and passes what is placed. */
  #settle(): void {
    const { open, slots, ranks } = this.#window;
    for (;;) {
      this.#steps += slots;
      for (let slot = 0; slot < slots; slot++) {
        const rank = open[slot]!;
        if (rank === NOBODY || this.#observes[rank] === 0 || this.#isPlaced(slot)) continue;
        const state = this.#step(this.#row[1]!, this.#actionOf[rank]!);
        if (state !== IMPOSSIBLE) this.#place(rank, state);
      }
      let front = this.#row[0]!;
      const before = front;
      for (; front < ranks.length && this.#isPlaced(this.#window.slotOf(front)); front++) {
        const slot = this.#window.slotOf(front);
        this.#row[MASK_AT + (slot >>> 5)]! &= ~(1 << (slot & 31));
      }
      this.#row[0] = front;
      if (front === before || front === ranks.length) return;
      this.#window.moveTo(front);
    }
  }

  /** Remembers the configuration at work; {@linkcode NONE} when one is known that can do as much. */
  #keep(trail: number): number {
    const row = this.#rows.indexOf(this.#row);
    const last = row < this.#lastOfRow.length ? this.#lastOfRow[row]! : NONE;
    for (let other = last; other !== NONE; other = this.#earlierOfRow[other]!) {
      this.#steps += 1;
      if (this.#optional.within(this.#useOf[other]!, this.#use)) return NONE;
    }
    const made = this.#rowOf.push(row) - 1;
    this.#lastOfRow[row] = made;
    this.#useOf.push(this.#use);
    this.#trailOf.push(this.#trails.add(trail, this.#placed));
    this.#earlierOfRow.push(last);
    this.#nextAtFront.push(NONE);
    const front = this.#row[0]!;
    if (this.#last[front] === NONE) this.#first[front] = made;
    else this.#nextAtFront[this.#last[front]!] = made;
    this.#last[front] = made;
    if (front > this.#furthest) this.#furthest = front;
    if (front > this.#deepest) this.#deepest = front;
    if (made + 1 >= this.#limits.configurationsMax) this.#kind = "configurations";
    else if (this.#steps >= this.#stepsMax) this.#kind = "steps";
    else if ((row + 1) * this.#row.length >= WORDS_MAX) this.#kind = "memory";
    return this.#kind === undefined ? made : NONE;
  }

  #place(rank: number, state: number): void {
    const slot = this.#window.slotOf(rank);
    this.#row[1] = state;
    this.#row[MASK_AT + (slot >>> 5)]! |= 1 << (slot & 31);
    this.#placed.push(this.#window.ranks[rank]!);
  }

  #isPlaced(slot: number): boolean {
    return ((this.#row[MASK_AT + (slot >>> 5)]! >>> (slot & 31)) & 1) === 1;
  }

  #step(state: number, action: number): number {
    this.#steps += 1;
    return this.#machine.step(state, action);
  }

  /** When the front completes. */
  #frontAt(): number {
    return this.#actions[this.#window.ranks[this.#row[0]!]!]!.completedAt;
  }

  #found(end: Found["kind"]): Found {
    const isExhausted = end === "stuck";
    const hasHope = end === "linearized" || this.#hopelessAt !== this.#furthest;
    const kind = hasHope ? end : "stuck";
    const configurations = this.#rowOf.length;
    const steps = this.#steps;
    if (kind === "linearized") {
      const longest = { state: this.#row[1]!, order: this.#trails.orderOf(this.#end) };
      const ends = [longest];
      return { kind, longest, front: undefined, isExhausted: false, ends, configurations, steps };
    }
    const ends = new Map<number, Order>();
    let longest: Order = { state: 0, order: [] };
    let depth = NONE;
    let configuration = this.#first[this.#furthest]!;
    for (; configuration !== NONE; configuration = this.#nextAtFront[configuration]!) {
      const state = this.#rows.at(this.#rowOf[configuration]!, 1);
      const trail = this.#trailOf[configuration]!;
      const isLongest = this.#trails.depthOf(trail) > depth;
      const isNew = ends.size < ENDS_MAX && !ends.has(state);
      if (!isLongest && !isNew) continue;
      const order = { state, order: this.#trails.orderOf(trail) };
      if (isNew) ends.set(state, order);
      if (!isLongest) continue;
      longest = order;
      depth = this.#trails.depthOf(trail);
    }
    const front = this.#window.ranks[this.#furthest];
    return { kind, longest, front, isExhausted, ends: [...ends.values()], configurations, steps };
  }
}

/** Those that may never have happened, and would change something, in order of invocation. */
function optionalOf(machine: Machine, actions: readonly TimedAction[]) {
  return actions
    .map(({ action, invokedAt, completedAt }, index) => ({ action, invokedAt, completedAt, index }))
    .filter(({ completedAt }) => completedAt === Infinity)
    .filter(({ action }) => machine.effectOf(action) !== "none")
    .toSorted((a, b) => a.invokedAt - b.invokedAt);
}
