/**
 * Which requests a replicated state has carried out: a node that hears nothing asks again, networks
 * double, and so one request may stand in the log more than once. Each is named by its node, the life of
 * that node, and a number; and says from which number on requests of this life are open, so that those
 * before it can be forgotten and never happen late.
 *
 * All members keep the same sessions, as they are part of the state (Ongaro's thesis, 6.3). Results are
 * not kept: a node answers its client when it applies the request itself.
 *
 * @module
 */
import type { Json } from "./raft_messages.ts";

/** Names a request. Lives and numbers count from 1; an array is shorter in each entry of a log. */
export type RequestName = readonly [node: string, life: number, number: number, open: number];

interface Session {
  readonly life: number;
  open: number;
  /** From `open` on. */
  readonly done: Set<number>;
}

export class RaftSessions {
  /** By node: its newest life. */
  readonly #sessions = new Map<string, Session>();

  /** Whether the request is to be carried out now: it has not been, and it may. It counts as done. */
  admit([node, life, number, open]: RequestName): boolean {
    let session = this.#sessions.get(node);
    if (session === undefined || life > session.life) {
      session = { life, open: 0, done: new Set() };
      this.#sessions.set(node, session);
    }
    // Nobody waits for the requests of a life that is over, and what was done in it is forgotten.
    if (life < session.life || number < session.open || session.done.has(number)) return false;
    session.done.add(number);
    if (open > session.open) {
      session.open = open;
      for (const each of session.done) if (each < open) session.done.delete(each);
    }
    return true;
  }

  /** For a snapshot: [node, life, open, done] of each. */
  toJson(): Json {
    return [...this.#sessions].map(([node, { life, open, done }]) => [node, life, open, [...done]]);
  }

  /** Becomes what {@linkcode toJson} gave. */
  become(sessions: Json): void {
    this.#sessions.clear();
    const all = sessions as readonly (readonly [string, number, number, readonly number[]])[];
    for (const [node, life, open, done] of all)
      this.#sessions.set(node, { life, open, done: new Set(done) });
  }
}
