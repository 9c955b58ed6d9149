/**
 * How messages get from inboxes into robots: at once, unless their robot is down, paused, slow or
 * still busy with earlier ones. As a Redis stream, an inbox is bounded and outlives its robot.
 *
 * @module
 */
import { EVENT, SOON_US } from "./events.ts";
import type { InFlight } from "./in_flight.ts";
import { Inboxes } from "./inboxes.ts";
import type { Population } from "./population.ts";
import type { Scenario } from "./scenario.ts";
import type { TimingWheel } from "./timing_wheel.ts";
import type { Witness } from "./witness.ts";
import type { WorldFaults } from "./world_faults.ts";

export interface ReceptionOptions {
  readonly scenario: Scenario;
  readonly population: Population;
  readonly wheel: TimingWheel;
  readonly faults: WorldFaults;
  readonly witness: Witness;
  readonly inFlight: InFlight;
  /** Whether a robot can take anything in now. */
  readonly acts: (robot: number) => boolean;
  /** Lets its receiver take in the message of a slot, and frees the slot. */
  readonly receive: (slot: number) => void;
}

export class Reception {
  readonly #options: ReceptionOptions;
  readonly #inboxes: Inboxes;
  readonly #inboxMax: number;

  constructor(options: ReceptionOptions) {
    this.#options = options;
    this.#inboxes = new Inboxes(options.scenario.robots, options.inFlight);
    this.#inboxMax = options.scenario.inboxMax;
  }

  /** A message has reached its inbox. */
  arrive(slot: number, nowUs: number): void {
    const { inFlight, acts, receive, faults } = this.#options;
    const robot = inFlight.to(slot);
    const waits = this.#inboxes.backlog(robot) > 0;
    if (acts(robot) && !waits && faults.slowUs(robot, nowUs) === 0) receive(slot);
    else this.#queue(robot, slot, nowUs);
  }

  /** A slow robot has got to its next message. */
  serve(robot: number, nowUs: number): void {
    const slot = this.#inboxes.take(robot);
    if (slot < 0) return;
    this.#options.receive(slot);
    if (this.#options.acts(robot)) this.#goOn(robot, nowUs);
  }

  /** A robot begins to live, or goes on: it takes in what waits. */
  drain(robot: number, nowUs: number): void {
    this.#goOn(robot, nowUs);
  }

  #queue(robot: number, slot: number, nowUs: number): void {
    const { inFlight, witness, acts, population } = this.#options;
    const backlog = this.#inboxes.backlog(robot);
    if (backlog >= this.#inboxMax) {
      witness.overflowed(inFlight.from(slot), robot);
      inFlight.drop(slot);
      return;
    }
    this.#inboxes.add(robot, slot);
    witness.queued(robot, backlog + 1);
    // Whoever finds an empty desk comes up next; the others follow.
    if (backlog === 0 && acts(robot)) this.#serveLater(robot, population.boots[robot]!, nowUs);
  }

  /** Sees to the rest of an inbox. */
  #goOn(robot: number, nowUs: number): void {
    if (this.#inboxes.backlog(robot) === 0) return;
    this.#serveLater(robot, this.#options.population.boots[robot]!, nowUs);
  }

  #serveLater(robot: number, boot: number, nowUs: number): void {
    const { faults, wheel } = this.#options;
    wheel.schedule(
      nowUs + Math.max(faults.slowUs(robot, nowUs), SOON_US),
      EVENT.serve,
      robot,
      boot,
    );
  }
}
