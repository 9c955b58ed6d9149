/**
 * A hash over everything that happens to messages: two runs with the same hash took the same steps. It
 * guards against accidents, not against forgers.
 *
 * @module
 */
import { hash32 } from "../../robots/engine/random.ts";
import { TraceHash } from "../simulation/trace_hash.ts";
import type { Envelope, Journal, LossReason } from "./envelope.ts";

const SENT = 1;
const RECEIVED = 2;
const DUPLICATED = 3;
const LOST: Readonly<Record<LossReason, number>> = { loss: 4, cut: 5, down: 6, gone: 7 };

/** Times are hashed in microseconds, which fit 32 bits for an hour. */
const NS_PER_US = 1000;

export class TraceJournal implements Journal {
  readonly #hash = new TraceHash();

  /** 16 hexadecimal digits. */
  get text(): string {
    return this.#hash.text;
  }

  sent(envelope: Envelope, atNs: number): void {
    const { src, dest, body, line } = envelope;
    this.#hash.add(hash32(src), hash32(dest), hash32(line ?? JSON.stringify(body)));
    this.#add(SENT, envelope, atNs);
  }

  received(envelope: Envelope, atNs: number): void {
    this.#add(RECEIVED, envelope, atNs);
  }

  lost(envelope: Envelope, atNs: number, reason: LossReason): void {
    this.#add(LOST[reason], envelope, atNs);
  }

  duplicated(envelope: Envelope, atNs: number): void {
    this.#add(DUPLICATED, envelope, atNs);
  }

  #add(kind: number, { id }: Envelope, atNs: number): void {
    this.#hash.add(kind, id, Math.floor(atNs / NS_PER_US) | 0);
  }
}
