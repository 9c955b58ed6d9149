/**
 * What the conformance suite needs of a transport, and the robots it puts on it.
 *
 * @module
 */
import { type RobotId, robotId } from "../../robots/engine/ids.ts";
import type { LossReason, Source, Transport } from "../../robots/transport/transport.ts";

/** One medium, fresh for each test. */
export interface Bench {
  /** A transport for `id`, not started. Each call begins a new life of that robot. */
  transport(id: RobotId): Promise<Transport>;
  /** Whether everything sent arrives once and in order, as long as inboxes have room. */
  readonly lossless: boolean;
  /** Most messages of 16 bytes that may wait in an inbox nobody reads; more than 1,000. */
  readonly unreadMessagesMax: number;
  dispose(): Promise<void>;
}

/** A robot that only listens. */
export interface Listener {
  readonly id: RobotId;
  readonly transport: Transport;
  readonly received: Uint8Array[];
  readonly sources: Source[];
  /** The texts of `received`. */
  readonly texts: () => string[];
  /** Losses it was told of. */
  readonly lost: (reason: LossReason) => number;
}

/** Starts a life of the robot `name`. */
export async function join(bench: Bench, name: string): Promise<Listener> {
  const id = robotId(name);
  const transport = await bench.transport(id);
  const received: Uint8Array[] = [];
  const sources: Source[] = [];
  const losses = new Map<LossReason, number>();
  await transport.start({
    message(bytes, source) {
      received.push(bytes);
      sources.push(source);
    },
    malformed(_evidence, reason) {
      throw new Error(`nobody sent anything malformed: ${reason}`);
    },
    lost(_to, count, reason) {
      losses.set(reason, (losses.get(reason) ?? 0) + count);
    },
  });
  const texts = () => received.map((bytes) => Buffer.from(bytes).toString());
  return { id, transport, received, sources, texts, lost: (reason) => losses.get(reason) ?? 0 };
}

/** The last message to a robot on a medium that may lose: sent until it arrives. */
export const MARKER = "the last one";

/**
 * What must have arrived after `sent`, given what did: just that, in order, on a lossless medium;
 * elsewhere any of it, as often as the medium liked.
 */
export function due(bench: Bench, sent: readonly string[], got: readonly string[]): string[] {
  if (bench.lossless) return [...sent];
  const possible = new Set([...sent, MARKER]);
  return got.filter((text) => possible.has(text));
}

/** `text` as a message. */
export function message(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** `count` different messages of 16 bytes. */
export function numbered(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${prefix}${i}`.padEnd(16, "."));
}

/** Sends each text as a message, without waiting in between. */
export async function sendAll(
  from: Listener,
  to: RobotId,
  texts: readonly string[],
): Promise<void> {
  await Promise.all(texts.map((text) => from.transport.send(to, message(text))));
}
