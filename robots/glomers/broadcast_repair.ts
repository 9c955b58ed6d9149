/**
 * Brings two nodes of broadcast together, however far apart they are: conversations of
 * robots/reconcile, as base64 in JSON. Each message says what state its sender is in, so both see when
 * they are equal; who has begun begins again until then, in vain with longer pauses. In between it costs
 * nothing.
 *
 * @module
 */
import { Conversations } from "../reconcile/conversations.ts";
import { STRATEGY_CODES } from "../reconcile/strategy.ts";
import { giveMessages } from "../reconcile/trade.ts";
import type { Elements } from "./broadcast_elements.ts";

/** Before a conversation is begun again when no peer has ever answered: there and back in most tests, milliseconds. */
const PAUSE_MS_FIRST = 500;

/** The shortest of latencies leaves time for the work, and nobody is pestered. */
const PAUSE_MS_MIN = 100;

/** Pauses grow by this while a peer is silent, up to the most, so that whoever was cut off is soon brought up to date. */
const PAUSE_GROWTH = 1.5;
const PAUSE_MS_MAX = 2000;

/** Ways there and back that are remembered: the longest of them is waited for. */
const ROUND_TRIPS_MAX = 8;

/** Thousands of small elements; of larger ones the rest is left to conversations. */
const ALL_LIMITS = { messageBytesMax: 64 * 1024, burstMessagesMax: 1 };

/** What nodes tell each other. */
export interface Talk {
  /** The digest of what the sender holds. */
  readonly state: string;
  /** Messages of the conversation. */
  readonly bytes: readonly string[];
  /** Set by who has begun and waits for an answer, be it only that both are equal. */
  readonly ask?: true;
  /** Set when the answer is to be all there is, as far as one message carries it. */
  readonly all?: true;
}

interface Open {
  readonly triesMax: number;
  isAnswered: boolean;
  tries: number;
  /** Beginnings since the peer was last heard. */
  inVain: number;
  begunMs: number;
  dueMs: number;
}

export class Repairs {
  readonly #elements: Elements;
  readonly #conversations: Conversations;
  readonly #send: (to: string, talk: Talk) => void;
  readonly #open = new Map<string, Open>();
  /** By peer: the state in which it and this node were equal. */
  readonly #equalAt = new Map<string, string>();
  /** From a beginning to the first word. Of all peers, as most beginnings are the first with theirs. */
  readonly #roundTripsMs: number[] = [];

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
    this.#tell(peer, this.#conversations.begin(peer, nowMs));
  }

  /**
   * Talks to `peer` from the next sweep on until both are equal.
   *
   * @param triesMax After so many beginnings it is given up. Unless it is infinite, something new is enough.
   */
  begin(peer: string, nowMs: number, triesMax: number): void {
    if (!this.#open.has(peer))
      this.#open.set(peer, {
        triesMax,
        isAnswered: false,
        tries: 0,
        inVain: 0,
        begunMs: nowMs,
        dueMs: nowMs,
      });
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
      open.dueMs = nowMs + this.#pauseMs(open.inVain);
      open.begunMs = nowMs;
      open.tries += 1;
      open.inVain += 1;
      // It is there, but words got lost: every second time each tells all, which takes two of them.
      if (open.isAnswered && open.tries % 2 === 0) this.#tell(peer, this.#all(), ASK_ALL);
      else this.#tell(peer, this.#conversations.begin(peer, nowMs), ASK);
    }
    return givenUp;
  }

  /** Takes in what `peer` says and answers; returns the elements that were new. */
  hear(peer: string, { state, bytes, ask, all }: Talk, nowMs: number): readonly unknown[] {
    const held = this.#elements.list.length;
    const replies = bytes.flatMap((each) => {
      const heard = this.#conversations.receive(peer, Buffer.from(each, "base64"), nowMs);
      return heard.kind === "heard" ? heard.replies : [];
    });
    const learned = this.#elements.list.slice(held);
    const isEqual = state === this.#elements.digest;
    const open = this.#open.get(peer);
    if (open !== undefined) this.#answered(open, nowMs);
    if (isEqual) {
      this.#equalAt.set(peer, state);
      this.#open.delete(peer);
    } else if (learned.length > 0 && open?.triesMax !== Infinity) {
      // While there are news all the time the two are never equal, but what was missing has come.
      this.#open.delete(peer);
    }
    if (all === true && !isEqual) replies.push(...this.#all());
    // The last one to learn something tells the other that they are equal now.
    if (replies.length > 0 || ask === true || (isEqual && learned.length > 0))
      this.#tell(peer, replies);
    return learned;
  }

  /** The peer is there: what is lost now is lost by chance, and worth another try soon. */
  #answered(open: Open, nowMs: number): void {
    open.isAnswered = true;
    // Nobody knows which of two beginnings is answered.
    if (open.inVain === 1) {
      this.#roundTripsMs.push(nowMs - open.begunMs);
      if (this.#roundTripsMs.length > ROUND_TRIPS_MAX) this.#roundTripsMs.shift();
    }
    open.inVain = 0;
    open.dueMs = nowMs + this.#pauseMs(0);
  }

  #pauseMs(inVain: number): number {
    const known = this.#roundTripsMs.length > 0;
    const onceMs = known ? PAUSE_MS_MIN + 1.5 * Math.max(...this.#roundTripsMs) : PAUSE_MS_FIRST;
    return Math.min(PAUSE_MS_MAX, onceMs * PAUSE_GROWTH ** inVain);
  }

  /** All there is, as far as one message carries it: the latest, which most likely are missing. */
  #all(): Uint8Array[] {
    const { reconcilable } = this.#elements;
    const end = reconcilable.index.slotsEnd;
    const latest = Array.from({ length: end }, (_, n) => end - 1 - n);
    return giveMessages(reconcilable, STRATEGY_CODES.auto, latest, ALL_LIMITS);
  }

  #tell(
    peer: string,
    messages: readonly Uint8Array[],
    asked: Pick<Talk, "ask" | "all"> = {},
  ): void {
    const bytes = messages.map((each) => Buffer.from(each).toString("base64"));
    this.#send(peer, { state: this.#elements.digest, bytes, ...asked });
  }
}

const ASK = { ask: true } as const;
const ASK_ALL = { ask: true, all: true } as const;
