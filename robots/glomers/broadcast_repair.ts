/**
 * Brings two nodes of broadcast together, however far apart they are: conversations of
 * robots/reconcile, as base64 in JSON. Each message says what state its sender is in, so both see when
 * they are equal; who has begun begins again until then. In between it costs nothing.
 *
 * @module
 */
import { Conversations } from "../reconcile/conversations.ts";
import type { Elements } from "./broadcast_elements.ts";

/** Before a conversation is begun again: there and back some times in most tests, milliseconds. */
const PAUSE_MS_MIN = 500;

/** Pauses double up to this, so that whoever was cut off is soon brought up to date. */
const PAUSE_MS_MAX = 2000;

/** What nodes tell each other. */
export interface Talk {
  /** The digest of what the sender holds. */
  readonly state: string;
  /** Messages of the conversation. */
  readonly bytes: readonly string[];
  /** Set by who has begun and waits for an answer, be it only that both are equal. */
  readonly ask?: true;
}

interface Open {
  readonly triesMax: number;
  isAnswered: boolean;
  tries: number;
  dueMs: number;
}

export class Repairs {
  readonly #elements: Elements;
  readonly #conversations: Conversations;
  readonly #send: (to: string, talk: Talk) => void;
  readonly #open = new Map<string, Open>();
  /** By peer: the state in which it and this node were equal. */
  readonly #equalAt = new Map<string, string>();

  constructor(elements: Elements, send: (to: string, talk: Talk) => void) {
    this.#elements = elements;
    this.#conversations = new Conversations(elements.reconcilable);
    this.#send = send;
  }

  /** Whether `peer` has shown that it holds the same, and nothing has changed here since then. */
  isEqual(peer: string): boolean {
    return this.#equalAt.get(peer) === this.#elements.digest;
  }

  /** It is known from elsewhere that `peer` holds the same, or will ask for what it lacks. */
  trust(peer: string): void {
    this.#equalAt.set(peer, this.#elements.digest);
  }

  /** Shows `peer` the state here. It answers only if it is in another one. */
  show(peer: string, nowMs: number): void {
    this.#begin(peer, nowMs);
  }

  /**
   * Talks to `peer` from the next sweep on until both are equal.
   *
   * @param triesMax After so many beginnings it is given up. Unless it is infinite, something new is enough.
   */
  begin(peer: string, nowMs: number, triesMax: number): void {
    if (!this.#open.has(peer))
      this.#open.set(peer, { triesMax, isAnswered: false, tries: 0, dueMs: nowMs });
  }

  /** Ends those that were begun without a limit. */
  rest(): void {
    for (const [peer, { triesMax }] of this.#open)
      if (triesMax === Infinity) this.#open.delete(peer);
  }

  /** Begins what is due; returns the peers that were given up and have never answered. */
  sweep(nowMs: number): string[] {
    const givenUp: string[] = [];
    for (const [peer, open] of this.#open) {
      if (open.dueMs > nowMs) continue;
      if (open.tries >= open.triesMax) {
        this.#open.delete(peer);
        if (!open.isAnswered) givenUp.push(peer);
        continue;
      }
      open.dueMs = nowMs + Math.min(PAUSE_MS_MAX, PAUSE_MS_MIN * 2 ** open.tries);
      open.tries += 1;
      this.#begin(peer, nowMs, true);
    }
    return givenUp;
  }

  /** Takes in what `peer` says and answers; returns the elements that were new. */
  hear(peer: string, { state, bytes, ask }: Talk, nowMs: number): readonly unknown[] {
    const held = this.#elements.list.length;
    const replies = bytes.flatMap((each) => {
      const heard = this.#conversations.receive(peer, Buffer.from(each, "base64"), nowMs);
      return heard.kind === "heard" ? heard.replies : [];
    });
    const learned = this.#elements.list.slice(held);
    const isEqual = state === this.#elements.digest;
    const open = this.#open.get(peer);
    if (open !== undefined) open.isAnswered = true;
    if (isEqual) {
      this.#equalAt.set(peer, state);
      this.#open.delete(peer);
    } else if (learned.length > 0 && open?.triesMax !== Infinity) {
      // While there are news all the time the two are never equal, but what was missing has come.
      this.#open.delete(peer);
    }
    // The last one to learn something tells the other that they are equal now.
    if (replies.length > 0 || ask === true || (isEqual && learned.length > 0))
      this.#tell(peer, replies);
    return learned;
  }

  #begin(peer: string, nowMs: number, ask = false): void {
    this.#tell(peer, this.#conversations.begin(peer, nowMs), ask);
  }

  #tell(peer: string, messages: readonly Uint8Array[], ask = false): void {
    const bytes = messages.map((each) => Buffer.from(each).toString("base64"));
    this.#send(peer, { state: this.#elements.digest, bytes, ...(ask ? { ask } : {}) });
  }
}
