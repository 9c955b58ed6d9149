/**
 * A world: robots with the real engine and the real replica in virtual time. Nothing in it depends on
 * anything but the scenario, so the same scenario gives the same steps, to the byte.
 *
 * @module
 */
import { type Draft, emptyDraft, type Message } from "../../robots/engine/message.ts";
import { KeyedRandom } from "../../robots/engine/random.ts";
import { InvariantViolation } from "../../robots/engine/replica.ts";
import type { Effects, RobotEvent } from "../../robots/engine/robot.ts";
import type { RobotId } from "../../robots/engine/ids.ts";
import { ON_TIME } from "../../robots/faults/tick_faults.ts";
import { decodeMessage } from "../../robots/runtime/envelope.ts";
import type { SecretSummary, SecretUpdate } from "../../robots/secret/secret_replica.ts";
import { EVENT, SOON_US } from "./events.ts";
import { Lives } from "./lives.ts";
import { Medium } from "./medium.ts";
import type { Population } from "./population.ts";
import { Reception } from "./reception.ts";
import type { Scenario, SkippedTick } from "./scenario.ts";
import { EventBatch, type TimingWheel } from "./timing_wheel.ts";
import { Victories } from "./victories.ts";
import type { Witness } from "./witness.ts";
import type { RuleStrike, WorldFaults } from "./world_faults.ts";

/** So many robots are a crowd. */
export const CROWD = 1000;

/** Sets the draw of a robot's phase apart from those of its ticks. */
const PHASE = -1;

export interface WorldOptions {
  readonly scenario: Scenario;
  readonly population: Population;
  readonly wheel: TimingWheel;
  readonly faults: WorldFaults;
  readonly witness: Witness;
  /** Encodes every message. */
  readonly wire: boolean;
  /** Ends as soon as everyone knows everything, and not only when a winner has written the file. */
  readonly untilConverged: boolean;
}

export class World implements Effects<SecretSummary, SecretUpdate> {
  readonly draft: Draft<SecretSummary, SecretUpdate> = emptyDraft();
  readonly medium: Medium;
  readonly lives: Lives;
  readonly #options: WorldOptions;
  readonly #robots: number;
  readonly #gossipUs: number;
  readonly #healUs: number;
  readonly #reception: Reception;
  readonly #victories: Victories;
  readonly #peers: KeyedRandom;
  readonly #incoming: Draft<SecretSummary, SecretUpdate> = emptyDraft();
  /** Ticks of each robot, over all its lives. */
  readonly #ticks: Int32Array;
  readonly #skipped: ReadonlySet<number>;
  readonly #complete: Uint8Array;
  readonly #done: Uint8Array;
  #completeCount = 0;
  #doneCount = 0;
  #acting = 0;
  #nowUs = 0;
  #events = 0;
  #healed: boolean;
  #over = false;
  #convergedUs: number | undefined;
  /** Kept, so that no compiler may leave the looking out. */
  touched = 0;

  constructor(options: WorldOptions) {
    const { scenario, population, wheel, faults, witness, wire } = options;
    this.#options = options;
    this.#robots = scenario.robots;
    this.#gossipUs = Math.round(scenario.gossipMs * 1000);
    this.#healUs = Math.round(scenario.faultsMs * 1000);
    this.#healed = this.#healUs === 0;
    this.#peers = new KeyedRandom(`${scenario.seed}:peers`);
    this.#ticks = new Int32Array(this.#robots);
    this.#skipped = new Set((scenario.skippedTicks ?? []).map(tickKey));
    this.#complete = new Uint8Array(this.#robots);
    this.#done = new Uint8Array(this.#robots);
    this.medium = new Medium({
      scenario,
      population,
      wheel,
      injector: faults.injector,
      witness,
      wire,
    });
    this.#reception = new Reception({
      scenario,
      population,
      wheel,
      faults,
      witness,
      inFlight: this.medium.inFlight,
      acts: (robot) => this.lives.acts(robot),
      receive: (slot) => this.#receive(slot),
    });
    this.lives = new Lives({
      population,
      wheel,
      witness,
      draws: new KeyedRandom(`${scenario.seed}:lives`),
      faults,
      began: (robot) => this.#began(robot),
      resumed: (robot, nowUs) => this.#reception.drain(robot, nowUs),
      ended: (robot) => this.#ended(robot),
    });
    this.#victories = new Victories({
      population,
      wheel,
      faults,
      witness,
      crash: (robot, why) => this.lives.crash(robot, scenario.gossipMs, why, this.#nowUs),
      wrong: (robot) => this.lives.panic(robot, "the whole is not the secret", this.#nowUs),
    });
  }

  get events(): number {
    return this.#events;
  }

  get nowUs(): number {
    return this.#nowUs;
  }

  /** Gossip periods from healing to convergence; from the start if convergence is all that counts. */
  get rounds(): number | undefined {
    if (this.#convergedUs === undefined) return undefined;
    const fromUs = this.#options.untilConverged ? 0 : this.#healUs;
    return Math.ceil(Math.max(0, this.#convergedUs - fromUs) / this.#gossipUs);
  }

  /** Runs to the end. */
  run(): void {
    const { wheel, witness } = this.#options;
    this.#start();
    const batch = new EventBatch();
    while (!this.#over) {
      wheel.take(batch, SOON_US);
      if (batch.size === 0) break;
      if (batch.size > 1) this.#touch(batch);
      for (let i = 0; i < batch.size && !this.#over; i++) {
        this.#nowUs = batch.atUs[i]!;
        witness.at(this.#nowUs);
        this.#events += 1;
        this.#perform(batch.kinds[i]!, batch.subjects[i]!, batch.details[i]!);
        if (witness.failed) this.#over = true;
      }
    }
    witness.over((robot) => this.lives.lives(robot));
  }

  /** A robot sends. */
  send(to: RobotId, message: Message<SecretSummary, SecretUpdate>, position: number): void {
    const { witness, population } = this.#options;
    if (witness.looks && population.ids[position] !== to) {
      throw new Error(`a robot must mean the one that it names: ${to} is not at ${position}`);
    }
    this.medium.send(this.#acting, position, message, this.#nowUs);
  }

  event(event: RobotEvent): void {
    if (event.kind === "merged") this.#options.witness.learned(this.#acting);
    if (event.kind !== "converged") return;
    this.#complete[this.#acting] = 1;
    this.#completeCount += 1;
    this.#options.witness.converged(this.#acting);
    this.#lookAround();
  }

  done(): void {
    const robot = this.#acting;
    this.#options.witness.done(robot);
    this.#done[robot] = 1;
    this.#doneCount += 1;
    if (this.#options.untilConverged) return;
    // Not at once: it is in the middle of a tick.
    const boot = this.#options.population.boots[robot]!;
    this.#options.wheel.schedule(this.#nowUs + SOON_US, EVENT.victory, robot, boot);
  }

  #start(): void {
    const { wheel, scenario, faults } = this.#options;
    for (let robot = 0; robot < this.#robots; robot++) {
      const lateMs = this.#healed ? 0 : faults.lives.lateStartMs(robot);
      if (lateMs > 0) wheel.schedule(Math.round(lateMs * 1000), EVENT.begin, robot, 0);
      else this.lives.begin(robot, 0);
    }
    for (const [number, { atMs }] of faults.strikes.entries()) {
      wheel.schedule(Math.round(atMs * 1000), EVENT.strike, number, 0);
    }
    if (!this.#healed) wheel.schedule(this.#healUs, EVENT.heal, 0, 0);
    const patienceUs = Math.max(scenario.convergenceRoundsMax, 1) * this.#gossipUs;
    wheel.schedule(this.#healUs + patienceUs, EVENT.end, 0, 0);
  }

  /**
   * Looks at the robots of coming events: memory that is looked at for several of them together
   * arrives together, and of a hundred thousand robots few are in the processor's cache.
   */
  #touch({ size, kinds, subjects }: EventBatch): void {
    const { population } = this.#options;
    const { inFlight } = this.medium;
    let touched = 0;
    for (let i = 0; i < size; i++) {
      const kind = kinds[i]!;
      if (kind > EVENT.arrive) continue;
      const robot = kind === EVENT.arrive ? inFlight.to(subjects[i]!) : subjects[i]!;
      touched += population.glance(robot);
    }
    for (let i = 0; i < size; i++) {
      const kind = kinds[i]!;
      if (kind > EVENT.arrive) continue;
      const robot = kind === EVENT.arrive ? inFlight.to(subjects[i]!) : subjects[i]!;
      touched += population.look(robot);
    }
    this.touched = touched;
  }

  #perform(kind: number, subject: number, detail: number): void {
    const nowUs = this.#nowUs;
    switch (kind) {
      case EVENT.tick:
        this.#tickDue(subject, detail);
        return;
      case EVENT.lateTick:
        if (this.#isNow(subject, detail)) this.#tick(subject, this.#ticks[subject]!, 0);
        return;
      case EVENT.arrive:
        this.#reception.arrive(subject, nowUs);
        return;
      case EVENT.serve:
        if (this.#isNow(subject, detail)) this.#reception.serve(subject, nowUs);
        return;
      case EVENT.begin:
        this.lives.beginAfter(subject, detail, nowUs);
        return;
      case EVENT.strike:
        if (!this.#healed) this.#strike(this.#options.faults.strikes[subject]!);
        return;
      case EVENT.resume:
        this.lives.resume(subject, detail, nowUs);
        return;
      case EVENT.die:
        if (!this.#healed) this.lives.die(subject, detail, nowUs);
        return;
      case EVENT.heal:
        this.#heal();
        return;
      case EVENT.end:
        this.#over = true;
        return;
      default:
        this.#victory(kind, subject, detail);
    }
  }

  /** Whether a robot acts and is in the life that an event was meant for. */
  #isNow(robot: number, boot: number): boolean {
    return this.#options.population.boots[robot] === boot && this.lives.acts(robot);
  }

  /** A robot takes a step to victory; a paused one when it goes on. */
  #victory(kind: number, robot: number, boot: number): void {
    const { wheel, population } = this.#options;
    if (population.boots[robot] !== boot || !this.lives.lives(robot)) return;
    if (!this.lives.acts(robot)) {
      wheel.schedule(this.#nowUs + this.#gossipUs, kind, robot, boot);
      return;
    }
    this.#acting = robot;
    this.#victories.perform(kind, robot, boot, this.#nowUs);
    this.#lookAround();
  }

  #tickDue(robot: number, boot: number): void {
    const { population, wheel, faults, witness } = this.#options;
    if (population.boots[robot] !== boot || !this.lives.lives(robot)) return;
    wheel.schedule(this.#nowUs + this.#gossipUs, EVENT.tick, robot, boot);
    const tick = this.#ticks[robot]!++;
    // A paused robot misses its ticks.
    if (!this.lives.acts(robot)) return;
    if (this.#skipped.size > 0 && this.#skipped.has(tickKey({ robot, tick }))) return;
    const slowUs = faults.slowUs(robot, this.#nowUs);
    if (slowUs === 0 && (this.#healed || faults.ticks.idle)) {
      this.#tick(robot, tick, 0);
      return;
    }
    const fate = this.#healed ? ON_TIME : faults.ticks.fate(robot, tick, this.#nowUs / 1000);
    const { ticks } = fate;
    if (ticks === 0) witness.tickLost(robot);
    const lateUs = slowUs + Math.round(fate.delayMs * 1000);
    for (let copy = 0; copy < ticks; copy++) {
      const soonUs = this.#nowUs + Math.max(lateUs, SOON_US);
      if (lateUs <= 0) this.#tick(robot, tick, copy);
      else wheel.schedule(soonUs, EVENT.lateTick, robot, boot);
      if (!this.lives.acts(robot)) return;
    }
  }

  #tick(robot: number, tick: number, copy: number): void {
    const { population, faults, witness } = this.#options;
    this.#acting = robot;
    witness.ticking(robot);
    this.#peers.aim(population.keys[robot]!, tick, copy);
    const nowMs = faults.clockMs(robot, this.#nowUs);
    population.robot(robot)!.tick(nowMs, this.#peers.next, this);
    witness.ticked(robot);
  }

  /** A robot takes a message in. */
  #receive(slot: number): void {
    const { population, faults, witness } = this.#options;
    const { inFlight } = this.medium;
    const robot = inFlight.to(slot);
    const sender = inFlight.from(slot);
    const bytes = inFlight.bytes(slot);
    let message: Message<SecretSummary, SecretUpdate> = this.#incoming;
    if (bytes === undefined) {
      inFlight.load(slot, population.ids[sender]!, this.#incoming);
    } else {
      const decoded = decodeMessage(bytes, this.medium.codec);
      if (!decoded.ok) {
        inFlight.drop(slot);
        witness.refused(robot, decoded.problem);
        return;
      }
      ({ message } = decoded);
    }
    inFlight.drop(slot);
    this.#acting = robot;
    witness.receiving(robot, sender, message);
    const nowMs = faults.clockMs(robot, this.#nowUs);
    try {
      population.robot(robot)!.receive(message, nowMs, this, sender);
    } catch (error) {
      if (!(error instanceof InvariantViolation)) throw error;
      this.lives.panic(robot, error.message, this.#nowUs);
      return;
    }
    witness.received(robot, message);
  }

  #began(robot: number): void {
    const { population, wheel, scenario } = this.#options;
    this.#peers.aim(population.keys[robot]!, population.boots[robot], PHASE);
    // A crowd is spread evenly over the period, as hosts hand out ticks: neighbours in memory tick in turn.
    const spread =
      this.#robots >= CROWD ? (robot + this.#peers.next()) / this.#robots : this.#peers.next();
    const phaseUs = scenario.synchronous ? 0 : Math.floor(spread * this.#gossipUs);
    const boot = population.boots[robot]!;
    wheel.schedule(
      this.#nowUs + Math.max(phaseUs, this.#nowUs === 0 ? 0 : SOON_US),
      EVENT.tick,
      robot,
      boot,
    );
    this.#reception.drain(robot, this.#nowUs);
  }

  #ended(robot: number): void {
    this.#completeCount -= this.#complete[robot]!;
    this.#doneCount -= this.#done[robot]!;
    this.#complete[robot] = 0;
    this.#done[robot] = 0;
    this.#victories.ended(robot);
  }

  #strike(strike: RuleStrike): void {
    if (strike.kind !== "store-amnesia") this.lives.strike(strike, this.#nowUs);
    else if (this.#victories.forget(this.#nowUs)) this.#options.faults.note(strike.rule);
  }

  #heal(): void {
    this.#healed = true;
    this.#options.faults.heal();
    this.medium.heal();
    this.#options.witness.healed();
    this.lives.heal(this.#nowUs);
    this.#lookAround();
  }

  /** Notes convergence, and ends the run when there is nothing left to wait for. */
  #lookAround(): void {
    const { untilConverged } = this.#options;
    if (this.#completeCount < this.#robots || !(this.#healed || untilConverged)) return;
    this.#convergedUs ??= this.#nowUs;
    if (untilConverged) this.#over = true;
    else if (this.#doneCount === this.#robots && this.#victories.announced) this.#over = true;
  }
}

function tickKey({ robot, tick }: SkippedTick): number {
  return robot * 2 ** 32 + tick;
}
