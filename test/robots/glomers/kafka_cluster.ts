/**
 * Nodes with lanes, their links and a network that loses, repeats and reorders, in time that is told:
 * all without nodes.
 *
 * @module
 */
import { type Random, randomBelow } from "../../../robots/engine/random.ts";
import { LaneLink, type LaneMessage } from "../../../robots/glomers/kafka_lane_link.ts";
import { LaneLog } from "../../../robots/glomers/kafka_lane_log.ts";
import type { Place } from "../../../robots/glomers/kafka_logs.ts";

interface Flight {
  readonly from: number;
  readonly to: number;
  readonly line: string;
}

export interface ClusterOptions {
  readonly size: number;
  readonly showsOnlyHeld?: boolean;
  readonly periodMs?: number;
}

export class LaneCluster {
  readonly lanes: readonly LaneLog[];
  /** By node, then by peer; a node has none to itself. */
  readonly links: readonly (readonly (LaneLink | undefined)[])[];
  nowMs = 0;
  sentCount = 0;
  #flights: Flight[] = [];
  readonly #size: number;

  constructor({ size, showsOnlyHeld = false, periodMs = 50 }: ClusterOptions) {
    this.#size = size;
    const all = Array.from({ length: size }, (_, node) => node);
    this.lanes = all.map((node) => new LaneLog(size, node, showsOnlyHeld));
    for (const lanes of this.lanes) lanes.complete(false);
    this.links = all.map((mine) =>
      all.map((theirs) =>
        mine === theirs
          ? undefined
          : new LaneLink({ lanes: this.lanes[mine]!, mine, theirs, periodMs }),
      ),
    );
  }

  /** Sends whatever is due now. */
  speak(): void {
    for (const [from, links] of this.links.entries())
      for (const [to, link] of links.entries()) {
        if (link === undefined || link.dueMs(this.nowMs) > this.nowMs) continue;
        const line = JSON.stringify(link.compose(this.nowMs));
        this.sentCount += 1;
        this.#flights.push({ from, to, line });
      }
  }

  /** Lets any message arrive, perhaps twice, or get lost. */
  deliverAny(random: Random, loss: number, duplicate: number): void {
    if (this.#flights.length === 0) return;
    const at = randomBelow(random, this.#flights.length);
    const flight = this.#flights[at]!;
    if (random() >= duplicate) this.#flights.splice(at, 1);
    if (random() >= loss) this.#arrive(flight);
  }

  /** Lets all messages arrive in order, and time pass, until nobody has anything to say. */
  settle(): void {
    for (let round = 0; ; round++) {
      if (round > SETTLING_ROUNDS_MAX) throw new Error("the nodes never come to rest");
      this.speak();
      const flights = this.#flights;
      this.#flights = [];
      for (const flight of flights) this.#arrive(flight);
      if (flights.length > 0) continue;
      const dueMs = Math.min(
        ...this.links.flatMap((links) => links.map((link) => link?.dueMs(this.nowMs) ?? Infinity)),
      );
      if (dueMs === Infinity) return;
      this.nowMs = Math.max(this.nowMs, dueMs);
    }
  }

  /** All that a node shows of a key. */
  shown(node: number, key: string): readonly Place[] {
    const places: Place[] = [];
    for (;;) {
      const next = new Map([[key, (places.at(-1)?.[0] ?? -1) + 1]]);
      const more = this.lanes[node]!.logs.poll(next)[key];
      if (more === undefined) return places;
      places.push(...more);
    }
  }

  #arrive({ from, to, line }: Flight): void {
    this.links[to]![from]!.hear(JSON.parse(line) as LaneMessage, this.nowMs);
    const held = this.links[to]!.map((link) => link?.held ?? Infinity);
    this.lanes[to]!.hold(Math.min(this.lanes[to]!.length, ...held));
    if (held.length !== this.#size) throw new Error("a link is missing");
  }
}

/** Each round sends or lets time pass; a retry comes every second or so. */
const SETTLING_ROUNDS_MAX = 10_000;
