/**
 * The network of a world: every message meets the fault plan, takes its time, and reaches an inbox.
 * Messages are bytes only where a fault looks at bytes, or where the caller wants them to be.
 *
 * @module
 */
import { KeyedRandom } from "../../robots/engine/random.ts";
import type { Passage } from "../../robots/faults/fate.ts";
import type { FaultInjector } from "../../robots/faults/verdict.ts";
import { encodeMessage } from "../../robots/runtime/envelope.ts";
import { secretCodec } from "../../robots/secret/codec.ts";
import type { SecretMessage } from "../checkers/checker.ts";
import { EVENT, SOON_US } from "./events.ts";
import { InFlight } from "./in_flight.ts";
import type { Population } from "./population.ts";
import type { Scenario } from "./scenario.ts";
import { type TimingWheel, WHEEL_US_MAX } from "./timing_wheel.ts";
import type { Witness } from "./witness.ts";

/** Message numbers of one life: the lives of a robot must not share draws. */
const LIFE_MESSAGES = 1 << 22;

/** The message that the fault layer is asked about, one after the other. */
type MutablePassage = { -readonly [K in keyof Passage]: Passage[K] };

export interface MediumOptions {
  readonly scenario: Scenario;
  readonly population: Population;
  readonly wheel: TimingWheel;
  readonly injector: FaultInjector;
  readonly witness: Witness;
  /** Encodes every message. */
  readonly wire: boolean;
}

export class Medium {
  readonly inFlight = new InFlight();
  readonly codec;
  readonly #options: MediumOptions;
  readonly #latencies: KeyedRandom;
  readonly #latencyUs: number;
  readonly #jitterUs: number;
  readonly #passage: MutablePassage;
  #faulty: boolean;
  #message: SecretMessage | undefined;
  #messages = 0;
  #payloads = 0;

  constructor(options: MediumOptions) {
    const { scenario, injector } = options;
    this.#options = options;
    this.codec = secretCodec(scenario.words);
    this.#latencies = new KeyedRandom(`${scenario.seed}:latencies`);
    this.#latencyUs = Math.max(Math.round(scenario.latencyMs * 1000), SOON_US);
    this.#jitterUs = Math.round(scenario.latencyJitterMs * 1000);
    this.#faulty = !injector.idle;
    this.#passage = {
      from: "",
      to: "",
      fromKey: 0,
      toKey: 0,
      seq: 0,
      sinceStartMs: 0,
      carriesUpdate: false,
      bytes: () => encodeMessage(this.#message!, this.codec),
    };
  }

  /** Messages handed in. */
  get messages(): number {
    return this.#messages;
  }

  /** Those of them that carried words. */
  get payloads(): number {
    return this.#payloads;
  }

  /** From now on nothing goes wrong; what is under way keeps its fate. */
  heal(): void {
    this.#faulty = false;
  }

  /** Takes a copy of `message` on its way. */
  send(from: number, to: number, message: SecretMessage, nowUs: number): void {
    const { witness } = this.#options;
    this.#messages += 1;
    if (message.update !== undefined) this.#payloads += 1;
    witness.sent(from, to, message);
    if (this.#faulty) this.#judge(from, to, message, nowUs);
    else this.#launch(from, to, to, message, 0, undefined, nowUs);
  }

  #judge(from: number, to: number, message: SecretMessage, nowUs: number): void {
    const { injector, population, witness } = this.#options;
    const passage = this.#passage;
    passage.from = population.ids[from]!;
    passage.to = population.ids[to]!;
    passage.fromKey = population.keys[from]!;
    passage.toKey = population.keys[to]!;
    passage.seq = sequence(message);
    passage.sinceStartMs = nowUs / 1000;
    passage.carriesUpdate = message.update !== undefined;
    this.#message = message;
    const fate = injector.judge(passage);
    switch (fate.kind) {
      case "pass":
        this.#launch(from, to, to, message, 0, undefined, nowUs);
        return;
      case "drop":
        witness.lost(from, to, message, fate.rule);
        return;
      case "reject":
        witness.rejected(from, to, message, fate.rule);
        return;
      case "deliver":
        for (const { rule, count } of fate.firings) {
          witness.altered(from, to, message, rule, count);
        }
        for (const [i, { delayMs, bytes, toSender }] of fate.copies.entries()) {
          this.#launch(from, to, toSender ? from : to, message, delayMs, bytes, nowUs, i);
        }
        return;
      default:
        fate satisfies never;
    }
  }

  /** @param copy Which of several copies it is: each takes its own time. */
  #launch(
    from: number,
    to: number,
    receiver: number,
    message: SecretMessage,
    delayMs: number,
    damaged: Uint8Array | undefined,
    nowUs: number,
    copy = 0,
  ): void {
    const { population, wheel, wire } = this.#options;
    let travelUs = this.#latencyUs;
    if (this.#jitterUs > 0) {
      const { keys } = population;
      this.#latencies.aim(keys[from]!, keys[to], sequence(message), copy);
      travelUs += Math.floor(this.#latencies.next() * this.#jitterUs);
    }
    const atUs = nowUs + travelUs + Math.round(delayMs * 1000);
    // It would arrive after the end of time.
    if (atUs > WHEEL_US_MAX) return;
    const bytes = damaged ?? (wire ? encodeMessage(message, this.codec) : undefined);
    const slot = this.inFlight.put(from, receiver, message, bytes);
    wheel.schedule(atUs, EVENT.arrive, slot, 0);
  }
}

/** A number that no other message of its sender has. */
function sequence({ boot, seq }: SecretMessage): number {
  return (seq + Math.imul(boot - 1, LIFE_MESSAGES)) | 0;
}
