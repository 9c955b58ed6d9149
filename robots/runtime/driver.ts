/**
 * The only loop that does I/O for a robot: input -> receive or tick -> perform the effects. It owns
 * clock, randomness and transport, and decides nothing.
 *
 * @module
 */
import { emptyDraft, type Message } from "../engine/message.ts";
import type { Random } from "../engine/random.ts";
import { InvariantViolation, type ReplicaCodec } from "../engine/replica.ts";
import type { Effects, Robot, RobotEvent } from "../engine/robot.ts";
import type { LossReason, Source, Transport } from "../transport/transport.ts";
import { messageId, type RobotId } from "../engine/ids.ts";
import { decodeMessage, encodeMessage, kindOf } from "./envelope.ts";
import type { EventBuffer } from "./events.ts";

export interface DriverOptions<Summary, Update> {
  readonly robot: Robot<Summary, Update>;
  readonly codec: ReplicaCodec<Summary, Update>;
  readonly transport: Transport;
  /** Milliseconds; never goes back. */
  readonly now: () => number;
  readonly random: Random;
  readonly events: EventBuffer;
  /** Something arrived that is no message: keep it as evidence. */
  readonly quarantine: (evidence: Uint8Array, reason: string, source: Source) => void;
  /** The robot is done: it may claim to be the winner. */
  readonly done: () => void;
  /** A broken invariant: the driver has stopped for good. */
  readonly panic: (violation: InvariantViolation, evidence: Uint8Array, source: Source) => void;
  /** The transport failed for good. */
  readonly failed: (error: unknown) => void;
}

/** Runs one robot over one transport. */
export class Driver<Summary, Update> {
  readonly #options: DriverOptions<Summary, Update>;
  readonly #effects: Effects<Summary, Update>;
  #stopped = false;
  /** Why the robot refused the message that it is receiving, if it did. */
  #refusal: string | undefined;

  constructor(options: DriverOptions<Summary, Update>) {
    this.#options = options;
    this.#effects = {
      draft: emptyDraft(),
      send: (to, message) => this.#send(to, message),
      event: (event) => this.#note(event),
      done: () => options.done(),
    };
  }

  /** Begins to receive. */
  async start(): Promise<void> {
    await this.#options.transport.start({
      message: (bytes, source) => this.#receive(bytes, source),
      malformed: (evidence, reason, source) => this.#options.quarantine(evidence, reason, source),
      lost: (to, count, reason) => this.#lost(to, count, reason),
    });
  }

  /** One gossip period has passed. */
  tick(): void {
    if (this.#stopped) return;
    const { robot, now, random, events } = this.#options;
    const nowMs = now();
    events.add("ticked", nowMs);
    robot.tick(nowMs, random, this.#effects);
  }

  /** Stops receiving and ticking; what was sent may still leave. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#options.transport.close();
  }

  #receive(bytes: Uint8Array, source: Source): void {
    if (this.#stopped) return;
    const { robot, codec, now, events, quarantine } = this.#options;
    const decoded = decodeMessage(bytes, codec);
    if (!decoded.ok) {
      quarantine(bytes, decoded.problem, source);
      return;
    }
    const { message } = decoded;
    const nowMs = now();
    events.add("received", nowMs, {
      messageId: messageId(message),
      peer: message.from,
      payload: message.update !== undefined,
    });
    this.#refusal = undefined;
    try {
      robot.receive(message, nowMs, this.#effects);
      if (this.#refusal !== undefined) quarantine(bytes, this.#refusal, source);
    } catch (error) {
      if (!(error instanceof InvariantViolation)) throw error;
      this.#stopped = true;
      this.#options.panic(error, bytes, source);
    }
  }

  #send(to: RobotId, message: Message<Summary, Update>): void {
    const { codec, transport, events, now, failed } = this.#options;
    const payload = message.update !== undefined;
    const id = messageId(message);
    events.add("sent", now(), { messageId: id, peer: to, payload });
    const label = { id, kind: kindOf(message) };
    transport.send(to, encodeMessage(message, codec), label).catch((error: unknown) => {
      if (!this.#stopped) failed(error);
    });
  }

  #note(event: RobotEvent): void {
    if (event.kind === "refused") {
      this.#refusal = event.reason;
      return;
    }
    const { robot, events, now } = this.#options;
    const { known, total = 0 } = robot.replica.progress();
    const fields = { known, total, lamport: robot.lamport };
    if (event.kind === "merged") {
      events.add("merged", now(), { count: event.items, peer: event.peer, fields });
    } else {
      events.add(event.kind, now(), { alone: true, fields });
    }
  }

  #lost(to: RobotId, count: number, reason: LossReason): void {
    const { events, now } = this.#options;
    const kind = reason === "inbox-full" ? "rejected" : "lost";
    events.add(kind, now(), { count, peer: to, reason });
  }
}
