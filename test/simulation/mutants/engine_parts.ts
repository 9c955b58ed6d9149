/**
 * Bugs in the parts of the engine: quiescence, clock, peer sampling, chance and the roster.
 *
 * @module
 */
import { inFile, type Mutant } from "./mutant.ts";

const RESET = "    if (nowMs < this.#lastNewsMs) this.#lastNewsMs = nowMs;\n";
const REACHED = "return nowMs - this.#lastNewsMs >= this.#quietMs;";

export const ENGINE_PARTS: readonly Mutant[] = [
  ...inFile("robots/engine/quiescence.ts", [
    {
      name: "quiet-one-tick-more",
      find: REACHED,
      replace: "return nowMs - this.#lastNewsMs > this.#quietMs;",
      why: "off by one: exactly the quiet period is not enough",
    },
    {
      name: "quiet-clock-set-back",
      find: RESET,
      replace: "",
      why: "clock misuse: a clock that was set back keeps the robot waiting until it has caught up",
    },
    {
      name: "quiet-by-distance",
      find: `${RESET}    ${REACHED}`,
      replace: "    return Math.abs(nowMs - this.#lastNewsMs) >= this.#quietMs;",
      why: "clock misuse: a clock that jumps back far counts as a long silence",
    },
    {
      name: "quiet-when-set-back",
      find: RESET,
      replace: "    if (nowMs < this.#lastNewsMs) return true;\n",
      why: "clock misuse: a clock that goes back ends the quiet period",
    },
    {
      name: "quiet-news-never-back",
      find: "news(nowMs: number): void {\n    this.#lastNewsMs = nowMs;",
      replace:
        "news(nowMs: number): void {\n    this.#lastNewsMs = Math.max(this.#lastNewsMs, nowMs);",
      why: "clock misuse: news after a clock was set back counts from the time before",
    },
    {
      name: "quiet-in-seconds",
      find: REACHED,
      replace: "return nowMs - this.#lastNewsMs >= this.#quietMs / 1000;",
      why: "early quiescence: milliseconds are taken for seconds",
    },
    {
      name: "quiet-in-microseconds",
      find: REACHED,
      replace: "return (nowMs - this.#lastNewsMs) / 1000 >= this.#quietMs;",
      why: "units again: a robot waits a thousand times too long",
    },
    {
      name: "quiet-first-news-only",
      find: "news(nowMs: number): void {\n    this.#lastNewsMs = nowMs;",
      replace: "news(nowMs: number): void {\n    this.#lastNewsMs ||= nowMs;",
      why: "early quiescence: only the first news counts",
    },
  ]),
  ...inFile("robots/engine/lamport.ts", [
    {
      name: "lamport-stands-still",
      find: "? clock + 1 : LAMPORT_MAX",
      replace: "? clock : LAMPORT_MAX",
      why: "clock misuse: events do not move the clock",
    },
    {
      name: "lamport-takes-lower",
      find: "stamped(clock > theirs ? clock : theirs)",
      replace: "stamped(clock < theirs ? clock : theirs)",
      why: "clock misuse: the lower stamp instead of the higher",
    },
    {
      name: "lamport-ignores-theirs",
      find: "stamped(clock > theirs ? clock : theirs)",
      replace: "stamped(clock)",
      why: "clock misuse: counts its own events only",
    },
    {
      name: "lamport-takes-theirs",
      find: "stamped(clock > theirs ? clock : theirs)",
      replace: "stamped(theirs)",
      why: "clock misuse: a late message sets the clock back",
    },
    {
      name: "lamport-of-one-byte",
      find: "const LAMPORT_MAX = 0xffff_ffff;",
      replace: "const LAMPORT_MAX = 0xff;",
      why: "a clock that stands still far too early",
    },
  ]),
  ...inFile("robots/engine/peer_sampling.ts", [
    {
      name: "sample-one-more",
      find: "let bound = Math.max(1, count - fanout + 1);",
      replace: "let bound = Math.max(1, count - fanout);",
      why: "off by one: a peer too many",
    },
    {
      name: "sample-one-less",
      find: "bound <= count;",
      replace: "bound < count;",
      why: "off by one: a peer too few",
    },
    {
      name: "sample-twice",
      find: "chosen.includes(candidate) ? bound - 1 : candidate",
      replace: "candidate",
      why: "the same peer twice",
    },
    {
      name: "sample-beyond",
      find: "chosen.includes(candidate) ? bound - 1 : candidate",
      replace: "chosen.includes(candidate) ? bound : candidate",
      why: "off by one: a peer beyond the last",
    },
    {
      name: "sample-from-all",
      find: "randomBelow(random, bound)",
      replace: "randomBelow(random, count)",
      why: "draws from all each time: the same peer twice",
    },
    {
      name: "sample-fewer-than-fanout",
      find: "Math.max(1, count - fanout + 1)",
      replace: "count - fanout + 1",
      why: "with fewer peers than its fanout a robot draws from nobody",
    },
  ]),
  ...inFile("robots/engine/random.ts", [
    {
      name: "random-rounds-up",
      find: "return Math.floor(random() * bound);",
      replace: "return Math.round(random() * bound);",
      why: "off by one, now and then: the bound itself",
    },
    {
      name: "random-shuffle-loses",
      find: "[items[i], items[j]] = [items[j]!, items[i]!];",
      replace: "items[i] = items[j]!;",
      why: "a swap that forgets one of the two: a word is dealt to nobody",
    },
  ]),
  ...inFile("robots/engine/roster.ts", [
    {
      name: "roster-from-one",
      find: "this.#positions.set(id, position);",
      replace: "this.#positions.set(id, position + 1);",
      why: "off by one: positions from 1",
    },
    {
      name: "roster-first-unknown",
      find: "of this.#ids.entries()) this",
      replace: "of this.#ids.entries()) if (position > 0) this",
      why: "off by one: nobody finds the first robot",
    },
    {
      name: "roster-one-smaller",
      find: "return this.#ids.length;",
      replace: "return this.#ids.length - 1;",
      why: "off by one: the last robot gets no mail; of two robots nobody does",
    },
    {
      name: "roster-next-one",
      find: "return this.#ids[position]!;",
      replace: "return this.#ids[(position + 1) % this.#ids.length]!;",
      why: "off by one: mail goes to the neighbour",
    },
  ]),
];
