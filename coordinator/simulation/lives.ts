/**
 * The processes of a world: who lives, who is paused, who is down, and what the process faults of the
 * plan do to them. Deaths by a robot's own doing are followed by the backoff of a real supervisor.
 *
 * @module
 */
import type { KeyedRandom } from "../../robots/engine/random.ts";
import { RestartPolicy } from "../restart_policy.ts";
import { EVENT, SOON_US } from "./events.ts";
import type { Population } from "./population.ts";
import type { TimingWheel } from "./timing_wheel.ts";
import type { Witness } from "./witness.ts";
import type { RuleStrike, WorldFaults } from "./world_faults.ts";

const DOWN = 0;
const UP = 1;
const PAUSED = 2;

export interface LivesOptions {
  readonly population: Population;
  readonly wheel: TimingWheel;
  readonly witness: Witness;
  readonly draws: KeyedRandom;
  readonly faults: WorldFaults;
  /** A life has begun: it wants ticks, and what waits in its inbox. */
  readonly began: (robot: number, nowUs: number) => void;
  readonly resumed: (robot: number, nowUs: number) => void;
  readonly ended: (robot: number) => void;
}

export class Lives {
  readonly #options: LivesOptions;
  readonly #states: Uint8Array;
  readonly #policies = new Map<number, RestartPolicy>();
  /** How long each robot that is about to die will be down. */
  readonly #downMs = new Map<number, number>();
  #living = 0;
  #begun = 0;

  constructor(options: LivesOptions) {
    this.#options = options;
    this.#states = new Uint8Array(options.population.size);
  }

  /** Lives begun. */
  get begun(): number {
    return this.#begun;
  }

  /** Whether no robot is down or paused. */
  get all(): boolean {
    return this.#living === this.#states.length;
  }

  lives(robot: number): boolean {
    return this.#states[robot] !== DOWN;
  }

  /** Whether a robot can do anything now. */
  acts(robot: number): boolean {
    return this.#states[robot] === UP;
  }

  begin(robot: number, nowUs: number): void {
    const { population, witness, faults, began, wheel } = this.#options;
    population.begin(robot, nowUs, faults.clockMs(robot, nowUs));
    this.#states[robot] = UP;
    this.#living += 1;
    this.#begun += 1;
    const boot = population.boots[robot]!;
    witness.began(robot, boot);
    began(robot, nowUs);
    if (faults.healed || faults.lives.idle) return;
    const death = faults.lives.deathAfterStart(robot, nowUs / 1000);
    if (death === undefined) return;
    this.#downMs.set(robot, death.downMs);
    wheel.schedule(nowUs + us(death.afterMs), EVENT.die, robot, boot);
  }

  /** Begins the life after the `boot`-th, if that has not happened yet. */
  beginAfter(robot: number, boot: number, nowUs: number): void {
    if (this.#states[robot] === DOWN && this.#options.population.boots[robot] === boot) {
      this.begin(robot, nowUs);
    }
  }

  /** Ends a life as kill -9 does; the next one begins after `downMs`. */
  crash(robot: number, downMs: number, why: string, nowUs: number): void {
    this.#end(robot, false, why, undefined);
    this.#restart(robot, downMs, nowUs);
  }

  /** A robot ended its own life over something that must never happen. */
  panic(robot: number, why: string, nowUs: number): void {
    const { population, draws } = this.#options;
    const livedMs = population.livedMs(robot, nowUs);
    this.#end(robot, true, why, undefined);
    let policy = this.#policies.get(robot);
    if (policy === undefined) this.#policies.set(robot, (policy = new RestartPolicy()));
    draws.aim(population.keys[robot]!, population.boots[robot], EVENT.begin);
    const delayMs = policy.died(livedMs, draws.next);
    if (delayMs !== undefined) this.#restart(robot, delayMs, nowUs);
  }

  /** A robot in a crash loop dies once more. */
  die(robot: number, boot: number, nowUs: number): void {
    const { population } = this.#options;
    if (!this.lives(robot) || population.boots[robot] !== boot) return;
    this.crash(robot, this.#downMs.get(robot)!, "crash-loop", nowUs);
  }

  resume(robot: number, boot: number, nowUs: number): void {
    const { population, witness, resumed } = this.#options;
    if (this.#states[robot] !== PAUSED || population.boots[robot] !== boot) return;
    this.#states[robot] = UP;
    this.#living += 1;
    witness.resumed(robot);
    resumed(robot, nowUs);
  }

  /** A process fault hits. Nothing happens to robots that it cannot hit now. */
  strike({ kind, rule, robot, forMs }: RuleStrike, nowUs: number): void {
    const { population, witness, faults } = this.#options;
    if (!this.lives(robot)) return;
    if (kind === "pause") {
      if (this.acts(robot)) {
        faults.note(rule);
        this.#pause(robot, forMs, rule, nowUs);
      }
      return;
    }
    if (kind === "crash-amnesia") {
      // A word that nobody else has in its share would be lost for good: no protocol survives that.
      if (!population.mayForget(robot)) return;
      population.forget(robot);
    }
    faults.note(rule);
    this.#end(robot, false, kind, rule);
    if (kind === "crash-amnesia") witness.forgot(robot);
    this.#restart(robot, forMs, nowUs);
  }

  /** Whoever is paused or down goes on or begins again. */
  heal(nowUs: number): void {
    const { boots } = this.#options.population;
    for (let robot = 0; robot < this.#states.length; robot++) {
      this.resume(robot, boots[robot]!, nowUs);
      if (!this.lives(robot)) this.begin(robot, nowUs);
    }
  }

  #pause(robot: number, forMs: number, rule: number, nowUs: number): void {
    const { wheel, witness, population } = this.#options;
    this.#states[robot] = PAUSED;
    this.#living -= 1;
    witness.paused(robot, rule);
    wheel.schedule(nowUs + us(forMs), EVENT.resume, robot, population.boots[robot]!);
  }

  #end(robot: number, panicked: boolean, why: string, rule: number | undefined): void {
    const { population, witness, ended } = this.#options;
    if (this.#states[robot] === UP) this.#living -= 1;
    this.#states[robot] = DOWN;
    witness.ended(robot, panicked, why, rule);
    ended(robot);
    population.end(robot);
  }

  #restart(robot: number, downMs: number, nowUs: number): void {
    const { wheel, population } = this.#options;
    wheel.schedule(nowUs + us(downMs), EVENT.begin, robot, population.boots[robot]!);
  }
}

function us(timeMs: number): number {
  return Math.max(Math.round(timeMs * 1000), SOON_US);
}
