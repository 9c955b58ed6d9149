/**
 * `lww-kv`: a key-value store of several replicas, where the last write wins (`LWWKV` and `Eventual`
 * in src/maelstrom/service.clj of jepsen-io/maelstrom). Each request is answered by one replica drawn
 * at random, which knows nothing of the others: clients see values come and go, and of two writes to
 * a key one may vanish. Before each request a replica drawn at random tells another one, or itself,
 * all it has, so that they agree sooner or later, but only as long as somebody asks.
 *
 * "Last" is a Lamport time. At the same time the one that tells wins.
 *
 * Maelstrom's documents speak of five replicas, its program has two. Its documents say that requests
 * are those of the other stores, its program does not know `create_if_not_exists` here; this one does.
 *
 * @module
 */
import { type Random, randomBelow } from "../../../robots/engine/random.ts";
import type { Message } from "../../../robots/node/message.ts";
import type { Content } from "../../../robots/node/node.ts";
import type { Json } from "../../checkers/history/history.ts";
import { type Key, keyValueRequest } from "./key_value_request.ts";
import type { Service } from "./service.ts";

/** As Maelstrom's program has it. */
const REPLICAS = 2;

interface Entry {
  /** Lamport time of the write. */
  readonly at: number;
  readonly value: Json;
}

interface Replica {
  /** Lamport time of the next write. */
  clock: number;
  readonly entries: Map<Key, Entry>;
  /** By replica: where it may differ from this one. Each pair shares one set. */
  readonly differing: Map<Replica, Set<Key>>;
}

export class LwwKv implements Service {
  readonly #replicas: readonly Replica[];

  /** @param replicas How many, at least 1. */
  constructor(replicas: number = REPLICAS) {
    this.#replicas = Array.from({ length: replicas }, () => ({
      clock: 0,
      entries: new Map(),
      differing: new Map(),
    }));
    for (const [i, a] of this.#replicas.entries()) {
      for (const b of this.#replicas.slice(i + 1)) {
        const shared = new Set<Key>();
        a.differing.set(b, shared);
        b.differing.set(a, shared);
      }
    }
  }

  answer(message: Message, random: Random): Content {
    const request = keyValueRequest(message);
    if (request.kind === "refused") return request.answer;
    const { key, step } = request;
    const from = this.#draw(random);
    const to = this.#draw(random);
    if (from !== to) tell(from, to);
    const replica = this.#draw(random);
    const { answer, next } = step(replica.entries.get(key)?.value);
    if (next !== undefined) {
      replica.entries.set(key, { at: replica.clock, value: next });
      replica.clock += 1;
      for (const differing of replica.differing.values()) differing.add(key);
    }
    return answer;
  }

  #draw(random: Random): Replica {
    return this.#replicas[randomBelow(random, this.#replicas.length)]!;
  }
}

/** Merges all that `from` has into `to`. It looks only where they may differ. */
function tell(from: Replica, to: Replica): void {
  to.clock = Math.max(to.clock, from.clock);
  const differing = to.differing.get(from)!;
  for (const key of differing) {
    const theirs = from.entries.get(key);
    const own = to.entries.get(key);
    // Where the receiver is ahead they still differ, and a tale the other way will have to look.
    if (theirs === undefined || (own !== undefined && own.at > theirs.at)) continue;
    if (own !== theirs) {
      to.entries.set(key, theirs);
      for (const others of to.differing.values()) others.add(key);
    }
    differing.delete(key);
  }
}
