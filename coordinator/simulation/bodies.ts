/**
 * Where the robots of a world live: each in a body of its own, or, when there are very many, all in
 * turn in one and otherwise as a few numbers in large arrays. The engine and the replica are the same.
 *
 * @module
 */
import type { RobotId } from "../../robots/engine/ids.ts";
import { Robot, SUSPENDED_NUMBERS } from "../../robots/engine/robot.ts";
import type { Roster } from "../../robots/engine/roster.ts";
import {
  SecretReplica,
  type SecretSummary,
  type SecretUpdate,
  type Word,
} from "../../robots/secret/secret_replica.ts";
import type { Scenario } from "./scenario.ts";

export type SecretRobot = Robot<SecretSummary, SecretUpdate>;

/** Robots by number, from 0. */
export interface Bodies {
  /** The robot, while it lives. Of suspended robots only until another one is asked for. */
  robot(index: number): SecretRobot | undefined;
  /** What a living robot knows; of suspended robots as above. */
  replica(index: number): SecretReplica;
  /** Begins a life that knows nothing. */
  begin(index: number, boot: number, clockMs: number): void;
  end(index: number): void;
  /** Looks at the memory of a robot, at its first part and then at its second, and changes nothing. */
  glance(index: number): number;
  look(index: number): number;
}

/** What all bodies of a world are made from. */
export interface Making {
  readonly scenario: Scenario;
  readonly roster: Roster;
  /** Words as most robots know them: a million replicas hold little more than a bit for each. */
  readonly common: (Word | undefined)[];
}

function makeReplica({ scenario, common }: Making, id: RobotId): SecretReplica {
  return new SecretReplica(id, scenario.words, common);
}

function makeRobot(
  { scenario, roster }: Making,
  replica: SecretReplica,
  id: RobotId,
  boot: number,
  nowMs: number,
): SecretRobot {
  const { exchange, fanout, quietMs } = scenario;
  const robot = new Robot({ id, boot, replica, exchange, fanout, quietMs, nowMs });
  robot.setPeers(roster);
  return robot;
}

/** A body for each robot. */
export class OwnBodies implements Bodies {
  readonly #making: Making;
  readonly #robots: (SecretRobot | undefined)[] = [];
  readonly #replicas: (SecretReplica | undefined)[] = [];

  constructor(making: Making) {
    this.#making = making;
    this.#robots.length = making.scenario.robots;
    this.#replicas.length = making.scenario.robots;
  }

  robot(index: number): SecretRobot | undefined {
    return this.#robots[index];
  }

  replica(index: number): SecretReplica {
    return this.#replicas[index]!;
  }

  begin(index: number, boot: number, clockMs: number): void {
    const id = this.#making.roster.at(index);
    const replica = makeReplica(this.#making, id);
    this.#replicas[index] = replica;
    this.#robots[index] = makeRobot(this.#making, replica, id, boot, clockMs);
  }

  end(index: number): void {
    this.#robots[index] = undefined;
    this.#replicas[index] = undefined;
  }

  glance(index: number): number {
    return this.#robots[index]?.lamport ?? 0;
  }

  look(index: number): number {
    return this.#replicas[index]?.known.count ?? 0;
  }
}

/** One body for all robots. Nobody may hold on to a robot or a replica. */
export class OneBody implements Bodies {
  readonly #robot: SecretRobot;
  readonly #replica: SecretReplica;
  readonly #making: Making;
  readonly #roster: Roster;
  readonly #lives: Uint8Array;
  readonly #memories: Float64Array;
  readonly #known: Int32Array;
  /** Integers of known words of each robot. */
  readonly #width: number;
  /** Whose body it is now; -1: nobody's. */
  #awake = -1;

  constructor(making: Making) {
    const { scenario, roster } = making;
    this.#making = making;
    this.#roster = roster;
    this.#replica = makeReplica(making, roster.at(0));
    this.#robot = makeRobot(making, this.#replica, roster.at(0), 0, 0);
    this.#width = Math.ceil(scenario.words / 32);
    this.#lives = new Uint8Array(scenario.robots);
    this.#memories = new Float64Array(scenario.robots * SUSPENDED_NUMBERS);
    this.#known = new Int32Array(scenario.robots * this.#width);
  }

  robot(index: number): SecretRobot | undefined {
    if (this.#lives[index] === 0) return undefined;
    if (this.#awake !== index) this.#wake(index);
    return this.#robot;
  }

  replica(index: number): SecretReplica {
    if (this.#awake !== index) this.#wake(index);
    return this.#replica;
  }

  begin(index: number, boot: number, clockMs: number): void {
    this.#sleep();
    const fresh = makeRobot(this.#making, this.#replica, this.#robot.id, boot, clockMs);
    fresh.suspend(this.#memories, index * SUSPENDED_NUMBERS);
    this.#known.fill(0, index * this.#width, (index + 1) * this.#width);
    this.#lives[index] = 1;
  }

  end(index: number): void {
    if (this.#awake === index) this.#awake = -1;
    this.#lives[index] = 0;
  }

  glance(index: number): number {
    return this.#memories[index * SUSPENDED_NUMBERS]!;
  }

  look(index: number): number {
    return this.#known[index * this.#width]!;
  }

  #wake(index: number): void {
    this.#sleep();
    this.#robot.resume(index, this.#memories, index * SUSPENDED_NUMBERS);
    this.#replica.resume(this.#roster.at(index), this.#known, index * this.#width);
    this.#awake = index;
  }

  #sleep(): void {
    if (this.#awake < 0) return;
    this.#robot.suspend(this.#memories, this.#awake * SUSPENDED_NUMBERS);
    this.#replica.suspend(this.#known, this.#awake * this.#width);
    this.#awake = -1;
  }
}
