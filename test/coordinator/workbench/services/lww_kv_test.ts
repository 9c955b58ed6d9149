import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Json } from "../../../../coordinator/checkers/history/history.ts";
import { keyValueRequest } from "../../../../coordinator/workbench/services/key_value_request.ts";
import type { Key } from "../../../../coordinator/workbench/services/key_value_request.ts";
import { LwwKv } from "../../../../coordinator/workbench/services/lww_kv.ts";
import { type Random, randomBelow, seededRandom } from "../../../../robots/engine/random.ts";
import type { Message } from "../../../../robots/node/message.ts";
import type { Content } from "../../../../robots/node/node.ts";
import { anyStoreRequest, request } from "../../../support/store_requests.ts";

/** As Maelstrom does it: a merge looks at everything, and makes a new replica. */
function wholeMerges(count: number): (message: Message, random: Random) => Content {
  type Entries = ReadonlyMap<Key, { readonly at: number; readonly value: Json }>;
  const replicas = Array.from({ length: count }, () => ({
    clock: 0,
    entries: new Map() as Entries,
  }));
  return (message, random) => {
    const valid = keyValueRequest(message);
    if (valid.kind === "refused") return valid.answer;
    const from = replicas[randomBelow(random, count)]!;
    const toIndex = randomBelow(random, count);
    const to = replicas[toIndex]!;
    const merged = new Map(to.entries);
    for (const [key, entry] of from.entries)
      if (!(to.entries.get(key) && to.entries.get(key)!.at > entry.at)) merged.set(key, entry);
    replicas[toIndex] = { clock: Math.max(from.clock, to.clock), entries: merged };
    const index = randomBelow(random, count);
    const { clock, entries } = replicas[index]!;
    const { answer, next } = valid.step(entries.get(valid.key)?.value);
    if (next !== undefined) {
      const changed = new Map(entries).set(valid.key, { at: clock, value: next });
      replicas[index] = { clock: clock + 1, entries: changed };
    }
    return answer;
  };
}

test.each([1, 2, 5])("%i replicas answer as if they merged all that they have", (count) => {
  fc.assert(
    fc.property(fc.array(anyStoreRequest(), { maxLength: 120 }), fc.string(), (messages, seed) => {
      const store = new LwwKv(count);
      const whole = wholeMerges(count);
      const random = seededRandom(seed);
      const sameRandom = seededRandom(seed);
      for (const message of messages)
        expect(store.answer(message, random)).toEqual(whole(message, sameRandom));
    }),
  );
});

function write(value: Json): Message {
  return request("n0", { type: "write", key: "x", value });
}

/** Three draws a request: who tells, whom, and who answers. */
function draws(...replicas: readonly number[]): Random {
  const left = [...replicas];
  return () => left.shift()! / 2;
}

describe("two replicas", () => {
  const read = request("n0", { type: "read", key: "x" });

  test("know nothing of each other until one tells", () => {
    const store = new LwwKv();
    store.answer(write(1), draws(0, 0, 0));
    expect(store.answer(read, draws(0, 0, 1))).toMatchObject({ code: 20 });
    expect(store.answer(read, draws(1, 0, 0))).toMatchObject({ value: 1 });
    expect(store.answer(read, draws(0, 1, 1))).toMatchObject({ value: 1 });
  });

  test("let the later write win, and it may not be the last", () => {
    const store = new LwwKv();
    store.answer(write(1), draws(0, 0, 0));
    store.answer(write(2), draws(0, 0, 0));
    store.answer(write(3), draws(0, 0, 1));
    // The second write of one came after the first of the other.
    expect(store.answer(read, draws(1, 0, 0))).toMatchObject({ value: 2 });
    expect(store.answer(read, draws(0, 1, 1))).toMatchObject({ value: 2 });
  });

  test("agree with the one that tells when both wrote at the same time", () => {
    const store = new LwwKv();
    store.answer(write(1), draws(0, 0, 0));
    store.answer(write(2), draws(0, 0, 1));
    expect(store.answer(read, draws(1, 0, 0))).toMatchObject({ value: 2 });
    expect(store.answer(read, draws(0, 1, 1))).toMatchObject({ value: 2 });
  });

  test("write after all that they were told", () => {
    const store = new LwwKv();
    for (const value of [1, 2, 3]) store.answer(write(value), draws(0, 0, 0));
    store.answer(write(4), draws(0, 1, 1));
    expect(store.answer(read, draws(1, 0, 0))).toMatchObject({ value: 4 });
  });
});

test("replicas agree when there is nothing but reads", () => {
  fc.assert(
    fc.property(fc.array(anyStoreRequest(), { maxLength: 60 }), fc.string(), (messages, seed) => {
      const store = new LwwKv(5);
      const random = seededRandom(seed);
      for (const message of messages) store.answer(message, random);
      const read = request("n0", { type: "read", key: 1 });
      for (let n = 0; n < 300; n++) store.answer(read, random);
      const answers = new Set<string>();
      for (let n = 0; n < 50; n++) answers.add(JSON.stringify(store.answer(read, random)));
      expect(answers.size).toBe(1);
    }),
    // The same seeds each time: that all have told all by then is only almost certain.
    { seed: 1 },
  );
});
