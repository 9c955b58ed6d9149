/**
 * The ceiling of simulators: asynchronous gossip on typed arrays and nothing else. Ticks, summaries,
 * updates, loss, latencies with jitter and an exact timing wheel, as the simulator has them, but no
 * objects, no engine, no faults beyond loss, no traces, and words that are bits. It says how fast
 * JavaScript is here at best.
 *
 * @module
 */

/** Of a scenario what a ceiling has. */
export interface CeilingSettings {
  readonly robots: number;
  /** Up to 64. */
  readonly words: number;
  readonly loss: number;
  readonly gossipUs: number;
  readonly latencyUs: number;
  readonly jitterUs: number;
  readonly seed: number;
}

export interface CeilingOutcome {
  /** Ticks and deliveries. */
  readonly events: number;
  readonly virtualMs: number;
}

/** Slots of the wheel, one for each microsecond; every event is due within one turn: 131 ms. */
const SLOTS = 1 << 17;
const NONE = -1;

/** Events as slots of arrays: kinds, robots, and the two halves of summaries and updates. */
const TICK = 0;
const SUMMARY = 1;
const ANSWER = 2;
const LAST = 3;

/** Push-pull until every robot knows every word. */
export class Ceiling {
  readonly #settings: CeilingSettings;
  readonly #heads = new Int32Array(SLOTS).fill(NONE);
  readonly #tails = new Int32Array(SLOTS);
  readonly #next: Int32Array;
  readonly #kinds: Uint8Array;
  readonly #from: Int32Array;
  readonly #to: Int32Array;
  readonly #summaryLow: Int32Array;
  readonly #summaryHigh: Int32Array;
  readonly #updateLow: Int32Array;
  readonly #updateHigh: Int32Array;
  readonly #low: Int32Array;
  readonly #high: Int32Array;
  readonly #allLow: number;
  readonly #allHigh: number;
  readonly #lossBelow: number;
  #free = NONE;
  #nowUs = 0;
  #state: number;
  #complete = 0;
  #events = 0;

  constructor(settings: CeilingSettings) {
    const { robots, words, loss, gossipUs, seed } = settings;
    this.#settings = settings;
    // A tick and, at most, the messages of one exchange that are under way, each.
    const capacity = 4 * robots;
    this.#next = new Int32Array(capacity);
    this.#kinds = new Uint8Array(capacity);
    this.#from = new Int32Array(capacity);
    this.#to = new Int32Array(capacity);
    this.#summaryLow = new Int32Array(capacity);
    this.#summaryHigh = new Int32Array(capacity);
    this.#updateLow = new Int32Array(capacity);
    this.#updateHigh = new Int32Array(capacity);
    this.#low = new Int32Array(robots);
    this.#high = new Int32Array(robots);
    this.#allLow = words >= 32 ? -1 : (1 << words) - 1;
    this.#allHigh = words >= 64 ? -1 : words <= 32 ? 0 : (1 << (words - 32)) - 1;
    this.#lossBelow = loss * 2 ** 32;
    this.#state = seed | 1;
    for (let slot = capacity - 1; slot >= 0; slot--) this.#release(slot);
    for (let word = 0; word < words; word++) this.#know(word % robots, word);
    for (let robot = 0; robot < robots; robot++) {
      const slot = this.#take();
      this.#kinds[slot] = TICK;
      this.#to[slot] = robot;
      this.#schedule(slot, this.#below(gossipUs));
    }
  }

  run(): CeilingOutcome {
    const { robots } = this.#settings;
    while (this.#complete < robots) {
      const place = this.#nowUs & (SLOTS - 1);
      const slot = this.#heads[place]!;
      if (slot < 0) {
        this.#nowUs += 1;
        continue;
      }
      this.#heads[place] = this.#next[slot]!;
      this.#events += 1;
      this.#perform(slot);
    }
    return { events: this.#events, virtualMs: this.#nowUs / 1000 };
  }

  #perform(slot: number): void {
    const robot = this.#to[slot]!;
    if (this.#kinds[slot] === TICK) {
      this.#tick(robot);
      this.#schedule(slot, this.#settings.gossipUs);
      return;
    }
    if (this.#kinds[slot] !== SUMMARY) {
      this.#merge(robot, this.#updateLow[slot]!, this.#updateHigh[slot]!);
    }
    if (this.#kinds[slot] !== LAST) this.#answer(slot, robot);
    this.#release(slot);
  }

  #tick(robot: number): void {
    const other = this.#below(this.#settings.robots - 1);
    this.#send(SUMMARY, robot, other < robot ? other : other + 1, 0, 0);
  }

  #answer(slot: number, robot: number): void {
    const theirLow = this.#summaryLow[slot]!;
    const theirHigh = this.#summaryHigh[slot]!;
    const low = this.#low[robot]!;
    const high = this.#high[robot]!;
    const updateLow = low & ~theirLow;
    const updateHigh = high & ~theirHigh;
    const asks = this.#kinds[slot] === SUMMARY && ((theirLow & ~low) | (theirHigh & ~high)) !== 0;
    if ((updateLow | updateHigh) === 0 && !asks) return;
    this.#send(asks ? ANSWER : LAST, robot, this.#from[slot]!, updateLow, updateHigh);
  }

  #send(kind: number, from: number, to: number, updateLow: number, updateHigh: number): void {
    if (this.#draw() < this.#lossBelow) return;
    const slot = this.#take();
    this.#kinds[slot] = kind;
    this.#from[slot] = from;
    this.#to[slot] = to;
    this.#summaryLow[slot] = this.#low[from]!;
    this.#summaryHigh[slot] = this.#high[from]!;
    this.#updateLow[slot] = updateLow;
    this.#updateHigh[slot] = updateHigh;
    const { latencyUs, jitterUs } = this.#settings;
    this.#schedule(slot, latencyUs + this.#below(jitterUs));
  }

  #merge(robot: number, low: number, high: number): void {
    const nowLow = this.#low[robot]! | low;
    const nowHigh = this.#high[robot]! | high;
    if (nowLow === this.#low[robot] && nowHigh === this.#high[robot]) return;
    this.#low[robot] = nowLow;
    this.#high[robot] = nowHigh;
    if (nowLow === this.#allLow && nowHigh === this.#allHigh) this.#complete += 1;
  }

  #know(robot: number, word: number): void {
    this.#merge(robot, word < 32 ? 1 << word : 0, word < 32 ? 0 : 1 << (word - 32));
  }

  #schedule(slot: number, inUs: number): void {
    const place = (this.#nowUs + inUs) & (SLOTS - 1);
    this.#next[slot] = NONE;
    if (this.#heads[place]! < 0) this.#heads[place] = slot;
    else this.#next[this.#tails[place]!] = slot;
    this.#tails[place] = slot;
  }

  #take(): number {
    const slot = this.#free;
    this.#free = this.#next[slot]!;
    return slot;
  }

  #release(slot: number): void {
    this.#next[slot] = this.#free;
    this.#free = slot;
  }

  #below(bound: number): number {
    return Math.floor((this.#draw() / 2 ** 32) * bound);
  }

  /** 32 random bits (xorshift32, Marsaglia 2003). */
  #draw(): number {
    let state = this.#state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.#state = state;
    return state >>> 0;
  }
}
