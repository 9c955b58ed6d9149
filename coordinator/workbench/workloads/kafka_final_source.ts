/**
 * The end of a test of a log: every thread gets a fresh client, follows all keys from their beginning and
 * polls until it has seen all that is known to be there. A log that has lost something never gets there,
 * so the one who runs this must give it up.
 *
 * @module
 */
import type { Random } from "../../../robots/engine/random.ts";
import type { HistoryEvent, Judgement } from "../../checkers/history/history.ts";
import { NS_PER_MS } from "../clock.ts";
import type { Next, Source, Worker } from "../workload.ts";
import { FROM_THE_BEGINNING } from "./kafka_client.ts";
import { raiseAll, toldOffsets } from "./kafka_offsets.ts";
import type { Offsets } from "./kafka_offsets.ts";
import { listing } from "./kafka_source.ts";

/** Between two polls of a thread, on average: new messages need a moment to get around. */
const POLL_INTERVAL_NS = 200 * NS_PER_MS;

/** How far a thread is. */
interface Progress {
  /** The process that has been told to follow all keys; a newer one has to be told again. */
  process: number | undefined;
  listed: boolean;
  /** Key -> the greatest offset seen. */
  readonly seen: Map<string, number>;
  pollDueNs: number;
}

export class FinalPolls implements Source {
  readonly #strict: boolean;
  readonly #target: Offsets;
  readonly #threads = new Map<number, Progress>();
  readonly #byProcess = new Map<number, Progress>();

  /** @param target What is known of all keys. */
  constructor(target: Offsets, judgement: Judgement) {
    this.#strict = judgement === "strict";
    this.#target = target;
  }

  next({ thread, process: client, nowNs }: Worker, random: Random): Next {
    if (this.#target.size === 0) return "done";
    const progress = this.#threads.get(thread);
    if (progress === undefined) {
      const fresh = { process: undefined, listed: false, seen: new Map(), pollDueNs: nowNs };
      this.#threads.set(thread, fresh);
      return { f: "crash", value: null };
    }
    const keys = [...this.#target.keys()];
    if (this.#strict && !progress.listed) {
      progress.listed = true;
      return listing(keys);
    }
    if (progress.process !== client) {
      if (progress.process !== undefined) this.#byProcess.delete(progress.process);
      progress.process = client;
      this.#byProcess.set(client, progress);
      return { f: "assign", value: keys, hint: FROM_THE_BEGINNING };
    }
    const isThere = keys.every(
      (key) => (progress.seen.get(key) ?? -Infinity) >= this.#target.get(key)!,
    );
    if (isThere) return "done";
    if (nowNs < progress.pollDueNs) return "later";
    progress.pollDueNs = nowNs + random() * 2 * POLL_INTERVAL_NS;
    return { f: "poll", value: [["poll"]] };
  }

  heard(event: HistoryEvent): void {
    const progress = this.#byProcess.get(event.process);
    if (progress !== undefined) raiseAll(progress.seen, toldOffsets(event).polled);
  }
}
