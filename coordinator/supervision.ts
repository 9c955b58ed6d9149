/**
 * "Ensure that this robot is running": short idempotent BullMQ jobs that any host may take. A
 * robot's lifetime is never a job, as a job whose worker is killed twice is lost.
 *
 * @module
 */
import { DelayedError, type Job, Queue, Worker } from "bullmq";
import type { RobotId } from "../robots/engine/ids.ts";
import type { Logger } from "../robots/runtime/logger.ts";
import { BullClients } from "./redis/bull_clients.ts";
import { withDeadline } from "../robots/transport/deadline.ts";

const QUEUE = "supervision";

/** Jobs that one host works on at once. */
const CONCURRENCY = 4;

/** How long a job stays with a host that shows no sign of life. */
const LOCK_MS = 2000;

/** The jobs are idempotent: however many hosts die with one, the next may try. */
const STALLS_MAX = 1000;

/** A host without room lets others try, and looks again after this. */
const NO_ROOM_MS = 200;

const CLOSE_MS_MAX = 1000;

/** BullMQ would wait for Redis for ever; whoever asks has other things to do. */
const ADD_MS_MAX = 3000;

/** What a host did with a job. */
export type EnsureOutcome = "started" | "running" | "no-room" | "not-wanted";

export interface SupervisionOptions {
  readonly prefix: string;
  readonly redisUrl: string;
  readonly logger: Logger;
}

/** Asks for robots to be started. */
export class EnsureQueue {
  readonly #queue: Queue<{ robot: RobotId }>;
  readonly #clients: BullClients;

  constructor({ prefix, redisUrl, logger }: SupervisionOptions) {
    this.#clients = new BullClients(redisUrl);
    this.#queue = new Queue(QUEUE, {
      prefix,
      connection: this.#clients.connect(),
      streams: { events: { maxLen: 1000 } },
    });
    this.#queue.on("error", (error) =>
      logger.debug({ event: "queue-error", error: error.message }),
    );
  }

  /**
   * Asks that each of `robots` runs, from `delayMs` on. A request that is waiting already is not
   * repeated.
   *
   * @throws Error when Redis does not answer in time.
   */
  async ensure(robots: readonly RobotId[], delayMs = 0): Promise<void> {
    const added = this.#queue.addBulk(
      robots.map((robot) => ({
        name: "ensure-running",
        data: { robot },
        opts: {
          jobId: jobId(robot),
          delay: delayMs,
          removeOnComplete: true,
          removeOnFail: true,
        },
      })),
    );
    await withDeadline(added, ADD_MS_MAX, "asking for robots");
  }

  /**
   * Lets requests for these robots that wait out a delay be worked on now.
   *
   * @throws Error when Redis does not answer in time.
   */
  async hasten(robots: readonly RobotId[]): Promise<void> {
    const hastened = robots.map(async (robot) => {
      const job = await this.#queue.getJob(jobId(robot));
      if (await job?.isDelayed()) await job?.promote();
    });
    await withDeadline(Promise.all(hastened), ADD_MS_MAX, "hastening robots");
  }

  async close(): Promise<void> {
    await withDeadline(this.#queue.close(), CLOSE_MS_MAX, "closing a queue").catch(() => {});
    await this.#clients.close();
  }
}

/** Takes requests; `ensure` must be quick and may be called again for a robot that runs. */
export class EnsureWorker {
  readonly #worker: Worker<{ robot: RobotId }>;
  readonly #clients: BullClients;

  constructor(
    { prefix, redisUrl, logger }: SupervisionOptions,
    ensure: (robot: RobotId) => Promise<EnsureOutcome>,
  ) {
    this.#clients = new BullClients(redisUrl);
    const work = async (job: Job<{ robot: RobotId }>, token?: string): Promise<EnsureOutcome> => {
      const outcome = await ensure(job.data.robot);
      if (outcome !== "no-room") return outcome;
      await job.moveToDelayed(Date.now() + NO_ROOM_MS, token);
      throw new DelayedError();
    };
    this.#worker = new Worker(QUEUE, work, {
      prefix,
      connection: this.#clients.connect(),
      concurrency: CONCURRENCY,
      drainDelay: 1,
      // A host that dies in the middle of a job must not keep the robot from others for long.
      lockDuration: LOCK_MS,
      stalledInterval: LOCK_MS / 2,
      maxStalledCount: STALLS_MAX,
    });
    this.#worker.on("error", (error) =>
      logger.debug({ event: "worker-error", error: error.message }),
    );
  }

  async close(): Promise<void> {
    // Jobs under way are finished, or they would stay locked.
    await withDeadline(this.#worker.close(), CLOSE_MS_MAX, "closing a worker").catch(() => {});
    await this.#clients.close();
  }
}

function jobId(robot: RobotId): string {
  return `ensure-${robot}`;
}
