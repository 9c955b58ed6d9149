/**
 * The events and quarantine streams of a run.
 *
 * @module
 */
import type { Redis } from "ioredis";
import { decodeEvent, encodeEvent, type HearsayEvent } from "../../robots/runtime/events.ts";
import type { RobotId } from "../../robots/engine/ids.ts";
import { execAll } from "./pipeline.ts";
import type { RunKeys } from "./keys.ts";

/** Events kept: enough for the whole of a usual run, some 20 MB at most. */
const EVENTS_MAX = 100_000;

/** Bytes kept of each: enough to see what it was, 40 MB at most for all. */
const EVIDENCE_BYTES_MAX = 4096;

/** Messages kept in quarantine. */
const QUARANTINE_MAX = 10_000;

/** Appends events, oldest first. */
export async function appendEvents(
  redis: Redis,
  keys: RunKeys,
  events: readonly HearsayEvent[],
): Promise<void> {
  if (events.length === 0) return;
  const pipeline = redis.pipeline();
  for (const event of events) {
    const { kind, robot, count = 1 } = event;
    const body = Buffer.from(encodeEvent(event));
    const fields = ["kind", kind, "robot", robot, "count", count ?? 1, "body", body] as const;
    pipeline.xadd(keys.events, "MAXLEN", "~", EVENTS_MAX, "*", ...fields);
  }
  await execAll(pipeline);
}

/** A message that was refused for good. */
export interface Quarantined {
  readonly robot: RobotId;
  readonly reason: string;
  /** Where it stood in the robot's inbox. */
  readonly source: string;
  readonly evidence: Uint8Array;
}

/** Puts a refused message into quarantine. */
export async function quarantine(redis: Redis, keys: RunKeys, refused: Quarantined): Promise<void> {
  const { robot, reason, source, evidence } = refused;
  const fields = ["robot", robot, "reason", reason, "source", source] as const;
  const body = Buffer.from(evidence.subarray(0, EVIDENCE_BYTES_MAX));
  await redis.xadd(keys.quarantine, "MAXLEN", "~", QUARANTINE_MAX, "*", ...fields, "body", body);
}

/** Reads a run's events in order, from the first that Redis still has. */
export class EventReader {
  readonly #redis: Redis;
  readonly #keys: RunKeys;
  #lastId = "0-0";

  /** @param redis A client for blocking reads, for this reader alone. */
  constructor(redis: Redis, keys: RunKeys) {
    this.#redis = redis;
    this.#keys = keys;
  }

  /** The next events; empty when there are none within `blockMs`. */
  async read(blockMs: number, countMax = 1000): Promise<HearsayEvent[]> {
    const reply = (await this.#redis.xreadBuffer(
      "COUNT",
      countMax,
      "BLOCK",
      blockMs,
      "STREAMS",
      this.#keys.events,
      this.#lastId,
    )) as unknown;
    if (reply === null) return [];
    const [[, rows]] = reply as [[Buffer, [Buffer, Buffer[]][]]];
    this.#lastId = rows.at(-1)![0].toString();
    return rows.flatMap(([, fields]) => eventOf(fields) ?? []);
  }

  /**
   * Begins again when Redis has lost its memory and counts from smaller ids than before (its clock
   * stands behind); otherwise goes on where it was.
   */
  async resynchronize(): Promise<void> {
    const [newest] = await this.#redis.xrevrange(this.#keys.events, "+", "-", "COUNT", 1);
    if (newest === undefined || isBefore(newest[0], this.#lastId)) this.#lastId = "0-0";
  }
}

/** The event in a stream entry's flat list of fields. */
export function eventOf(fields: readonly Buffer[]): HearsayEvent | undefined {
  for (let i = 0; i + 1 < fields.length; i += 2) {
    if (fields[i]!.toString() === "body") return decodeEvent(fields[i + 1]!);
  }
  return undefined;
}

function isBefore(a: string, b: string): boolean {
  const [aMs = 0, aSeq = 0] = a.split("-").map(Number);
  const [bMs = 0, bSeq = 0] = b.split("-").map(Number);
  return aMs < bMs || (aMs === bMs && aSeq < bSeq);
}
