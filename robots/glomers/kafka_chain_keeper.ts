/**
 * Keeps a node's copy of the chain up with the store, and writes what the node was asked into it: in
 * turns, so that all that comes within a period is one block, and one compare-and-set. Two nodes that
 * write at the same time meet at the same number; who is late reads the other's block, which it needs
 * anyway, and tries the next number. A node that met another in its last turn reads before it writes.
 *
 * @module
 */
import type { KeyValue } from "../node/node.ts";
import { type Block, Chain, type Outcome } from "./kafka_chain.ts";

/** What it needs besides a store. */
export interface Surroundings {
  readonly store: KeyValue;
  /** Between the beginnings of two turns. 0: a turn whenever there is something to do. */
  readonly periodMs: number;
  /** No other node, and no other life of this one, has the same name. */
  readonly name: string;
  now(): number;
  after(delayMs: number, action: () => Promise<void>): void;
  sleep(ms: number): Promise<void>;
  /** Whether the store did not answer. Anything else that it throws is a bug. */
  isFailure(caught: unknown): boolean;
}

/** Requests in a block, so that a line of the store stays short. */
export const BLOCK_REQUESTS_MAX = 1000;

/** Requests that wait at a node; more are refused. Ten blocks: who waits longer has given up. */
export const WAITING_MAX = 10 * BLOCK_REQUESTS_MAX;

/** Blocks asked for at once by a node that is far behind. */
export const READ_AHEAD_MAX = 32;

/** After a store that did not answer within its time. */
const RETRY_PAUSE_MS = 100;

interface Request {
  readonly record?: readonly [key: string, message: unknown];
  readonly commit?: Readonly<Record<string, number>>;
  /** The offset of the record; for a commit 1 when it was carried out and 0 when it was refused. */
  readonly settle: (result: number) => void;
}

export class ChainKeeper {
  readonly chain = new Chain();
  readonly #world: Surroundings;
  #requests: Request[] = [];
  /** Who waits for a turn that begins from now on. */
  #followers: (() => void)[] = [];
  #isWanted = false;
  #isAtWork = false;
  /** Whether somebody else has written since its last turn but one: then he probably has again. */
  #meetsOthers = false;
  #begunMs = -Infinity;
  #blocks = 0;

  constructor(world: Surroundings) {
    this.#world = world;
  }

  get isFull(): boolean {
    return this.#requests.length >= WAITING_MAX;
  }

  /** Resolves with the offset. */
  send(key: string, message: unknown): Promise<number> {
    return this.#ask({ record: [key, message] });
  }

  /** Resolves with whether it was carried out. */
  async commit(offsets: Readonly<Record<string, number>>): Promise<boolean> {
    return (await this.#ask({ commit: offsets })) === 1;
  }

  /** Soon reads what others have written. */
  want(): void {
    this.#isWanted = true;
    this.#wake();
  }

  /** Resolves when all is here that was in the store when this was called. */
  upToDate(): Promise<void> {
    return new Promise((resolve) => {
      this.#followers.push(resolve);
      this.#wake();
    });
  }

  #ask(request: Omit<Request, "settle">): Promise<number> {
    return new Promise((settle) => {
      this.#requests.push({ ...request, settle });
      this.#wake();
    });
  }

  #wake(): void {
    if (this.#isAtWork) return;
    this.#isAtWork = true;
    const world = this.#world;
    const dueMs = this.#begunMs + world.periodMs;
    world.after(Math.max(0, dueMs - world.now()), async () => {
      this.#begunMs = world.now();
      await this.#turn();
      this.#isAtWork = false;
      if (this.#isWanted || this.#requests.length > 0 || this.#followers.length > 0) this.#wake();
    });
  }

  async #turn(): Promise<void> {
    const requests = this.#requests.splice(0, BLOCK_REQUESTS_MAX);
    const followers = this.#followers;
    this.#followers = [];
    this.#isWanted = false;
    const expectsOthers = this.#meetsOthers;
    this.#meetsOthers = false;
    if (expectsOthers && requests.length > 0) await this.#read(1);
    if (requests.length > 0) await this.#write(requests);
    else await this.#follow();
    for (const follower of followers) follower();
  }

  /** Tries number after number. Its own block may be there without its knowledge, but never twice. */
  async #write(requests: readonly Request[]): Promise<void> {
    const block: Block = {
      id: `${this.#world.name}/${this.#blocks++}`,
      records: requests.flatMap(({ record }) => (record === undefined ? [] : [record])),
      commits: requests.flatMap(({ commit }) => (commit === undefined ? [] : [commit])),
    };
    for (let ahead = 1; ; ahead = Math.min(2 * ahead, READ_AHEAD_MAX)) {
      const name = nameOf(this.chain.length);
      const isWritten = await this.#try(
        () => this.#world.store.compareAndSet(name, null, block, { create: true }),
        false,
      );
      const outcome = isWritten ? this.chain.apply(block) : (await this.#read(ahead, block)).mine;
      if (outcome === undefined) continue;
      answer(requests, outcome);
      return;
    }
  }

  async #follow(): Promise<void> {
    let ahead = 1;
    while ((await this.#read(ahead)).isMore) ahead = Math.min(2 * ahead, READ_AHEAD_MAX);
  }

  /** Reads the next blocks, as far as they are there; tells whether all were, and what became of mine. */
  async #read(count: number, mine?: Block): Promise<{ isMore: boolean; mine?: Outcome }> {
    const first = this.chain.length;
    const numbers = Array.from({ length: count }, (_, n) => first + n);
    const blocks = await Promise.all(numbers.map((number) => this.#block(number)));
    let outcome: Outcome | undefined;
    for (const block of blocks) {
      if (block === null) break;
      const became = this.chain.apply(block);
      if (block.id === mine?.id) outcome = became;
      else this.#meetsOthers = true;
    }
    const isMore = this.chain.length === first + count;
    return outcome === undefined ? { isMore } : { isMore, mine: outcome };
  }

  /** Asks until the store has answered: only then it is certain that there is none. */
  async #block(number: number): Promise<Block | null> {
    for (;;) {
      const block = await this.#try(() => this.#world.store.read(nameOf(number), null), undefined);
      if (block !== undefined) return block as Block | null;
    }
  }

  async #try<T>(action: () => Promise<T>, otherwise: T): Promise<T> {
    try {
      return await action();
    } catch (error) {
      if (!this.#world.isFailure(error)) throw error;
      await this.#world.sleep(RETRY_PAUSE_MS);
      return otherwise;
    }
  }
}

function nameOf(block: number): string {
  return `kafka/${block}`;
}

function answer(requests: readonly Request[], { offsets, committed }: Outcome): void {
  let [records, commits] = [0, 0];
  for (const { record, settle: tell } of requests)
    tell(record === undefined ? Number(committed[commits++]) : offsets[records++]!);
}
