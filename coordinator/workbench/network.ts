/**
 * The network between nodes, clients and services: seeded latency, loss and duplication, and cuts.
 * As in Maelstrom, clients have no latency and no faults, services have latency and are never cut off,
 * and a cut drops a message when it would arrive.
 *
 * @module
 */
import { hash32, KeyedRandom } from "../../robots/engine/random.ts";
import type { Message } from "../../robots/node/message.ts";
import { Arrivals } from "./arrivals.ts";
import { type Clock, NS_PER_MS } from "./clock.ts";
import type { Endpoint, Envelope, Journal, Kind } from "./envelope.ts";
import type { TestPlan } from "./plan.ts";

export interface NetworkOptions {
  readonly clock: Clock;
  readonly plan: Pick<TestPlan, "seed" | "latency" | "delivery" | "loss" | "duplicate">;
  readonly journal: Journal;
}

/** Hands messages on. What becomes of the n-th message of a link depends on the seed alone. */
export class Network {
  readonly #clock: Clock;
  readonly #plan: NetworkOptions["plan"];
  readonly #journal: Journal;
  readonly #arrivals: Arrivals;
  readonly #draws: KeyedRandom;
  readonly #endpoints = new Map<string, Endpoint>();
  readonly #links = new Map<string, Link>();
  /** By receiver: senders that it does not hear. */
  #deaf = new Map<string, Set<string>>();
  readonly #down = new Set<string>();
  #nextId = 0;

  constructor({ clock, plan, journal }: NetworkOptions) {
    this.#clock = clock;
    this.#plan = plan;
    this.#journal = journal;
    // Without latency nothing is under way that could hold up others.
    this.#arrivals = new Arrivals(clock, plan.latency.meanMs === 0 ? "exact" : plan.delivery);
    this.#draws = new KeyedRandom(`${plan.seed}:network`);
  }

  attach(name: string, endpoint: Endpoint): void {
    this.#endpoints.set(name, endpoint);
  }

  detach(name: string): void {
    this.#endpoints.delete(name);
  }

  /** Whether there is somebody of that name. */
  has(name: string): boolean {
    return this.#endpoints.has(name);
  }

  /** While it is down, a receiver loses what it is sent. */
  setDown(name: string, isDown: boolean): void {
    if (isDown) this.#down.add(name);
    else this.#down.delete(name);
  }

  /** Replaces all cuts. */
  cut(cuts: readonly (readonly [from: string, to: string])[]): void {
    this.#deaf = new Map();
    for (const [from, to] of cuts) {
      const senders = this.#deaf.get(to);
      if (senders === undefined) this.#deaf.set(to, new Set([from]));
      else senders.add(from);
    }
  }

  /**
   * Takes a message on its way. Returns false when there is nobody of that name; it is noted as lost.
   *
   * @param writer Who wrote it, when it is not `src`. Unlike in Maelstrom a message gets no way without
   *   latency and faults by giving the name of a client.
   */
  send(message: Message, line?: string, writer: string = message.src): boolean {
    const { src, dest, body } = message;
    const id = this.#nextId++;
    const envelope: Envelope = {
      id,
      src,
      dest,
      body,
      ...(line === undefined ? {} : { line }),
      ...(writer === src ? {} : { writer }),
    };
    const nowNs = this.#clock.nowNs();
    this.#journal.sent(envelope, nowNs);
    const to = this.#endpoints.get(dest);
    if (to === undefined) {
      this.#journal.lost(envelope, nowNs, "gone");
      return false;
    }
    const from = this.#endpoints.get(writer)?.kind ?? "client";
    if (from === "client" || to.kind === "client") this.#arriveAt(envelope, nowNs);
    else this.#travel(envelope, from, to.kind, nowNs);
    return true;
  }

  #travel(envelope: Envelope, from: Kind, to: Kind, nowNs: number): void {
    const { loss, duplicate } = this.#plan;
    const link = this.#link(writerOf(envelope), envelope.dest);
    link.sent += 1;
    this.#draws.aim(link.key, link.sent);
    const lost = this.#draws.next() < loss;
    const doubled = this.#draws.next() < duplicate;
    const delayNs = this.#latencyNs();
    if (from !== "node" || to !== "node") {
      this.#arriveAt(envelope, nowNs + delayNs);
      return;
    }
    if (lost) this.#journal.lost(envelope, nowNs, "loss");
    else this.#arriveAt(envelope, nowNs + delayNs);
    if (!doubled) return;
    this.#journal.duplicated(envelope, nowNs);
    // Late enough to come after others, and nobody waits for a copy.
    const lateNs = this.#draws.next() * (DUPLICATE_LATE_MS + 2 * this.#plan.latency.meanMs);
    const dueNs = nowNs + this.#latencyNs() + lateNs * NS_PER_MS;
    this.#clock.at(dueNs, () => this.#arrive(envelope));
  }

  #arriveAt(envelope: Envelope, dueNs: number): void {
    this.#arrivals.expect(envelope.dest, dueNs, () => this.#arrive(envelope));
  }

  #arrive(envelope: Envelope): void {
    const { dest } = envelope;
    const nowNs = this.#clock.nowNs();
    const to = this.#endpoints.get(dest);
    if (to === undefined) {
      this.#journal.lost(envelope, nowNs, "gone");
      return;
    }
    if (this.#deaf.get(dest)?.has(writerOf(envelope)) === true) {
      this.#journal.lost(envelope, nowNs, "cut");
      return;
    }
    if (this.#down.has(dest)) {
      this.#journal.lost(envelope, nowNs, "down");
      return;
    }
    this.#journal.received(envelope, nowNs);
    to.deliver(envelope);
  }

  /** Uniform runs from 0 to twice the mean. */
  #latencyNs(): number {
    const { meanMs, distribution } = this.#plan.latency;
    if (meanMs === 0) return 0;
    const drawn = this.#draws.next();
    if (distribution === "uniform") return Math.round(2 * meanMs * drawn * NS_PER_MS);
    if (distribution === "exponential")
      return Math.round(-meanMs * Math.log(1 - drawn) * NS_PER_MS);
    return meanMs * NS_PER_MS;
  }

  #link(src: string, dest: string): Link {
    const name = `${src} ${dest}`;
    let link = this.#links.get(name);
    if (link === undefined) {
      link = { key: hash32(name), sent: 0 };
      this.#links.set(name, link);
    }
    return link;
  }
}

function writerOf({ src, writer = src }: Envelope): string {
  return writer;
}

interface Link {
  readonly key: number;
  /** Messages so far: those to come have the next numbers. */
  sent: number;
}

/** A copy comes up to this much later, and twice the mean latency. */
const DUPLICATE_LATE_MS = 10;
