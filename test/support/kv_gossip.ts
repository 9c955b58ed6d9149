/**
 * Replicas of kv_map that know of each other only by their conversations: each with a strategy of its
 * own, over links that lose, double and reorder, with clocks that differ, collections at any time by
 * what was heard in conversation, and perhaps one that is away for long.
 *
 * @module
 */
import { encodeState } from "../../robots/crdt/entries.ts";
import { KvMap } from "../../robots/crdt/kv_map.ts";
import type { VersionVector } from "../../robots/crdt/version_vector.ts";
import { type Random, randomBelow, seededRandom } from "../../robots/engine/random.ts";
import { Conversations } from "../../robots/reconcile/conversations.ts";
import { Reconcilable } from "../../robots/reconcile/reconcilable.ts";
import { STRATEGY_NAMES, type StrategyName } from "../../robots/reconcile/strategy.ts";
import { must } from "./crdt_histories.ts";
import { KEYS, latestOf, nameOf, type Write } from "./kv_world.ts";
import { type Link, talk } from "./talk.ts";

const NAMES = ["a", "b", "c", "d", "e"] as const;
const STEPS = 150;

/** At the end nothing is ahead. */
const END_MS = 10_000_000;

/** Rounds in which everybody talks to somebody, at the end: far more than are needed. */
const ROUNDS_MAX = 400;

/** A map that lets somebody watch what it hears. */
class HeardMap extends KvMap {
  onHeard: (entry: Uint8Array) => void = () => {};

  override join(entry: Uint8Array, nowMs: number): ReturnType<KvMap["join"]> {
    const outcome = super.join(entry, nowMs);
    if (outcome === "added" || outcome === "known") this.onHeard(entry);
    return outcome;
  }
}

export interface Replica {
  readonly map: HeardMap;
  readonly strategy: StrategyName;
  readonly talks: Conversations;
  readonly skewMs: number;
  readonly heard: Map<string, Set<Write>>;
}

/** A replica of `node` that talks by `strategy`. */
export function replicaOf(node: string, strategy: StrategyName, skewMs = 0): Replica {
  const map = new HeardMap(node);
  const talks = new Conversations(new Reconcilable(map), { strategy, messageBytesMax: 1024 });
  return { map, strategy, talks, skewMs, heard: new Map(KEYS.map((key) => [key, new Set()])) };
}

/** `a` begins a conversation with `b`; how many messages it takes. */
export function converse(a: Replica, b: Replica, link: Link, nowMs: number): number {
  const sideOf = ({ talks, skewMs }: Replica, peer: Replica) => ({
    begin: (now: number) => talks.begin(peer.map.node, now + skewMs),
    receive: (bytes: Uint8Array, now: number) => talks.receive(peer.map.node, bytes, now + skewMs),
  });
  const { messages, refusals } = talk(sideOf(a, b), sideOf(b, a), link, nowMs);
  must(refusals.length === 0, `an honest peer was refused: ${refusals.join()}`);
  return messages;
}

/** Forgets what `living` have seen, by what was heard of them in conversation. */
export function collectAmong({ map }: Replica, living: readonly Replica[]): number {
  const none: VersionVector = new Map();
  const { seenBy } = map;
  return map.collect(
    new Map(living.map(({ map: { node } }) => [node, seenBy.get(node) ?? none] as const)),
  );
}

export class KvGossip {
  readonly all: readonly Replica[];
  readonly away: Replica | undefined;
  readonly writes = new Map<string, Write>();
  readonly #awayCollects: boolean;
  readonly #random: Random;
  readonly #link: Link;
  #isAway = false;
  #nowMs = 0;
  forgotten = 0;

  constructor(seed: number) {
    const random = (this.#random = seededRandom(`gossip ${seed}`));
    const count = 2 + randomBelow(random, 4);
    this.all = NAMES.slice(0, count).map((name) => {
      const strategy = STRATEGY_NAMES[randomBelow(random, STRATEGY_NAMES.length)]!;
      return replicaOf(name, strategy, randomBelow(random, 50_000));
    });
    this.away = random() < 0.6 ? this.all.at(-1) : undefined;
    this.#awayCollects = random() < 0.5;
    const [loss, duplicate, reorder] = [random() * 0.4, random() * 0.4, random() * 0.4];
    this.#link = { random, loss, duplicate, reorder };
    for (const replica of this.all) {
      replica.map.onHeard = (entry) => this.#heard(replica, entry);
    }
  }

  /** Everything happens, and at last all talk and collect until nothing is left to forget. */
  run(): void {
    for (let step = 0; step < STEPS; step++) {
      this.#nowMs = step * 500;
      this.#isAway = this.away !== undefined && Math.floor((3 * step) / STEPS) === 1;
      this.#turn(step);
    }
    this.#isAway = false;
    this.#nowMs = END_MS;
    for (let rounds = 0; !this.#isOver(); rounds++) {
      must(rounds < ROUNDS_MAX, `they never agree: ${this.#described()}`);
      for (const replica of this.all) {
        const others = this.all.filter((other) => other !== replica);
        converse(replica, this.#one(others), this.#link, this.#nowMs);
      }
      for (const replica of this.all) this.forgotten += collectAmong(replica, this.all);
    }
  }

  /** The latest of all writes to `key`. */
  latest(key: string): Write | undefined {
    return latestOf([...this.writes.values()].filter((write) => write.key === key));
  }

  /** The write whose value is alive at `key`. */
  alive({ map }: Replica, key: string): Write | undefined {
    return map.has(key) ? this.writes.get(nameOf(map.history(key)!.stamp)) : undefined;
  }

  #turn(step: number): void {
    const replica = this.#one(this.all);
    const living = this.#isAway
      ? this.all.filter((other) => (other === this.away) === (replica === this.away))
      : this.all;
    const others = living.filter((other) => other !== replica);
    const chance = this.#random();
    if (chance < 0.35) this.#write(replica, step);
    else if (chance < 0.75) {
      if (others.length === 0) return;
      converse(replica, this.#one(others), this.#link, this.#nowMs);
    } else if (!this.#isAway || replica !== this.away || this.#awayCollects) {
      this.forgotten += collectAmong(replica, living);
    }
  }

  #write({ map, skewMs, heard: heardAll }: Replica, step: number): void {
    const key = this.#one(KEYS);
    const nowMs = this.#nowMs + skewMs;
    const isDelete = this.#random() < 0.5;
    const stamp = isDelete ? map.delete(key, nowMs) : map.set(key, Uint8Array.of(step), nowMs);
    if (stamp === undefined) return;
    const heard = heardAll.get(key)!;
    const write = { key, stamp, isDelete, past: new Set(heard) };
    heard.add(write);
    this.writes.set(nameOf(stamp), write);
  }

  #heard(replica: Replica, entry: Uint8Array): void {
    const reader = new KvMap("reader");
    reader.join(entry, END_MS * 2);
    const [key] = [...reader.keys()] as [string];
    const write = this.writes.get(nameOf(reader.history(key)!.stamp))!;
    const heard = replica.heard.get(key)!;
    for (const past of write.past) heard.add(past);
    heard.add(write);
    const alive = this.alive(replica, key);
    if (alive === undefined || alive === latestOf(heard)) return;
    // What the dead wrote is news when they come back; and whoever is away may take us for dead.
    if (alive.stamp.node === this.away?.map.node || this.#awayCollects) return;
    must(false, `what had lost is back at ${replica.map.node}: ${key}`);
  }

  #isOver(): boolean {
    const [first] = this.all.map(({ map }) => Buffer.from(encodeState(map)));
    return this.all.every(
      ({ map }) => map.size === map.liveCount && first!.equals(encodeState(map)),
    );
  }

  #described(): string {
    return this.all
      .map(({ map, strategy }) => {
        const keys = [...map.keys()].map((key) => `${key}${map.has(key) ? "" : "-"}`);
        return `${map.node} (${strategy}) ${keys.join(" ")}`;
      })
      .join(", ");
  }

  #one<T>(items: readonly T[]): T {
    return items[randomBelow(this.#random, items.length)]!;
  }
}
