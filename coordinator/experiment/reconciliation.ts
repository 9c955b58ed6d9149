/**
 * What it costs two replicas to find out what each lacks, and to send it: bytes and round trips of real
 * conversations over a perfect link.
 *
 * @module
 */
import type { VersionVector } from "../../robots/crdt/version_vector.ts";
import { Reconcilable } from "../../robots/reconcile/reconcilable.ts";
import { strategyOf } from "../../robots/reconcile/strategies.ts";
import type { Limits, Side, StrategyName } from "../../robots/reconcile/strategy.ts";
import { GIVE, WANT } from "../../robots/reconcile/trade.ts";
import { NumberedEntries } from "./numbered_entries.ts";

/** Eight replicas write; with what each of two has seen of them. */
export const ORIGINS = Array.from({ length: 8 }, (_, i) => `r${String(i).padStart(3, "0")}`);

/** What Redis Streams take, in bursts large enough for a tenth of a million entries. */
export const LIMITS: Limits = { messageBytesMax: 128 * 1024, burstMessagesMax: 64 };

/** A difference that takes more conversations than this is none that they can find. */
const CONVERSATIONS_MAX = 1000;

/** The least bytes in which d differences can be named by ids of 64 bits. */
export const FLOOR_BYTES_EACH = 8;

export interface Cost {
  /** All bytes but the encoded entries that were missing. */
  readonly overheadBytes: number;
  /** Bytes of the messages before entries are asked for and given: what it takes to know the difference. */
  readonly findingBytes: number;
  /** Encoded bytes of the entries that were missing. */
  readonly missingBytes: number;
  readonly messages: number;
  /** Round trips until the one who began knew the difference, and until both had everything. */
  readonly findingTrips: number;
  readonly trips: number;
  /** How often it had to be begun. */
  readonly conversations: number;
}

/** Two replicas of `entries` entries each that can be made to differ, again and again. */
export class ReconciliationTrial {
  readonly #entries: number;
  readonly #a: NumberedEntries;
  readonly #b: NumberedEntries;
  readonly #left: Reconcilable;
  readonly #right: Reconcilable;

  /** @param tellsVersions Whether the type numbers its updates: delta needs it, digest makes use of it. */
  constructor(entries: number, tellsVersions: boolean) {
    this.#entries = entries;
    const [countsOfA, countsOfB] = counts(entries, 0);
    this.#a = new NumberedEntries(countsOfA, tellsVersions);
    this.#b = new NumberedEntries(countsOfB, tellsVersions);
    this.#left = new Reconcilable(this.#a);
    this.#right = new Reconcilable(this.#b);
  }

  /**
   * Lets the replicas differ in `differences` entries, half of them on each side, and agree again.
   *
   * @param shift Other entries are the last ones, and differ, for each.
   * @throws Error when they do not agree in the end.
   */
  run(strategy: StrategyName, differences: number, shift = 0): Cost {
    const entries = this.#entries + shift * (differences + ORIGINS.length);
    const [countsOfA, countsOfB] = counts(entries, differences);
    this.#a.become(countsOfA);
    this.#b.become(countsOfB);
    const missingBytes =
      NumberedEntries.bytesBetween(countsOfA, countsOfB) +
      NumberedEntries.bytesBetween(countsOfB, countsOfA);
    const talked = converse(this.#left, this.#right, strategy);
    return { ...talked, overheadBytes: talked.bytes - missingBytes, missingBytes };
  }
}

/** What each side has seen of each origin: the first half of the origins is ahead in A. */
function counts(entries: number, differences: number): [VersionVector, VersionVector] {
  const half = ORIGINS.length / 2;
  const all = share(entries, ORIGINS.length);
  const ahead = [
    ...share(Math.ceil(differences / 2), half),
    ...share(Math.floor(differences / 2), half),
  ];
  const of = (isAhead: (origin: number) => boolean): VersionVector =>
    new Map(ORIGINS.map((origin, i) => [origin, all[i]! + (isAhead(i) ? ahead[i]! : 0)]));
  return [of((i) => i < half), of((i) => i >= half)];
}

/** `total` in `parts` whole numbers that differ by at most one. */
function share(total: number, parts: number): number[] {
  const least = Math.floor(total / parts);
  return Array.from({ length: parts }, (_, i) => least + (i < total - least * parts ? 1 : 0));
}

type Talked = Omit<Cost, "overheadBytes" | "missingBytes"> & { readonly bytes: number };

/** `a` begins until both agree. */
function converse(a: Reconcilable, b: Reconcilable, name: StrategyName): Talked {
  const strategy = strategyOf(name);
  const sides: readonly Side[] = [strategy.side(a, LIMITS), strategy.side(b, LIMITS)];
  const sum = { bytes: 0, findingBytes: 0, messages: 0, findingTrips: 0, trips: 0 };
  let conversations = 0;
  do {
    conversations += 1;
    let legs = 0;
    let findingLegs = 0;
    let speakers: { by: 0 | 1; messages: readonly Uint8Array[] } = {
      by: 0,
      messages: sides[0]!.begin(0),
    };
    while (speakers.messages.length > 0) {
      legs += 1;
      const listener = speakers.by === 0 ? 1 : 0;
      const replies: Uint8Array[] = [];
      for (const message of speakers.messages) {
        sum.messages += 1;
        sum.bytes += message.length;
        if (message[1] !== GIVE && message[1] !== WANT) {
          sum.findingBytes += message.length;
          findingLegs = legs;
        }
        const heard = sides[listener]!.receive(message, 0);
        if (heard.kind === "refused") throw new Error(`${name} refused a message: ${heard.reason}`);
        replies.push(...heard.replies);
      }
      speakers = { by: listener, messages: replies };
    }
    sum.trips += legs / 2;
    sum.findingTrips += findingLegs / 2;
  } while (!agree(a, b) && conversations < CONVERSATIONS_MAX);
  if (!agree(a, b)) throw new Error(`${name} did not make the replicas agree`);
  return { ...sum, conversations };
}

function agree(a: Reconcilable, b: Reconcilable): boolean {
  const [mine, theirs] = [a.index, b.index];
  return (
    mine.count === theirs.count &&
    mine.digest.high === theirs.digest.high &&
    mine.digest.low === theirs.digest.low
  );
}
