/**
 * Messages as the network carries them, and who takes part.
 *
 * @module
 */
import type { Message } from "../../robots/node/message.ts";

/** A message with the number that the network gave it. Copies of it have the same. */
export interface Envelope extends Message {
  readonly id: number;
  /** As its sender wrote it, when it came as a line: it can be handed on without writing it anew. */
  readonly line?: string;
  /** The node that wrote it, when that is not `src`: latency, faults and counts are this one's. */
  readonly writer?: string;
}

/** Nodes under test, clients of the workbench, and its services. */
export type Kind = "node" | "client" | "service";

/** Whoever can be sent to. */
export interface Endpoint {
  readonly kind: Kind;
  deliver(envelope: Envelope): void;
}

/** Why a message did not arrive: chance, a cut, a receiver that is not running, or nobody of that name. */
export type LossReason = "loss" | "cut" | "down" | "gone";

/** Hears of everything that the network does. Times are nanoseconds since the run began. */
export interface Journal {
  sent(envelope: Envelope, atNs: number): void;
  received(envelope: Envelope, atNs: number): void;
  lost(envelope: Envelope, atNs: number, reason: LossReason): void;
  /** A second copy is on its way. */
  duplicated(envelope: Envelope, atNs: number): void;
}
