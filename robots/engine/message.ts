/**
 * What robots say to each other.
 *
 * @module
 */
import type { Origin, RobotId } from "./ids.ts";

/** One gossip message. With neither summary nor update it says nothing. */
export interface Message<Summary, Update> extends Origin {
  readonly lamport: number;
  /** Asks for what `summary` shows that the sender lacks. */
  readonly wantsUpdate: boolean;
  /** Offers what the sender holds: whoever lacks any of it answers with its own summary. */
  readonly offersUpdate: boolean;
  readonly summary: Summary | undefined;
  readonly update: Update | undefined;
}

/** A message that is written again and again: one for each send would be garbage at once. */
export type Draft<Summary, Update> = {
  -readonly [K in keyof Message<Summary, Update>]: Message<Summary, Update>[K];
};

/** A message of nobody, to be written. */
export function emptyDraft<Summary, Update>(): Draft<Summary, Update> {
  return {
    from: "" as RobotId,
    boot: 0,
    seq: 0,
    lamport: 0,
    wantsUpdate: false,
    offersUpdate: false,
    summary: undefined,
    update: undefined,
  };
}
