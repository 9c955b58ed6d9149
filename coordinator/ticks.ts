/**
 * Gossip ticks as BullMQ jobs: one job scheduler for each process beats the time for all robots in it.
 *
 * A scheduler whose Redis was restarted empty is silently dead, and a blocking read may never settle
 * after a reconnect. So the age of the last tick is watched: first the scheduler is put back, and if
 * that does not help everything is made anew.
 *
 * @module
 */
import { type Job, Queue, Worker } from "bullmq";
import { BullClients } from "./redis/bull_clients.ts";
import { withDeadline } from "../robots/transport/deadline.ts";
import { monotonicNowMs } from "../robots/runtime/clock.ts";
import type { Logger } from "../robots/runtime/logger.ts";

/** Shortest period that BullMQ can beat: one job takes a few round trips. */
export const BULLMQ_PERIOD_MS_MIN = 10;

/** How often the age of the last tick is looked at. */
const WATCH_MS = 200;

/** A tick this much later than its period means that the scheduler is gone. */
const LATE_MS = 600;

/** `close` of a client whose Redis is away may hang: it gets this long. */
const CLOSE_MS_MAX = 1000;

/** Name of the one scheduler in a tick queue. */
const SCHEDULER = "tick";

export interface TicksOptions {
  /** BullMQ's key prefix. */
  readonly prefix: string;
  /** Unique to this process: nobody else may take its ticks. */
  readonly queue: string;
  readonly everyMs: number;
  readonly redisUrl: string;
  /** A tick, and when it was due by this machine's clock. */
  readonly onTick: (dueAtMs: number) => void;
  readonly logger: Logger;
}

/** What one generation of clients is made of. */
interface Beat {
  readonly queue: Queue;
  readonly worker: Worker;
  readonly clients: BullClients;
}

export class Ticks {
  readonly #options: TicksOptions;
  readonly #lateMs: number;
  #beat: Beat | undefined;
  #watch: NodeJS.Timeout | undefined;
  #lastTickMs = 0;
  #lastRepairMs = 0;
  #repairs = 0;
  #closed = false;

  constructor(options: TicksOptions) {
    this.#options = options;
    this.#lateMs = options.everyMs + LATE_MS;
  }

  /** Begins to tick. */
  async start(): Promise<void> {
    this.#lastTickMs = monotonicNowMs();
    this.#beat = this.#begin();
    this.#watch = setInterval(() => this.#look(), WATCH_MS);
    await this.#schedule(this.#beat);
  }

  /** Removes the scheduler and ends, in bounded time also when Redis is away. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#watch);
    const beat = this.#beat;
    if (beat === undefined) return;
    const gone = beat.queue.removeJobScheduler(SCHEDULER);
    await withDeadline(gone, CLOSE_MS_MAX, "removing the scheduler").catch(() => {});
    await this.#end(beat);
  }

  #begin(): Beat {
    const { prefix, queue: name, redisUrl, logger } = this.#options;
    const clients = new BullClients(redisUrl);
    const queue = new Queue(name, {
      prefix,
      connection: clients.connect(),
      skipMetasUpdate: true,
      streams: { events: { maxLen: 10 } },
    });
    const worker = new Worker(name, async (job) => this.#tick(dueTimeMs(job)), {
      prefix,
      connection: clients.connect(),
      // A tick is over in no time and nobody else takes it: nothing can stall.
      skipStalledCheck: true,
      skipLockRenewal: true,
      // How long one wait for a job lasts; a dead one ends this soon.
      drainDelay: 1,
    });
    queue.on("error", (error) => logger.debug({ event: "ticks-error", error: error.message }));
    worker.on("error", (error) => logger.debug({ event: "ticks-error", error: error.message }));
    return { queue, worker, clients };
  }

  async #schedule({ queue }: Beat): Promise<void> {
    await queue.upsertJobScheduler(
      SCHEDULER,
      { every: this.#options.everyMs },
      { name: SCHEDULER, opts: { removeOnComplete: true, removeOnFail: true } },
    );
  }

  #tick(dueAtMs: number): void {
    if (this.#closed) return;
    this.#lastTickMs = monotonicNowMs();
    this.#repairs = 0;
    this.#options.onTick(dueAtMs);
  }

  #look(): void {
    const nowMs = monotonicNowMs();
    const lastMs = Math.max(this.#lastTickMs, this.#lastRepairMs);
    if (nowMs - lastMs < this.#lateMs) return;
    this.#lastRepairMs = nowMs;
    this.#repairs += 1;
    void this.#repair(this.#repairs);
  }

  async #repair(attempt: number): Promise<void> {
    const { logger } = this.#options;
    logger.warn({
      event: "ticks-late",
      lateMs: Math.round(monotonicNowMs() - this.#lastTickMs),
      attempt,
    });
    const late = this.#beat;
    if (attempt % 2 === 0 || late === undefined) {
      this.#beat = this.#begin();
      if (late !== undefined) void this.#end(late);
    }
    try {
      await withDeadline(this.#schedule(this.#beat!), this.#lateMs, "putting the scheduler back");
    } catch {
      // The next look tries again.
    }
  }

  async #end({ queue, worker, clients }: Beat): Promise<void> {
    const closing = Promise.all([worker.close(true), queue.close()]);
    await withDeadline(closing, CLOSE_MS_MAX, "closing the ticks").catch(() => {});
    await clients.close();
  }
}

/** When a scheduled job should have run. Its `delay` is 0 by the time it runs; its options keep it. */
function dueTimeMs(job: Job): number {
  return job.timestamp + (job.opts.delay ?? 0);
}
