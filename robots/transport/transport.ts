/**
 * The contract of every medium between robots.
 *
 * @module
 */
import type { RobotId } from "../engine/ids.ts";

/**
 * Largest message that any transport takes. It holds a summary of half a million words and bounds
 * what a hostile message can cost its decoder.
 */
export const MESSAGE_BYTES_MAX = 128 * 1024;

/** What people read of a message without decoding it. Transports may show it, never rely on it. */
export interface MessageLabel {
  /** `robot-boot-seq`. */
  readonly id: string;
  /** What it carries: `summary`, `update` or `summary+update`. */
  readonly kind: string;
}

/** Why a transport gave up on messages. Never an error: the medium is unreliable by contract. */
export type LossReason =
  /** The receiver's inbox is full. */
  | "inbox-full"
  /** The medium cannot be reached now, or did not answer in time. */
  | "unreachable"
  /** Too much is waiting to be sent. */
  | "outbox-full";

/** Where a message came from, enough to take it out of the medium for good. */
export type Source = string;

/** What a transport tells its owner. */
export interface TransportHandlers {
  /** One message arrived: exactly the bytes of one `send`, unless the medium changed them. */
  message(bytes: Uint8Array, source: Source): void;
  /** Something arrived that is not even a message. It is already out of the medium. */
  malformed(evidence: Uint8Array, reason: string, source: Source): void;
  /** `count` messages to `to` are known to be lost. Most losses nobody notices. */
  lost(to: RobotId, count: number, reason: LossReason): void;
}

/**
 * Best-effort delivery between robots: it may lose, double, delay or reorder, and loss is not an
 * error. Messages are bytes, in memory too.
 */
export interface Transport {
  /** The robot whose messages it takes in. */
  readonly self: RobotId;
  /** Begins to deliver. Called once, before the first `send`. */
  start(handlers: TransportHandlers): Promise<void>;
  /**
   * Hands one message to the medium. The promise resolves when the medium has it or has lost it.
   *
   * @throws RangeError (as rejection) above {@linkcode MESSAGE_BYTES_MAX}.
   * @throws TransportClosed (as rejection) after {@linkcode close}.
   */
  send(to: RobotId, bytes: Uint8Array, label?: MessageLabel): Promise<void>;
  /** Makes sure that the message from `source` is never delivered again, also not after a restart. */
  forget(source: Source): Promise<void>;
  /** Stops delivering and frees everything. Idempotent. */
  close(): Promise<void>;
}

/** The transport was closed: nothing can be sent any more. */
export class TransportClosed extends Error {
  override readonly name = "TransportClosed";

  constructor(self: RobotId) {
    super(`cannot send as the transport of ${self} is closed`);
  }
}

/** The rejection of a message that is too large. */
export function oversize(bytes: number): RangeError {
  return new RangeError(
    `cannot send as a message must have at most ${MESSAGE_BYTES_MAX} bytes: got ${bytes}`,
  );
}
