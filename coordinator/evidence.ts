/**
 * What one life of a robot leaves behind of messages that it refused: reports, and the messages
 * themselves in quarantine.
 *
 * @module
 */
import type { Redis } from "ioredis";
import type { RobotId } from "../robots/engine/ids.ts";
import type { InvariantViolation } from "../robots/engine/replica.ts";
import type { Logger } from "../robots/runtime/logger.ts";
import type { Source } from "../robots/transport/transport.ts";
import { quarantine } from "./redis/event_stream.ts";
import type { RunKeys } from "./redis/keys.ts";
import type { Reports } from "./reports.ts";

export interface EvidenceOptions {
  readonly robot: RobotId;
  readonly redis: Redis;
  readonly keys: RunKeys;
  readonly reports: Reports;
  readonly logger: Logger;
}

export class Evidence {
  readonly #options: EvidenceOptions;

  constructor(options: EvidenceOptions) {
    this.#options = options;
  }

  /** Puts a message into quarantine, if Redis answers. */
  async keep(evidence: Uint8Array, reason: string, source: Source): Promise<void> {
    const { robot, redis, keys, reports, logger } = this.#options;
    reports.note("quarantined", { reason });
    logger.debug({ event: "quarantined", reason, source });
    try {
      await quarantine(redis, keys, { robot, reason, source, evidence });
    } catch (error) {
      logger.warn({ event: "quarantine-unreachable", error: String(error) });
    }
  }

  /** A message contradicted what is known. */
  violated(violation: InvariantViolation): void {
    const { reports, logger } = this.#options;
    const { what, index, knownValue, givenValue, messageId } = violation.evidence;
    logger.error({ event: "invariant-violated", what, index, messageId });
    reports.note("invariant-violated", {
      alone: true,
      messageId,
      reason: violation.message,
      fields: { violation: { what, index, knownValue, givenValue, messageId } },
    });
  }

  /** The whole is not the secret: words were forged that this robot had nothing to hold against. */
  forged(reason: string): void {
    const { reports, logger } = this.#options;
    logger.error({ event: "wrong-secret", reason });
    reports.note("invariant-violated", { alone: true, fields: { reason } });
  }
}
