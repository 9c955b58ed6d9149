/**
 * Operations on a Kafka-like log, as jepsen.tests.kafka draws them for Maelstrom: sends and polls, half
 * and half, now and then another choice of keys to follow, and crashes of clients.
 *
 * @module
 */
import { randomBelow } from "../../../robots/engine/random.ts";
import type { Random } from "../../../robots/engine/random.ts";
import type { HistoryEvent } from "../../checkers/history/history.ts";
import { NS_PER_S } from "../clock.ts";
import type { TestPlan } from "../plan.ts";
import type { Ask, Source, Worker } from "../workload.ts";
import { raiseAll, toldOffsets } from "./kafka_offsets.ts";
import type { Offsets } from "./kafka_offsets.ts";
import { TransactionDraws } from "./transactions.ts";
import type { Micro } from "./transactions.ts";

/** One of so many operations is another choice of keys. */
const OPERATIONS_PER_ASSIGN = 64;

/** One in so many such choices also takes the keys in which something was sent that nobody has polled. */
const ASSIGNS_PER_CATCH_UP = 3;

/** Each client crashes once in such a time, on average. */
const CRASH_INTERVAL_NS = 30 * NS_PER_S;

/** In strict judgement, one of so many operations looks at what was committed, and at how many keys. */
const OPERATIONS_PER_LISTING = 64;
const LISTED_KEYS_MAX = 32;

/** What one process is about to do next. */
interface Intention {
  readonly process: number;
  /** What it has polled and not yet committed. */
  readonly seen: Map<string, number>;
  assign?: Ask | undefined;
}

export class LogSource implements Source {
  readonly #strict: boolean;
  readonly #concurrency: number;
  readonly #draws: TransactionDraws;
  /** Drawn, and not yet used. */
  #ahead: Micro | undefined;
  #crashDueNs: number | undefined;
  readonly #known: Offsets;
  /** What was sent, and what was polled, of the keys in which something is unseen. */
  readonly #sent = new Map<string, number>();
  readonly #polled = new Map<string, number>();
  readonly #intentions = new Map<number, Intention>();
  readonly #threadOf = new Map<number, number>();

  /** @param known What clients have been told of; others keep it. */
  constructor({ judgement, concurrency, keyCount, maxWritesPerKey }: TestPlan, known: Offsets) {
    this.#known = known;
    this.#strict = judgement === "strict";
    this.#concurrency = concurrency;
    this.#draws = new TransactionDraws("append", { keyCount, maxLength: 1, maxWritesPerKey });
  }

  next(worker: Worker, random: Random): Ask {
    if (this.#crashIsDue(worker.nowNs, random)) return { f: "crash", value: null };
    return this.#strict ? this.#strictly(worker, random) : this.#draw(random);
  }

  heard(event: HistoryEvent): void {
    const { sent, polled } = toldOffsets(event);
    raiseAll(this.#sent, sent);
    raiseAll(this.#polled, polled);
    for (const key of [...sent.keys(), ...polled.keys()]) {
      if ((this.#polled.get(key) ?? -1) < (this.#sent.get(key) ?? -1)) continue;
      this.#sent.delete(key);
      this.#polled.delete(key);
    }
    const thread = this.#threadOf.get(event.process);
    if (thread !== undefined) raiseAll(this.#intentions.get(thread)!.seen, polled);
  }

  /** Before a process follows other keys it lists what is committed; what it has seen it commits next. */
  #strictly(worker: Worker, random: Random): Ask {
    const mine = this.#intentionOf(worker);
    const { assign, seen } = mine;
    if (seen.size > 0) {
      const value = Object.fromEntries(seen);
      seen.clear();
      return { f: "commit_offsets", value };
    }
    if (assign !== undefined) {
      mine.assign = undefined;
      return assign;
    }
    if (this.#known.size > 0 && randomBelow(random, OPERATIONS_PER_LISTING) === 0)
      return listing([...this.#known.keys()].slice(-LISTED_KEYS_MAX));
    const ask = this.#draw(random);
    if (ask.f !== "assign") return ask;
    mine.assign = ask;
    return { ...ask, f: LISTING };
  }

  #draw(random: Random): Ask {
    this.#ahead ??= this.#draws.next(random)[0]!;
    const [f, number, message] = this.#ahead;
    const key = String(number);
    if (randomBelow(random, OPERATIONS_PER_ASSIGN) === 0) {
      const catchesUp = randomBelow(random, ASSIGNS_PER_CATCH_UP) === 0;
      const keys = catchesUp ? [...new Set([...this.#sent.keys(), key])] : [key];
      return { f: "assign", value: keys };
    }
    this.#ahead = undefined;
    return f === "r"
      ? { f: "poll", value: [["poll"]] }
      : { f: "send", value: [["send", key, message]] };
  }

  #crashIsDue(nowNs: number, random: Random): boolean {
    const isDue = this.#crashDueNs !== undefined && nowNs >= this.#crashDueNs;
    if (isDue || this.#crashDueNs === undefined)
      this.#crashDueNs = nowNs + (random() * 2 * CRASH_INTERVAL_NS) / this.#concurrency;
    return isDue;
  }

  /** A new process knows nothing of what the one before it was about to do. */
  #intentionOf({ thread, process: client }: Worker): Intention {
    const before = this.#intentions.get(thread);
    if (before?.process === client) return before;
    if (before !== undefined) this.#threadOf.delete(before.process);
    const fresh: Intention = { process: client, seen: new Map() };
    this.#intentions.set(thread, fresh);
    this.#threadOf.set(client, thread);
    return fresh;
  }
}

const LISTING = "list_committed_offsets";

/** Asks what is committed. */
export function listing(keys: readonly string[]): Ask {
  return { f: LISTING, value: keys };
}
