/**
 * `seq-kv`: a sequentially consistent key-value store (`Sequential` in src/maelstrom/service.clj of
 * jepsen-io/maelstrom). All operations have one order, and each client sees it go forward; but what
 * changes nothing - a read, a `cas` that fails, a write of what is there - may happen in any of the
 * last 32 states, as long as the client has seen none after it. What would change that state happens
 * in the newest instead. A client is whoever the request is from.
 *
 * How old a state is counts in changes, never in time: a slow moment of the bench or of the network
 * makes no answer any older. But a store at rest does not catch up with time either. Who has to see
 * all that was written before first writes something new, such as a number of its own, and then reads.
 *
 * Maelstrom's forgets what a client has seen once that is more than 32 states ago, so that the client
 * may go back; this one never lets it. And it counts a state only when something is new in it.
 *
 * @module
 */
import { type Random, randomBelow } from "../../../robots/engine/random.ts";
import type { Message } from "../../../robots/node/message.ts";
import type { Content } from "../../../robots/node/node.ts";
import type { Json } from "../../checkers/history/history.ts";
import { same } from "../../checkers/history/json_values.ts";
import { type Key, keyValueRequest } from "./key_value_request.ts";
import type { Service } from "./service.ts";

/** The newest and 31 before it, as in Maelstrom. */
export const STATES_KEPT = 32;

/** Many times the nodes of any test. More names than these are made up, and memory must not grow. */
export const CLIENTS_MAX = 1024;

/** What a change replaced, so that it can be thought away. */
interface Change {
  readonly key: Key;
  readonly before: Json | undefined;
}

export class SeqKv implements Service {
  /** The newest state. Those before are this one without the last changes. */
  readonly #values = new Map<Key, Json>();
  /** How many changes made the newest state, which is its number. */
  #newest = 0;
  /** The last changes. The one that made state n is at n modulo the length. */
  readonly #changes: Change[] = [];
  /** By client: the state that it has seen last. */
  readonly #seen = new Map<string, number>();
  /** What clients without an entry may have seen. */
  #seenByOthers = 0;

  answer(message: Message, random: Random): Content {
    const request = keyValueRequest(message);
    if (request.kind === "refused") return request.answer;
    const { key, step } = request;
    const { src: client } = message;
    const seen = this.#seen.get(client) ?? this.#seenByOthers;
    const oldest = Math.max(seen, this.#newest - STATES_KEPT + 1);
    const state = oldest + randomBelow(random, this.#newest - oldest + 1);
    const past = this.#valueIn(state, key);
    const inPast = step(past);
    if (!changes(past, inPast.next)) {
      this.#note(client, state);
      return inPast.answer;
    }
    const current = this.#values.get(key);
    const { answer, next } = step(current);
    if (changes(current, next)) this.#change(key, current, next);
    this.#note(client, this.#newest);
    return answer;
  }

  #valueIn(state: number, key: Key): Json | undefined {
    // The first change after that state replaced what it had.
    for (let n = state + 1; n <= this.#newest; n++) {
      const change = this.#changes[n % STATES_KEPT]!;
      if (change.key === key) return change.before;
    }
    return this.#values.get(key);
  }

  #change(key: Key, before: Json | undefined, next: Json): void {
    this.#newest += 1;
    this.#changes[this.#newest % STATES_KEPT] = { key, before };
    this.#values.set(key, next);
  }

  #note(client: string, state: number): void {
    if (this.#seen.size >= CLIENTS_MAX && !this.#seen.has(client)) {
      // Nobody has seen more than the newest state: whoever is forgotten does not go back.
      this.#seen.clear();
      this.#seenByOthers = this.#newest;
    }
    this.#seen.set(client, state);
  }
}

function changes(before: Json | undefined, next: Json | undefined): next is Json {
  return next !== undefined && (before === undefined || !same(before, next));
}
