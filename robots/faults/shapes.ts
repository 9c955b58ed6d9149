/**
 * Divisions whose robots are drawn: who is on which side, once in each period and then looked up.
 *
 * @module
 */
import { type KeyedRandom, randomBelow } from "../engine/random.ts";
import type { ShapeRule } from "./plan.ts";

/** Sides of a robot; a bridge belongs to both. */
const FIRST = 0;
const SECOND = 1;
const BOTH = 2;

/** Robots by name: their place in the run's order. */
export type Places = ReadonlyMap<string, number>;

/** Robots that a division is drawn among. They may change. */
export interface Circle {
  readonly places: Places;
}

/** The places of `robots`. */
export function placesOf(robots: readonly string[]): Places {
  return new Map([...new Set(robots)].map((robot, place) => [robot, place]));
}

/** All robots of a run. Looked up only when a rule divides them. */
export class WholeRun implements Circle {
  #robots: readonly string[];
  #places: Places | undefined;

  constructor(robots: readonly string[]) {
    this.#robots = [...robots];
  }

  get places(): Places {
    return (this.#places ??= placesOf(this.#robots));
  }

  /** Takes other robots, if they are others. */
  become(robots: readonly string[]): void {
    const present = this.#robots;
    if (robots.length === present.length && robots.every((robot, i) => robot === present[i]))
      return;
    this.#robots = [...robots];
    this.#places = undefined;
  }
}

/** One rule among certain robots. */
export class DrawnShape {
  readonly #rule: ShapeRule;
  readonly #ruleKey: number;
  readonly #draws: KeyedRandom;
  readonly #circle: Circle;
  /** By place: side, or position in the ring. */
  #sides = new Int32Array();
  #order = new Int32Array();
  #period: number | undefined;

  constructor(rule: ShapeRule, ruleKey: number, draws: KeyedRandom, circle: Circle) {
    this.#rule = rule;
    this.#ruleKey = ruleKey;
    this.#draws = draws;
    this.#circle = circle;
  }

  /** Whether nothing passes now from one to the other. */
  separates(from: string, to: string, sinceStartMs: number): boolean {
    const { everyMs } = this.#rule;
    const period = everyMs === undefined ? 0 : Math.floor(sinceStartMs / everyMs);
    if (this.#rule.kind === "flapping") {
      if (sinceStartMs - period * this.#rule.everyMs >= this.#rule.forMs) return false;
    }
    const { places } = this.#circle;
    const sender = places.get(from);
    const receiver = places.get(to);
    if (sender === undefined || receiver === undefined) return false;
    if (period !== this.#period || places.size !== this.#sides.length) {
      this.#draw(period, places.size);
    }
    return this.#apart(this.#sides[sender]!, this.#sides[receiver]!);
  }

  #apart(sender: number, receiver: number): boolean {
    switch (this.#rule.kind) {
      case "one-way":
        return sender === FIRST && receiver === SECOND;
      case "majorities-ring":
        return !this.#hears(receiver, sender);
      default:
        return sender !== receiver && sender !== BOTH && receiver !== BOTH;
    }
  }

  /** Whether the robot at one position of the ring is in the majority around the other. */
  #hears(receiver: number, sender: number): boolean {
    const size = this.#sides.length;
    const majority = Math.floor(size / 2) + 1;
    const before = Math.floor(majority / 2);
    return (sender - receiver + before + size) % size < majority;
  }

  #draw(period: number, size: number): void {
    if (size !== this.#sides.length) {
      this.#sides = new Int32Array(size);
      this.#order = new Int32Array(size);
    }
    this.#period = period;
    this.#draws.aim(this.#ruleKey, period);
    this.#shuffle();
    const { kind } = this.#rule;
    const first = kind === "isolate" ? 1 : Math.floor(size / 2);
    for (let i = 0; i < size; i++) {
      this.#sides[this.#order[i]!] = kind === "majorities-ring" ? i : i < first ? FIRST : SECOND;
    }
    // The last one of the second half, which is never smaller.
    if (kind === "bridge" && size > 0) this.#sides[this.#order[size - 1]!] = BOTH;
  }

  #shuffle(): void {
    const order = this.#order;
    // From the same start, so that earlier periods do not matter.
    for (let i = 0; i < order.length; i++) order[i] = i;
    for (let i = order.length - 1; i > 0; i--) {
      const j = randomBelow(this.#draws.next, i + 1);
      const kept = order[i]!;
      order[i] = order[j]!;
      order[j] = kept;
    }
  }
}
