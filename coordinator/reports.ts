/**
 * What one life of a robot reports, gathered and sent on in batches.
 *
 * @module
 */
import type { Redis } from "ioredis";
import type { RobotId } from "../robots/engine/ids.ts";
import { monotonicNowMs } from "../robots/runtime/clock.ts";
import { EventBuffer, type EventKind, type Occurrence } from "../robots/runtime/events.ts";
import { appendEvents } from "./redis/event_stream.ts";
import type { RunKeys } from "./redis/keys.ts";

/** Reports that wait for a Redis that is away; older ones are dropped beyond this. */
const REPORTS_MAX = 5000;

export interface ReportsOptions {
  readonly redis: Redis;
  readonly keys: RunKeys;
  readonly robot: RobotId;
  readonly boot: number;
  /** The host it lives on, for people. */
  readonly host: string;
}

/** The reports of one life. */
export class Reports extends EventBuffer {
  readonly #redis: Redis;
  readonly #keys: RunKeys;
  #sending: Promise<void> = Promise.resolve();

  constructor({ redis, keys, robot, boot, host }: ReportsOptions) {
    super(robot, boot, host);
    this.#redis = redis;
    this.#keys = keys;
  }

  /**
   * As {@linkcode note}, whatever time it is said to be: what a robot with a wrong clock shows would
   * confuse everybody who looks on.
   */
  override add(kind: EventKind, _shownMs: number, occurrence?: Occurrence): void {
    this.note(kind, occurrence);
  }

  /** Notes what happens now. */
  note(kind: EventKind, occurrence?: Occurrence): void {
    super.add(kind, monotonicNowMs(), occurrence);
  }

  /** Sends the reports on, one batch after the other; rejects when Redis is away. */
  send(): Promise<void> {
    this.#sending = this.#sending.catch(() => {}).then(() => this.#send());
    return this.#sending;
  }

  async #send(): Promise<void> {
    const events = this.drain();
    try {
      await appendEvents(this.#redis, this.#keys, events);
    } catch (error) {
      this.putBack(events.slice(-REPORTS_MAX));
      throw error;
    }
  }
}
