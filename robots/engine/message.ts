/**
 * What robots say to each other.
 *
 * @module
 */
import type { MessageId, RobotId } from "./ids.ts";

/** One gossip message. With neither summary nor update it says nothing. */
export interface Message<Summary, Update> {
  readonly id: MessageId;
  readonly from: RobotId;
  readonly boot: number;
  readonly seq: number;
  readonly lamport: number;
  /** Asks for what `summary` shows that the sender lacks. */
  readonly wantsUpdate: boolean;
  /** Offers what the sender holds: whoever lacks any of it answers with its own summary. */
  readonly offersUpdate: boolean;
  readonly summary?: Summary;
  readonly update?: Update;
}
