/**
 * Replicas of kv_map in a world that loses, doubles, delays and reorders what they send, with clocks that
 * differ, collections at any time, and perhaps one that is away for long. Somebody who sees everything
 * watches that nothing comes back.
 *
 * @module
 */
import { ByteWriter } from "../../robots/crdt/bytes.ts";
import { compareStamps, type Stamp } from "../../robots/crdt/hybrid_logical_clock.ts";
import { KvMap, REVENANT_COLLECTIONS } from "../../robots/crdt/kv_map.ts";
import { type VersionVector, versionOf } from "../../robots/crdt/version_vector.ts";
import { type Random, randomBelow, seededRandom, shuffle } from "../../robots/engine/random.ts";
import { must } from "./crdt_histories.ts";

/** One write, as whoever sees everything knows it. */
export interface Write {
  readonly key: string;
  readonly stamp: Stamp;
  readonly isDelete: boolean;
  /** The writes to the key that its writer had heard of, and whoever wrote these, and so on. */
  readonly past: ReadonlySet<Write>;
}

export const KEYS = ["w", "x", "y", "z"] as const;
const NAMES = ["a", "b", "c", "d", "e"] as const;
const STEPS = 240;

/** At the end nothing is ahead. */
const END_MS = 10_000_000;

/** Rounds in which everybody hears everybody: far more than are needed. */
const ROUNDS_MAX = 20;

/** A write to "x" as somebody might make it who keeps to no rule. */
export function forgedWrite(
  wallMs: number,
  node: string,
  clock: [string, number][],
  value?: number,
): Uint8Array {
  const writer = new ByteWriter().text("x").number(wallMs).number(0).text(node);
  writer.number(clock.length);
  for (const [name, number] of clock) writer.text(name).number(number);
  if (value === undefined) return writer.number(0).finish();
  return writer.number(1).bytes(Uint8Array.of(value)).finish();
}

/** Sends all of `from` to `to`, who then knows that it was all. */
export function pull(
  to: KvMap,
  from: KvMap,
  join = (entry: Uint8Array): string => to.join(entry, END_MS),
): boolean {
  const outcomes = new Set<string>();
  for (const key of from.keys()) outcomes.add(join(from.entry(key)!));
  to.versions.mention(from.node, versionOf(from.versions.seen(), from.node));
  if (!outcomes.has("ahead")) to.versions.adopt(from.versions.seen());
  return outcomes.has("added");
}

/** What each has seen, by node. */
export function seenBy(...all: KvMap[]): Map<string, VersionVector> {
  return new Map(all.map((map) => [map.node, map.versions.seen()]));
}

export class KvWorld {
  readonly all: readonly KvMap[];
  /** The one that is away for a while, if there is one. */
  readonly away: KvMap | undefined;
  readonly writes = new Map<string, Write>();
  readonly #random: Random;
  /** Whether the one who is away takes all others for dead and forgets without them. */
  readonly #awayCollects: boolean;
  readonly #heard = new Map<KvMap, Map<string, Set<Write>>>();
  readonly #skewsMs = new Map<KvMap, number>();
  /** All entries that were ever sent: any may come again at any time. */
  readonly #sent: Uint8Array[] = [];
  /** What each was last told that another had seen. */
  readonly #reports = new Map<KvMap, Map<KvMap, VersionVector>>();
  #isAway = false;
  #step = 0;
  /** Tombstones forgotten. */
  forgotten = 0;

  constructor(seed: number) {
    this.#random = seededRandom(`${seed}`);
    const count = 3 + randomBelow(this.#random, 3);
    this.all = NAMES.slice(0, count).map((name) => new KvMap(name));
    this.away = this.#random() < 0.6 ? this.all.at(-1) : undefined;
    this.#awayCollects = this.#random() < 0.5;
    for (const map of this.all) {
      this.#heard.set(map, new Map(KEYS.map((key) => [key, new Set()])));
      this.#skewsMs.set(map, randomBelow(this.#random, 100_000));
      this.#reports.set(map, new Map());
    }
  }

  /** Everything happens, and at last everybody hears everybody. */
  run(): void {
    for (this.#step = 0; this.#step < STEPS; this.#step++) {
      const third = Math.floor((3 * this.#step) / STEPS);
      if (this.away !== undefined && this.#isAway !== (third === 1)) this.#comeOrGo(third === 1);
      this.#turn();
    }
    if (this.#isAway) this.#comeOrGo(false);
    let rounds = 0;
    while (this.#hearAll()) must(++rounds < ROUNDS_MAX, "they never agree");
  }

  /** Everybody forgets all he can. */
  forget(): void {
    for (let i = 0; i <= REVENANT_COLLECTIONS; i++) {
      const seen = seenBy(...this.all);
      for (const map of this.all) this.forgotten += map.collect(seen);
    }
  }

  /** The latest of all writes to `key`. */
  latest(key: string): Write | undefined {
    return latestOf([...this.writes.values()].filter((write) => write.key === key));
  }

  /** The write whose value `map` has at `key`. */
  alive(map: KvMap, key: string): Write | undefined {
    return map.has(key) ? this.writes.get(nameOf(map.history(key)!.stamp)) : undefined;
  }

  #turn(): void {
    const map = this.#one(this.all);
    const living = this.#livingFor(map);
    const other = this.#one(living);
    const chance = this.#random();
    if (chance < 0.15) this.#write(map);
    else if (chance < 0.3) this.#hearSome(map, other);
    else if (chance < 0.5) this.#hearOld(map);
    else if (chance < 0.7) this.#pull(map, other, this.#now(map));
    else if (chance < 0.8) this.#reports.get(map)!.set(other, other.versions.seen());
    else {
      // Often all that is known of others is quite new.
      const reports = this.#reports.get(map)!;
      if (chance < 0.95) for (const one of living) reports.set(one, one.versions.seen());
      if (this.#isAway && map === this.away && !this.#awayCollects) return;
      const none: VersionVector = new Map();
      const seen = living.map((one) => [one.node, reports.get(one) ?? none] as const);
      this.forgotten += map.collect(new Map(seen));
    }
  }

  #write(map: KvMap): void {
    const key = this.#one(KEYS);
    const isDelete = this.#random() < 0.5;
    const value = Uint8Array.of(this.#step);
    const nowMs = this.#now(map);
    const stamp = isDelete ? map.delete(key, nowMs) : map.set(key, value, nowMs);
    if (stamp === undefined) return;
    const heard = this.#heard.get(map)!.get(key)!;
    const write = { key, stamp, isDelete, past: new Set(heard) };
    heard.add(write);
    this.writes.set(nameOf(stamp), write);
    this.#sent.push(map.entry(key)!);
  }

  /** Some entries arrive, in any order, some of them twice. */
  #hearSome(to: KvMap, from: KvMap): void {
    const keys = shuffle([...from.keys(), ...from.keys()], this.#random);
    for (const key of keys.slice(0, randomBelow(this.#random, keys.length + 1))) {
      this.#hear(to, from.entry(key)!, this.#now(to));
    }
  }

  /** Something arrives late, or once more. */
  #hearOld(to: KvMap): void {
    const isReached = !(this.#isAway && to === this.away);
    if (isReached && this.#sent.length > 0) this.#hear(to, this.#one(this.#sent), this.#now(to));
  }

  #pull(to: KvMap, from: KvMap, nowMs: number): boolean {
    return pull(to, from, (entry) => this.#hear(to, entry, nowMs));
  }

  #hear(to: KvMap, entry: Uint8Array, nowMs: number): string {
    const outcome = to.join(entry, nowMs);
    if (outcome === "ahead") return outcome;
    must(outcome === "added" || outcome === "known", `an honest entry was ${outcome}`);
    const reader = new KvMap("reader");
    reader.join(entry, END_MS);
    const [key] = [...reader.keys()] as [string];
    const write = this.writes.get(nameOf(reader.history(key)!.stamp))!;
    const heard = this.#heard.get(to)!.get(key)!;
    for (const past of write.past) heard.add(past);
    heard.add(write);
    this.#mustNotBeBack(to, key, heard);
    return outcome;
  }

  /** Nobody has a value of which he has heard, from whomever, that it was deleted. */
  #mustNotBeBack(map: KvMap, key: string, heard: ReadonlySet<Write>): void {
    const alive = this.alive(map, key);
    const latest = latestOf(heard);
    if (alive === undefined || alive === latest) return;
    const isNever = this.away === undefined || alive.stamp.node !== this.away.node;
    must(!isNever || this.#awayCollects, `what had lost is back at ${map.node}: ${key}`);
    for (const write of heard) {
      must(!write.isDelete || !write.past.has(alive), `a deleted value is back at ${map.node}`);
    }
  }

  /** Whom `map` takes for living, itself included. */
  #livingFor(map: KvMap): KvMap[] {
    if (!this.#isAway) return [...this.all];
    return this.all.filter((other) => (other === this.away) === (map === this.away));
  }

  #comeOrGo(isAway: boolean): void {
    this.#isAway = isAway;
    // What was heard of the dead is forgotten with them.
    for (const map of this.all) {
      for (const other of this.all) {
        if ((map === this.away) !== (other === this.away)) this.#reports.get(map)!.delete(other);
      }
    }
  }

  /** Whether anybody heard anything new. */
  #hearAll(): boolean {
    let added = false;
    for (const to of this.all) {
      for (const from of this.all) added = this.#pull(to, from, END_MS) || added;
    }
    return added;
  }

  #one<T>(items: readonly T[]): T {
    return items[randomBelow(this.#random, items.length)]!;
  }

  #now(map: KvMap): number {
    return this.#step * 500 + this.#skewsMs.get(map)!;
  }
}

export function nameOf({ wallMs, counter, node }: Stamp): string {
  return `${wallMs} ${counter} ${node}`;
}

export function latestOf(writes: Iterable<Write>): Write | undefined {
  let latest: Write | undefined;
  for (const write of writes) {
    if (latest === undefined || compareStamps(write.stamp, latest.stamp) > 0) latest = write;
  }
  return latest;
}
