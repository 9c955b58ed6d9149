/**
 * A timing wheel of two levels on typed arrays (Varghese and Lauck 1987, "Hashed and Hierarchical
 * Timing Wheels"): the next event of millions is found in constant time and without garbage. Events
 * that are due together come in the order in which they were put in, so nothing depends on chance.
 *
 * @module
 */

/** Slots a level: the near one has one for each microsecond of the present window of 65.5 ms. */
const SLOTS = 1 << 16;
const SLOT_MASK = SLOTS - 1;

/** Latest time that can be scheduled, in microseconds: all windows together, some 71 minutes. */
export const WHEEL_US_MAX = SLOTS * SLOTS - 1;

/** Events that a fresh wheel has room for; it doubles when it is full. */
const EVENTS_FIRST = 1024;

/** An event is four integers side by side, so that it comes from memory in one piece. */
const FIELDS = 4;
const NEXT = 0;
const AT_US = 1;
const SUBJECT = 2;
/** The detail, and in its lowest bits the kind. */
const DETAIL = 3;

const KIND_BITS = 5;
const KIND_MASK = (1 << KIND_BITS) - 1;

const NONE = -1;

/** Lists of events by slot, with a bit for each slot that has any. */
class Level {
  readonly heads = new Int32Array(SLOTS).fill(NONE);
  readonly tails = new Int32Array(SLOTS);
  /** Bit s % 32 of word s / 32: slot s has events. */
  readonly #used = new Int32Array(SLOTS / 32);
  /** The same for the words of `#used`. */
  readonly #usedWords = new Int32Array(SLOTS / 1024);

  append(slot: number, event: number, events: Int32Array): void {
    events[event + NEXT] = NONE;
    if (this.heads[slot]! < 0) {
      this.heads[slot] = event;
      this.#used[slot >>> 5]! |= 1 << (slot & 31);
      this.#usedWords[slot >>> 10]! |= 1 << ((slot >>> 5) & 31);
    } else {
      events[this.tails[slot]! + NEXT] = event;
    }
    this.tails[slot] = event;
  }

  /** Takes the first event out of a slot that has one. */
  shift(slot: number, events: Int32Array): number {
    const event = this.heads[slot]!;
    const after = events[event + NEXT]!;
    this.heads[slot] = after;
    if (after < 0) this.#free(slot);
    return event;
  }

  /** Empties a slot and returns its first event, from which the others follow. */
  take(slot: number): number {
    const first = this.heads[slot]!;
    this.heads[slot] = NONE;
    this.#free(slot);
    return first;
  }

  /** The first slot at or after `from` that has events; -1 when none has. */
  firstUsed(from: number): number {
    if (from >= SLOTS) return NONE;
    let word = from >>> 5;
    const here = this.#used[word]! & (-1 << (from & 31));
    if (here !== 0) return (word << 5) | lowestBit(here);
    word += 1;
    let group = word >>> 5;
    let words = group < this.#usedWords.length ? this.#usedWords[group]! & (-1 << (word & 31)) : 0;
    while (words === 0) {
      group += 1;
      if (group >= this.#usedWords.length) return NONE;
      words = this.#usedWords[group]!;
    }
    word = (group << 5) | lowestBit(words);
    return (word << 5) | lowestBit(this.#used[word]!);
  }

  clear(): void {
    for (let slot = this.firstUsed(0); slot >= 0; slot = this.firstUsed(slot + 1)) this.take(slot);
  }

  #free(slot: number): void {
    const word = slot >>> 5;
    this.#used[word]! &= ~(1 << (slot & 31));
    if (this.#used[word] === 0) this.#usedWords[word >>> 5]! &= ~(1 << (word & 31));
  }
}

/** Events taken at once. */
const BATCH_MAX = 32;

/** Events in their order, taken out of a wheel together. */
export class EventBatch {
  size = 0;
  readonly atUs = new Float64Array(BATCH_MAX);
  readonly kinds = new Uint8Array(BATCH_MAX);
  readonly subjects = new Int32Array(BATCH_MAX);
  readonly details = new Int32Array(BATCH_MAX);
}

/**
 * Events by time. An event is three integers, whose meaning is the caller's.
 *
 * @example
 * ```ts
 * import { EventBatch, TimingWheel } from "./timing_wheel.ts";
 * const wheel = new TimingWheel();
 * const batch = new EventBatch();
 * wheel.schedule(2000, 7, 0, 0);
 * wheel.schedule(1000, 8, 0, 0);
 * wheel.take(batch, 100);
 * console.log(batch.size, batch.atUs[0], batch.kinds[0]); // 1 1000 8
 * ```
 */
export class TimingWheel {
  /** The present window, and those after it, by their number. */
  readonly #near = new Level();
  readonly #far = new Level();
  #nowUs = 0;
  #pending = 0;
  #free = NONE;
  #used = 0;
  #events = new Int32Array(EVENTS_FIRST * FIELDS);

  /** The time of the event taken last, microseconds. */
  get nowUs(): number {
    return this.#nowUs;
  }

  /** Events that wait. */
  get pending(): number {
    return this.#pending;
  }

  /**
   * Puts an event in: `kind` is below 32, `subject` a 32-bit integer, `detail` at least 0 and below
   * 2^26.
   *
   * @throws RangeError for a time that has passed or is above {@linkcode WHEEL_US_MAX}.
   */
  schedule(atUs: number, kind: number, subject: number, detail: number): void {
    if (!(atUs >= this.#nowUs && atUs <= WHEEL_US_MAX)) {
      throw new RangeError(
        `cannot schedule as the time must lie between ${this.#nowUs} and ${WHEEL_US_MAX} us: got ${atUs}`,
      );
    }
    const event = this.#allocate();
    const events = this.#events;
    events[event + AT_US] = atUs;
    events[event + SUBJECT] = subject;
    events[event + DETAIL] = (detail << KIND_BITS) | kind;
    this.#pending += 1;
    const window = windowOf(atUs);
    if (window === windowOf(this.#nowUs)) this.#near.append(slotOf(atUs), event, events);
    else this.#far.append(window, event, events);
  }

  /**
   * Takes the next event and those less than `spanUs` after it, as many as `batch` holds: none when
   * none waits. Time moves to the last one, so whatever comes of the first must be scheduled at least
   * `spanUs` after it.
   */
  take(batch: EventBatch, spanUs: number): void {
    batch.size = 0;
    let endUs = Infinity;
    while (this.#pending > 0 && batch.size < BATCH_MAX) {
      let slot = this.#near.firstUsed(slotOf(this.#nowUs));
      if (slot < 0) {
        // Nobody may put an event into a window while another batch is still being worked on.
        if (batch.size > 0) return;
        this.#openNextWindow();
        slot = this.#near.firstUsed(0);
      }
      const atUs = windowOf(this.#nowUs) * SLOTS + slot;
      if (atUs >= endUs) return;
      if (batch.size === 0) endUs = atUs + spanUs;
      this.#nowUs = atUs;
      this.#shift(slot, batch);
    }
  }

  /** Forgets everything and begins at time 0 again. Its memory stays. */
  clear(): void {
    this.#near.clear();
    this.#far.clear();
    this.#nowUs = 0;
    this.#pending = 0;
    this.#free = NONE;
    this.#used = 0;
  }

  /**
   * Moves the events of the next window that has any into the near level. They were put in before
   * anything can be scheduled into that window directly, so their order stays.
   */
  #openNextWindow(): void {
    const window = this.#far.firstUsed(windowOf(this.#nowUs) + 1);
    this.#nowUs = window * SLOTS;
    let event = this.#far.take(window);
    const events = this.#events;
    while (event >= 0) {
      const after = events[event + NEXT]!;
      this.#near.append(slotOf(events[event + AT_US]!), event, events);
      event = after;
    }
  }

  #shift(slot: number, batch: EventBatch): void {
    const events = this.#events;
    const event = this.#near.shift(slot, events);
    const detail = events[event + DETAIL]!;
    const place = batch.size;
    batch.atUs[place] = this.#nowUs;
    batch.kinds[place] = detail & KIND_MASK;
    batch.subjects[place] = events[event + SUBJECT]!;
    batch.details[place] = detail >>> KIND_BITS;
    batch.size = place + 1;
    this.#pending -= 1;
    events[event + NEXT] = this.#free;
    this.#free = event;
  }

  /** Events are known by where they begin in `#events`. */
  #allocate(): number {
    const event = this.#free;
    if (event >= 0) {
      this.#free = this.#events[event + NEXT]!;
      return event;
    }
    if (this.#used === this.#events.length) this.#grow();
    this.#used += FIELDS;
    return this.#used - FIELDS;
  }

  #grow(): void {
    const larger = new Int32Array(this.#events.length * 2);
    larger.set(this.#events);
    this.#events = larger;
  }
}

function windowOf(atUs: number): number {
  return Math.floor(atUs / SLOTS);
}

function slotOf(atUs: number): number {
  return atUs & SLOT_MASK;
}

function lowestBit(word: number): number {
  return 31 - Math.clz32(word & -word);
}
