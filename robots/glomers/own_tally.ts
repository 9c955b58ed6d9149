/**
 * A number in a key-value store that only one node raises. Additions that come while one is being written
 * are written together, and each is done only when it is written.
 *
 * ```text
 * value    [sum, token]
 * ```
 *
 * Nobody else writes the key, so all that can go wrong is not to know: whether a request without an
 * answer happened, or will happen yet; and what an earlier life of the node has on its way. Each write
 * sets the key from the value with the last token to one with a token that was never there before. So a
 * late one finds another token and does nothing, and a value that was read tells whose it is. Whoever
 * does not know writes a new token over what is there; then nothing older can happen any more.
 *
 * @module
 */
import { isRpcError } from "../node/message.ts";
import type { KeyValue } from "../node/node.ts";

/** Between attempts of a request that failed. */
const RETRY_MS = 100;

/** Clients wait five seconds; at a thousand additions a second these are all that can still matter. */
const WAITING_MAX = 10_000;

export type Tallied = readonly [sum: number, token: string];

export interface OwnTallyOptions {
  readonly store: Pick<KeyValue, "read" | "compareAndSet">;
  readonly key: string;
  /** Gives a text that nobody ever gave. */
  readonly token: () => string;
  /** Makes sure that what is read after it is what the store holds, and not what it held once. */
  readonly refresh: () => Promise<void>;
  readonly sleep: (ms: number) => Promise<void>;
}

interface Addition {
  readonly delta: number;
  readonly done: () => void;
}

export class OwnTally {
  readonly #options: OwnTallyOptions;
  #waiting: Addition[] = [];
  #isWorking = false;
  /** What the key holds, once that is known. */
  #held: Tallied | undefined;

  constructor(options: OwnTallyOptions) {
    this.#options = options;
  }

  /** What was written for certain; `undefined` before {@linkcode start} is through. */
  get sum(): number | undefined {
    return this.#held?.[0];
  }

  /** Takes over what earlier lives have left. */
  async start(): Promise<void> {
    if (!this.#isWorking) await this.#work();
  }

  /**
   * Adds, and resolves when it is written.
   *
   * @returns `false`, and nothing is added, when too many are waiting.
   */
  add(delta: number): false | Promise<void> {
    if (this.#waiting.length >= WAITING_MAX) return false;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push({ delta, done: resolve });
    if (!this.#isWorking) void this.#work();
    return promise;
  }

  async #work(): Promise<void> {
    this.#isWorking = true;
    if (this.#held === undefined) await this.#takeOver();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      await this.#raise(batch.reduce((sum, { delta }) => sum + delta, 0));
      for (const { done } of batch) done();
    }
    this.#isWorking = false;
  }

  async #raise(by: number): Promise<void> {
    for (;;) {
      const held = this.#held!;
      const next: Tallied = [held[0] + by, this.#options.token()];
      if (await this.#set(held, next)) {
        this.#held = next;
        return;
      }
      if (await this.#takeOver(next[1])) return;
    }
  }

  /**
   * Puts a new token on the sum, so that nothing that was begun before can happen any more.
   *
   * @param doubtful The token of a write of which nobody knows whether it happened.
   * @returns Whether it did.
   */
  async #takeOver(doubtful?: string): Promise<boolean> {
    const { store, key, token, refresh, sleep } = this.#options;
    let happened = false;
    for (;;) {
      try {
        await refresh();
        const found = tallied(await store.read(key, null));
        happened ||= found !== undefined && found[1] === doubtful;
        const mine: Tallied = [found?.[0] ?? 0, token()];
        if (await this.#set(found, mine)) {
          this.#held = mine;
          return happened;
        }
      } catch (error) {
        if (!isRpcError(error)) throw error;
      }
      await sleep(RETRY_MS);
    }
  }

  /** @returns Whether it happened for certain. */
  async #set(from: Tallied | undefined, to: Tallied): Promise<boolean> {
    const { store, key } = this.#options;
    try {
      return await store.compareAndSet(key, from ?? null, to, { create: from === undefined });
    } catch (error) {
      if (!isRpcError(error)) throw error;
      return false;
    }
  }
}

/** The value of a tally; `undefined` when there is none yet. */
export function tallied(value: unknown): Tallied | undefined {
  if (!Array.isArray(value)) return undefined;
  const [sum, token] = value as readonly unknown[];
  return typeof sum === "number" && typeof token === "string" ? [sum, token] : undefined;
}
