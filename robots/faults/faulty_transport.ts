/**
 * Any transport, made worse by a fault plan. Faults happen on the way out, so each message meets the
 * plan exactly once. What the medium itself loses comes on top.
 *
 * @module
 */
import type { RobotId } from "../engine/ids.ts";
import {
  MESSAGE_BYTES_MAX,
  type MessageLabel,
  oversize,
  type Source,
  type Transport,
  TransportClosed,
  type TransportHandlers,
} from "../transport/transport.ts";
import { type Fault, faultOf } from "./fault.ts";
import { type FaultPlan, NO_FAULTS } from "./plan.ts";
import { type Copy, FaultInjector } from "./verdict.ts";

export type { Fault, FaultKind } from "./fault.ts";

/** Delayed messages held at once: a robot at 1,000 messages/s under a delay of 16 s. */
export const HELD_MESSAGES_MAX = 16_384;

/** Bytes of delayed messages held at once: large messages are fewer. */
export const HELD_BYTES_MAX = 64 * 1024 * 1024;

/** Clock and alarm, both the caller's: a simulator has its own. */
export interface Timers {
  /** Milliseconds on any one clock. */
  now(): number;
  /** Calls `fn` once after `delayMs`, never at once; calls due together in order. Returns a cancel. */
  after(delayMs: number, fn: () => void): () => void;
}

export interface FaultyTransportOptions {
  readonly inner: Transport;
  /** @default NO_FAULTS */
  readonly plan?: FaultPlan;
  /** Used when a plan has no seed. One that names the boot gives every life its own luck. */
  readonly seed: string;
  /**
   * As `seed`, for what all robots must agree on, such as who is on which side of a partition: so it
   * must not name the robot or its boot.
   *
   * @default `seed`
   */
  readonly sharedSeed?: string;
  /** All robots of the run, in order: those among whom partitions are drawn. @default [] */
  readonly robots?: readonly string[];
  readonly timers: Timers;
  /** When the run began, on the clock of `timers`: windows of rules count from here. */
  readonly startedAtMs: number;
  /** Hears of every fault, inside `send`. Must neither throw nor change the plan. */
  readonly onFault?: (fault: Fault) => void;
}

/** A transport under a fault plan, which can change at any time. */
export class FaultyTransport implements Transport {
  readonly self: RobotId;
  readonly #inner: Transport;
  readonly #seed: string;
  readonly #sharedSeed: string;
  readonly #timers: Timers;
  readonly #startedAtMs: number;
  readonly #onFault: ((fault: Fault) => void) | undefined;
  readonly #cancels = new Set<() => void>();
  #heldBytes = 0;
  #robots: readonly string[];
  #injector: FaultInjector;
  #handlers: TransportHandlers | undefined;
  #closed = false;

  constructor(options: FaultyTransportOptions) {
    this.self = options.inner.self;
    this.#inner = options.inner;
    this.#seed = options.seed;
    this.#sharedSeed = options.sharedSeed ?? options.seed;
    this.#robots = options.robots ?? [];
    this.#timers = options.timers;
    this.#startedAtMs = options.startedAtMs;
    this.#onFault = options.onFault;
    this.#injector = this.#injectorOf(options.plan ?? NO_FAULTS);
  }

  /** The plan in force and how often its rules fired since it came into force. */
  get injector(): FaultInjector {
    return this.#injector;
  }

  /** Messages that are delayed now. */
  get heldCount(): number {
    return this.#cancels.size;
  }

  /** Puts `plan` in force for messages sent from now on; those already delayed keep their fate. */
  setPlan(plan: FaultPlan): void {
    this.#injector = this.#injectorOf(plan);
  }

  /** Says who is in the run, in the same order everywhere. */
  setRobots(robots: readonly string[]): void {
    this.#robots = robots;
    this.#injector.setRobots(robots);
  }

  start(handlers: TransportHandlers): Promise<void> {
    this.#handlers = handlers;
    return this.#inner.start(handlers);
  }

  send(to: RobotId, bytes: Uint8Array, label?: MessageLabel): Promise<void> {
    if (this.#injector.idle) return this.#inner.send(to, bytes, label);
    // A message that the plan loses must be refused just as one that the medium sees.
    if (this.#closed) return Promise.reject(new TransportClosed(this.self));
    if (bytes.length > MESSAGE_BYTES_MAX) return Promise.reject(oversize(bytes.length));
    const sinceStartMs = this.#timers.now() - this.#startedAtMs;
    const fate = this.#injector.fate(this.self, to, sinceStartMs, bytes, carriesUpdate(label));
    switch (fate.kind) {
      case "pass":
        return this.#inner.send(to, bytes, label);
      case "drop":
      case "reject":
        this.#report(to, 1, fate.rule, label);
        return Promise.resolve();
      case "deliver":
        for (const { rule, count } of fate.firings) this.#report(to, count, rule, label);
        return this.#deliver(to, fate.copies, bytes, label);
      default:
        return fate satisfies never;
    }
  }

  forget(source: Source): Promise<void> {
    return this.#inner.forget(source);
  }

  close(): Promise<void> {
    this.#closed = true;
    for (const cancel of this.#cancels) cancel();
    this.#cancels.clear();
    this.#heldBytes = 0;
    return this.#inner.close();
  }

  #injectorOf(plan: FaultPlan): FaultInjector {
    return new FaultInjector(plan, this.#seed, this.#robots, this.#sharedSeed);
  }

  #deliver(
    to: RobotId,
    copies: readonly Copy[],
    original: Uint8Array,
    label: MessageLabel | undefined,
  ): Promise<void> {
    const sent: Promise<void>[] = [];
    for (const { delayMs, bytes, toSender } of copies) {
      const receiver = toSender ? this.self : to;
      if (delayMs <= 0) sent.push(this.#inner.send(receiver, bytes ?? original, label));
      // The sender may reuse its array as soon as `send` returns.
      else this.#hold(receiver, bytes ?? new Uint8Array(original), delayMs, label);
    }
    return Promise.all(sent).then(ignore);
  }

  #hold(to: RobotId, bytes: Uint8Array, delayMs: number, label: MessageLabel | undefined): void {
    const full = this.#heldBytes + bytes.length > HELD_BYTES_MAX;
    if (full || this.#cancels.size >= HELD_MESSAGES_MAX) {
      this.#handlers?.lost(to, 1, "outbox-full");
      return;
    }
    const cancel = this.#timers.after(delayMs, () => {
      this.#cancels.delete(cancel);
      this.#heldBytes -= bytes.length;
      // Nobody waits for this promise. If the medium is broken, the next `send` says so.
      this.#inner.send(to, bytes, label).catch(() => {
        if (!this.#closed) this.#handlers?.lost(to, 1, "unreachable");
      });
    });
    this.#cancels.add(cancel);
    this.#heldBytes += bytes.length;
  }

  #report(to: RobotId, count: number, rule: number, label: MessageLabel | undefined): void {
    if (this.#onFault === undefined) return;
    const kind = faultOf(this.#injector.plan.rules[rule]!);
    this.#onFault({ kind, to, count, rule, ...(label && { label }) });
  }
}

/** An unlabelled message counts as one that carries none. */
function carriesUpdate(label: MessageLabel | undefined): boolean {
  return label !== undefined && label.kind.endsWith("update");
}

function ignore(): void {}
