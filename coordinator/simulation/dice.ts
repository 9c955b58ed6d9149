/**
 * What a swarm draws: numbers, sizes, names and times, all from one seed and cheaply.
 *
 * @module
 */
import { KeyedRandom } from "../../robots/engine/random.ts";

/** Rates are drawn with this resolution, so that they read well. */
const RATE_STEPS = 1000;

export class Dice {
  /** Robots that can be named. */
  readonly robots: number;
  /** The gossip period, by which times are measured. */
  readonly periodMs: number;
  /** How long faults last. */
  readonly phaseMs: number;
  readonly #draws: KeyedRandom;

  constructor(draws: KeyedRandom, robots: number, periodMs: number, phaseMs: number) {
    this.#draws = draws;
    this.robots = robots;
    this.periodMs = periodMs;
    this.phaseMs = phaseMs;
  }

  chance(probability: number): boolean {
    return this.#draws.next() < probability;
  }

  /** A whole number from `min` to `max`, both included. */
  whole(min: number, max: number): number {
    return min + Math.floor(this.#draws.next() * (max - min + 1));
  }

  of<T>(choices: readonly T[]): T {
    return choices[this.whole(0, choices.length - 1)]!;
  }

  /** `count` different ones of `choices`, each set equally likely (Floyd's algorithm). */
  different<T>(count: number, choices: readonly T[]): T[] {
    const chosen: number[] = [];
    for (let top = choices.length - count; top < choices.length; top++) {
      const candidate = this.whole(0, top);
      chosen.push(chosen.includes(candidate) ? top : candidate);
    }
    return chosen.map((index) => choices[index]!);
  }

  /** Whole milliseconds from `min` to `max` gossip periods; at least 1. */
  periods(min: number, max: number): number {
    const { periodMs } = this;
    return Math.max(1, Math.round((min + this.#draws.next() * (max - min)) * periodMs));
  }

  /** A share above 0: mostly small, at times large, rarely everything. */
  rate(): number {
    const size = this.#draws.next();
    if (size > 0.88) return 1;
    const max = size > 0.5 ? 0.9 : 0.3;
    return this.whole(1, max * RATE_STEPS) / RATE_STEPS;
  }

  /** A number from `min` to `max`, as many near one as near the other on a logarithmic scale. */
  spread(min: number, max: number): number {
    const value = min * (max / min) ** this.#draws.next();
    return Math.max(min, Math.min(max, Number(value.toPrecision(3))));
  }

  /** A value, or its negative. */
  signed(value: number): number {
    return this.chance(0.5) ? value : -value;
  }

  /** Up to `max` different robots, at least one, and not all of them when there are several. */
  some(max: number): string[] {
    const { robots } = this;
    const count = this.whole(1, Math.max(1, Math.min(max, robots - 1)));
    const first = this.whole(0, robots - 1);
    const step = this.#coprimeStep();
    return Array.from({ length: count }, (_, i) => `r${((first + i * step) % robots) + 1}`);
  }

  /** A step that visits every robot once before it comes back. */
  #coprimeStep(): number {
    const { robots } = this;
    let step = this.whole(1, Math.max(1, robots - 1));
    while (gcd(step, robots) !== 1) step = (step % robots) + 1;
    return step;
  }
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
