/**
 * Messages under way and in inboxes, field by field in typed arrays: a million of them are a few
 * large arrays and no garbage.
 *
 * @module
 */
import type { RobotId } from "../../robots/engine/ids.ts";
import type { Message } from "../../robots/engine/message.ts";
import type { SecretSummary, SecretUpdate } from "../../robots/secret/secret_replica.ts";

/** Messages that a fresh store has room for; it doubles when it is full. */
const MESSAGES_FIRST = 256;

const WANTS = 1;
const OFFERS = 2;
const NONE = -1;

type SecretMessage = Message<SecretSummary, SecretUpdate>;

/** A message that is filled again and again. */
export type MutableMessage = { -readonly [K in keyof SecretMessage]: SecretMessage[K] };

/** Slots by number; a slot also has a place in one list, such as its receiver's inbox. */
export class InFlight {
  #free = NONE;
  #used = 0;
  #from = new Int32Array(MESSAGES_FIRST);
  #to = new Int32Array(MESSAGES_FIRST);
  #boots = new Int32Array(MESSAGES_FIRST);
  #seqs = new Int32Array(MESSAGES_FIRST);
  #lamports = new Uint32Array(MESSAGES_FIRST);
  #flags = new Uint8Array(MESSAGES_FIRST);
  #next = new Int32Array(MESSAGES_FIRST);
  readonly #summaries: (SecretSummary | undefined)[] = [];
  readonly #updates: (SecretUpdate | undefined)[] = [];
  readonly #bytes: (Uint8Array | undefined)[] = [];

  /** Slots in use and free: what it has grown to. */
  get capacity(): number {
    return this.#next.length;
  }

  /**
   * Keeps a copy of `message` and returns its slot.
   *
   * @param bytes What arrives instead of the message, when a fault has changed it on the way.
   */
  put(from: number, to: number, message: SecretMessage, bytes: Uint8Array | undefined): number {
    const slot = this.#allocate();
    this.#from[slot] = from;
    this.#to[slot] = to;
    this.#boots[slot] = message.boot;
    this.#seqs[slot] = message.seq;
    this.#lamports[slot] = message.lamport;
    this.#flags[slot] = (message.wantsUpdate ? WANTS : 0) | (message.offersUpdate ? OFFERS : 0);
    this.#summaries[slot] = message.summary;
    this.#updates[slot] = message.update;
    this.#bytes[slot] = bytes;
    return slot;
  }

  from(slot: number): number {
    return this.#from[slot]!;
  }

  to(slot: number): number {
    return this.#to[slot]!;
  }

  bytes(slot: number): Uint8Array | undefined {
    return this.#bytes[slot];
  }

  /** Fills `into` with the message of a slot. */
  load(slot: number, from: RobotId, into: MutableMessage): void {
    const flags = this.#flags[slot]!;
    into.from = from;
    into.boot = this.#boots[slot]!;
    into.seq = this.#seqs[slot]!;
    into.lamport = this.#lamports[slot]!;
    into.wantsUpdate = (flags & WANTS) !== 0;
    into.offersUpdate = (flags & OFFERS) !== 0;
    into.summary = this.#summaries[slot];
    into.update = this.#updates[slot];
  }

  /** Frees a slot. */
  drop(slot: number): void {
    this.#summaries[slot] = undefined;
    this.#updates[slot] = undefined;
    this.#bytes[slot] = undefined;
    this.#next[slot] = this.#free;
    this.#free = slot;
  }

  next(slot: number): number {
    return this.#next[slot]!;
  }

  link(slot: number, next: number): void {
    this.#next[slot] = next;
  }

  #allocate(): number {
    const slot = this.#free;
    if (slot >= 0) {
      this.#free = this.#next[slot]!;
      return slot;
    }
    if (this.#used === this.#next.length) this.#grow();
    return this.#used++;
  }

  #grow(): void {
    const size = this.#next.length * 2;
    this.#from = grown(this.#from, new Int32Array(size));
    this.#to = grown(this.#to, new Int32Array(size));
    this.#boots = grown(this.#boots, new Int32Array(size));
    this.#seqs = grown(this.#seqs, new Int32Array(size));
    this.#lamports = grown(this.#lamports, new Uint32Array(size));
    this.#flags = grown(this.#flags, new Uint8Array(size));
    this.#next = grown(this.#next, new Int32Array(size));
  }
}

function grown<T extends Int32Array | Uint32Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
