/**
 * The robots of a world: their lives, their shares, and the replicas in which they know what they
 * know. The engine and the replica are the real ones.
 *
 * @module
 */
import type { RobotView } from "../checkers/checker.ts";
import { type RobotId, robotId } from "../../robots/engine/ids.ts";
import { hash32, seededRandom } from "../../robots/engine/random.ts";
import { Roster } from "../../robots/engine/roster.ts";
import { deal } from "../../robots/secret/deal.ts";
import type {
  SecretReplica,
  SecretSummary,
  SecretUpdate,
  Word,
} from "../../robots/secret/secret_replica.ts";
import { type Bodies, OneBody, OwnBodies, type SecretRobot } from "./bodies.ts";
import type { Scenario } from "./scenario.ts";

/** The words that robots are dealt: each different, so that one in the wrong place is seen. */
export function secretWords(count: number): Uint8Array[] {
  const encoder = new TextEncoder();
  return Array.from({ length: count }, (_, index) => encoder.encode(`word${index} `));
}

/** Robots by number, from 0. */
export class Population {
  readonly ids: readonly RobotId[];
  /** A hash of each name, for draws: a robot has the same luck in a smaller world. */
  readonly keys: Int32Array;
  readonly roster: Roster;
  readonly words: readonly Uint8Array[];
  /** Lives so far. */
  readonly boots: Int32Array;
  readonly #bodies: Bodies;
  /** What each robot begins a life with. One that nobody has may be forgotten. */
  readonly #shares: (SecretUpdate | undefined)[];
  readonly #bornUs: Float64Array;

  /** @param oneBody Whether all robots share one: then nobody may look at any but the one that acts. */
  constructor(scenario: Scenario, oneBody = false) {
    const { robots, words, copies, seed } = scenario;
    this.ids = Array.from({ length: robots }, (_, i) => robotId(`r${i + 1}`));
    this.keys = Int32Array.from(this.ids, (id) => hash32(id));
    this.roster = new Roster(this.ids);
    this.words = secretWords(words);
    this.boots = new Int32Array(robots);
    this.#bornUs = new Float64Array(robots);
    const entries: Word[] = this.words.map((value, index) => ({ index, value }));
    this.#shares = deal(words, robots, copies, seededRandom(`${seed}:deal`)).map((hand) =>
      hand.length === 0 ? undefined : hand.map((index) => entries[index]!),
    );
    const making = { scenario, roster: this.roster, common: [] };
    this.#bodies = oneBody ? new OneBody(making) : new OwnBodies(making);
  }

  get size(): number {
    return this.ids.length;
  }

  /** The robot, while it lives. */
  robot(index: number): SecretRobot | undefined {
    return this.#bodies.robot(index);
  }

  /** What a living robot knows. */
  replica(index: number): SecretReplica {
    return this.#bodies.replica(index);
  }

  /** Looks at the memory of a robot, at its first part and then at its second, and changes nothing. */
  glance(index: number): number {
    return this.#bodies.glance(index);
  }

  look(index: number): number {
    return this.#bodies.look(index);
  }

  share(index: number): SecretUpdate {
    return this.#shares[index] ?? [];
  }

  livedMs(index: number, nowUs: number): number {
    return (nowUs - this.#bornUs[index]!) / 1000;
  }

  /** Begins the next life of a robot, with its share. */
  begin(index: number, nowUs: number, clockMs: number): void {
    const boot = (this.boots[index]! += 1);
    this.#bornUs[index] = nowUs;
    this.#bodies.begin(index, boot, clockMs);
    const share = this.#shares[index];
    if (share === undefined) return;
    this.replica(index).merge(share, { from: this.ids[index]!, boot, seq: 0 });
  }

  /** Ends a life: what it had learned is gone. */
  end(index: number): void {
    this.#bodies.end(index);
  }

  /** Whether every word of a robot's share is in another share, too: then it may lose its own. */
  mayForget(index: number): boolean {
    const others = this.#shares.filter((_, other) => other !== index);
    return this.share(index).every((word) => others.some((share) => share?.includes(word)));
  }

  /** A robot's share is gone for good. */
  forget(index: number): void {
    this.#shares[index] = undefined;
  }

  /** A robot as checkers see it. */
  view(index: number, clockMs: () => number): RobotView {
    return new View(this, index, clockMs);
  }
}

class View implements RobotView {
  readonly index: number;
  readonly #population: Population;
  readonly #clockMs: () => number;

  constructor(population: Population, index: number, clockMs: () => number) {
    this.index = index;
    this.#population = population;
    this.#clockMs = clockMs;
  }

  get id(): RobotId {
    return this.#population.ids[this.index]!;
  }

  get boot(): number {
    return this.#population.boots[this.index]!;
  }

  get known(): SecretSummary {
    return this.#population.replica(this.index).known;
  }

  word(index: number): Uint8Array | undefined {
    return this.#population.replica(this.index).word(index);
  }

  get clockMs(): number {
    return this.#clockMs();
  }
}
