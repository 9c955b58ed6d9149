/**
 * Goal: whatever is acknowledged is in the number, and nothing is in it twice, however requests to the
 * store are lost, late or doubled, and whichever lives of the node have requests on their way.
 */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { SeqKv } from "../../../coordinator/workbench/services/seq_kv.ts";
import { type Random, randomBelow, seededRandom } from "../../../robots/engine/random.ts";
import { OwnTally, tallied } from "../../../robots/glomers/own_tally.ts";
import { SharedReads } from "../../../robots/glomers/shared_reads.ts";
import { keyValue } from "../../../robots/node/key_value.ts";
import type { Body } from "../../../robots/node/message.ts";
import { RpcError } from "../../../robots/node/message.ts";
import type { Content, KeyValue } from "../../../robots/node/node.ts";
import { turn } from "../node/fixture.ts";

const KEY = "count";

/** `seq-kv` behind a bad network. */
class World {
  readonly #service = new SeqKv();
  readonly #random: Random;
  /** Of requests that are late, lost on their way back, or come twice. */
  readonly #badness: number;
  #life = 0;
  #tokens = 0;

  constructor(seed: number, badness: number) {
    this.#random = seededRandom(String(seed));
    this.#badness = badness;
  }

  /** A life of the node: the one before says nothing more, but what it has said is on its way. */
  newLife(): OwnTally {
    const life = (this.#life += 1);
    const store = keyValue((content) =>
      life === this.#life ? this.#ask(content) : new Promise(() => {}),
    );
    return tallyOn(store, () => `token ${this.#tokens++}`, this.#random);
  }

  /** What is there now. */
  sum(): number {
    this.#apply({ type: "write", key: "now", value: this.#tokens++ });
    return tallied(this.#apply({ type: "read", key: KEY }).value)?.[0] ?? 0;
  }

  #apply(content: Content): Body {
    const message = { src: "n1", dest: "seq-kv", body: { ...content, msg_id: 1 } };
    return this.#service.answer(message, this.#random);
  }

  async #ask(content: Content): Promise<Body> {
    if (this.#isBad()) void this.#later(30).then(() => this.#apply(content));
    const isLate = this.#isBad();
    if (isLate) void this.#later(60).then(() => this.#apply(content));
    await this.#later(5);
    const answer = isLate ? undefined : this.#apply(content);
    await this.#later(5);
    if (answer === undefined || this.#isBad()) throw new RpcError("timeout");
    if (answer.type === "error") throw new RpcError(answer["code"] as number);
    return answer;
  }

  #isBad(): boolean {
    return this.#random() < this.#badness;
  }

  async #later(turnsMax: number): Promise<void> {
    for (let left = randomBelow(this.#random, turnsMax); left > 0; left--) await turn();
  }
}

function tallyOn(store: KeyValue, token: () => string, random: Random): OwnTally {
  return new OwnTally({
    store,
    key: KEY,
    token,
    refresh: () => store.write("fresh", token()),
    async sleep() {
      for (let left = randomBelow(random, 20); left > 0; left--) await turn();
    },
  });
}

/** Waits for the last addition of this life, or kills it before. */
async function additions(tally: OwnTally, count: number, isKilled: boolean): Promise<number> {
  let acknowledged = 0;
  const all = Array.from({ length: count }, async () => {
    const added = tally.add(1);
    if (added === false) return;
    await added;
    acknowledged += 1;
  });
  if (!isKilled) await Promise.all(all);
  else for (let left = 40; left > 0; left--) await turn();
  return acknowledged;
}

describe("a number of one's own", () => {
  it("holds all that was acknowledged once, over several lives on a bad network", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.constantFrom(0, 0.2, 0.5), async (seed, badness) => {
        const world = new World(seed, badness);
        let acknowledged = 0;
        let asked = 0;
        for (const isKilled of [true, true, true, false]) {
          const tally = world.newLife();
          void tally.start();
          asked += 7;
          acknowledged += await additions(tally, 7, isKilled);
          if (isKilled) continue;
          // What was late has come by now, and changed nothing.
          for (let left = 100; left > 0; left--) await turn();
          expect(world.sum()).toBe(tally.sum);
        }
        expect(world.sum()).toBeGreaterThanOrEqual(acknowledged);
        expect(world.sum()).toBeLessThanOrEqual(asked);
      }),
      { numRuns: 40 },
    );
  });

  it("is exact when its node lives on, whatever the network does", async () => {
    for (let seed = 0; seed < 15; seed++) {
      const world = new World(seed, 0.4);
      const tally = world.newLife();
      const rounds = [3, 1, 4];
      for (const count of rounds) await additions(tally, count, false);
      expect({ seed, sum: world.sum() }).toEqual({ seed, sum: 8 });
    }
  });

  it("takes over what earlier lives have left, before anything is added", async () => {
    const world = new World(1, 0);
    await additions(world.newLife(), 3, false);
    const next = world.newLife();
    expect(next.sum).toBeUndefined();
    await next.start();
    expect(next.sum).toBe(3);
  });

  it("writes what comes meanwhile together", async () => {
    const world = new World(1, 0);
    let tokens = 0;
    const store = keyValue(async (content) => {
      await turn();
      if (content.type === "read") throw new RpcError("key-does-not-exist");
      return { type: "cas_ok" };
    });
    const tally = tallyOn(
      store,
      () => String(tokens++),
      () => 0,
    );
    await tally.start();
    const before = tokens;
    await additions(tally, 50, false);
    // The first alone, and all the others.
    expect(tokens - before).toBe(2);
    expect(tally.sum).toBe(50);
    expect(world.sum()).toBe(0);
  });

  it("refuses to keep more waiting than can matter", () => {
    const never = keyValue(() => new Promise(() => {}));
    const tally = tallyOn(
      never,
      () => "",
      () => 0,
    );
    for (let n = 0; n < 10_000; n++) expect(tally.add(1)).not.toBe(false);
    expect(tally.add(1)).toBe(false);
  });
});

describe("shared reads", () => {
  it("give everybody what was read after he had asked, with one read for many", async () => {
    let begun = 0;
    const reads = new SharedReads(async () => {
      begun += 1;
      const nth = begun;
      await turn();
      return nth;
    });
    const first = reads.get();
    await Promise.resolve();
    await Promise.resolve();
    const later = [reads.get(), reads.get(), reads.get()];
    expect(await Promise.all([first, ...later])).toEqual([1, 2, 2, 2]);
    expect(await reads.get()).toBe(3);
  });

  it("fail only for those who waited for the one that failed", async () => {
    let begun = 0;
    const reads = new SharedReads(async () => {
      begun += 1;
      const nth = begun;
      await turn();
      if (nth === 1) throw new RpcError("timeout");
      return nth;
    });
    const first = reads.get();
    await Promise.resolve();
    await Promise.resolve();
    const second = reads.get();
    await expect(first).rejects.toThrow(RpcError);
    expect(await second).toBe(2);
  });
});
