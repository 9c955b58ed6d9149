import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Json } from "../../../../coordinator/checkers/history/history.ts";
import {
  CLIENTS_MAX,
  SeqKv,
  STATES_KEPT,
} from "../../../../coordinator/workbench/services/seq_kv.ts";
import { type Random, seededRandom } from "../../../../robots/engine/random.ts";
import type { Fields } from "../../../../robots/node/message.ts";
import { request } from "../../../support/store_requests.ts";

const OLDEST: Random = () => 0;
const NEWEST: Random = () => 1 - Number.EPSILON;

class Clients {
  readonly #store = new SeqKv();

  read(src: string, key: string, random: Random): Json | undefined {
    const answer = this.#store.answer(request(src, { type: "read", key }), random);
    return answer["value"] as Json | undefined;
  }

  write(src: string, key: string, value: Json, random: Random): string {
    return this.#store.answer(request(src, { type: "write", key, value }), random).type;
  }

  cas(src: string, key: string, from: Json, to: Json, random: Random): Fields {
    return this.#store.answer(request(src, { type: "cas", key, from, to }), random);
  }
}

/** A store to which `n0` wrote x = 1, 2 … `last`. */
function counted(last: number): Clients {
  const clients = new Clients();
  for (let value = 1; value <= last; value++) clients.write("n0", "x", value, OLDEST);
  return clients;
}

describe("a client that has seen nothing yet", () => {
  test("reads any of the last 32 states and none before", () => {
    const last = 100;
    const random = seededRandom("1");
    const seen = new Set<Json | undefined>();
    const clients = counted(last);
    // The n-th of these clients has seen nothing, either.
    for (let n = 0; n < 900; n++) seen.add(clients.read(`n${n + 1}`, "x", random));
    const kept = Array.from({ length: STATES_KEPT }, (_, ago) => last - ago);
    expect([...seen].toSorted((a, b) => Number(b) - Number(a))).toEqual(kept);
  });

  test("may find nothing where there is something", () => {
    expect(counted(1).read("n1", "x", OLDEST)).toBeUndefined();
    expect(counted(1).read("n1", "x", NEWEST)).toBe(1);
  });

  test("sees all keys as they were", () => {
    const clients = new Clients();
    for (let value = 1; value <= 20; value++) {
      clients.write("n0", "x", value, OLDEST);
      clients.write("n0", "y", value, OLDEST);
    }
    // State 9 of 40 is the oldest: the fifth x came with it.
    expect(clients.read("n1", "x", OLDEST)).toBe(5);
    expect(clients.read("n1", "y", OLDEST)).toBe(4);
  });
});

describe("a client", () => {
  test("never goes back", () => {
    const clients = counted(10);
    expect(clients.read("n1", "x", () => 0.5)).toBe(5);
    expect(clients.read("n1", "x", OLDEST)).toBe(5);
    clients.write("n0", "x", 11, OLDEST);
    expect(clients.read("n1", "x", OLDEST)).toBe(5);
  });

  test("sees what it wrote, and all that was written before", () => {
    const clients = counted(10);
    clients.write("n1", "y", 1, OLDEST);
    expect(clients.read("n1", "y", OLDEST)).toBe(1);
    expect(clients.read("n1", "x", OLDEST)).toBe(10);
  });

  test("comes to see the newest state by reading", () => {
    const clients = counted(10);
    const random = seededRandom("1");
    const reads = Array.from({ length: 200 }, () => clients.read("n1", "x", random));
    expect(reads.at(-1)).toBe(10);
  });

  test("that slept for more than 32 changes wakes up in a state that is kept", () => {
    const clients = counted(10);
    expect(clients.read("n1", "x", OLDEST)).toBeUndefined();
    for (let value = 11; value <= 100; value++) clients.write("n0", "x", value, OLDEST);
    const random = seededRandom("2");
    let before = 0;
    for (let n = 0; n < 100; n++) {
      const read = Number(clients.read("n1", "x", random));
      expect(read).toBeGreaterThanOrEqual(Math.max(before, 100 - STATES_KEPT + 1));
      before = read;
    }
  });
});

describe("what changes nothing may happen in the past", () => {
  test("a write of what was there, as in Maelstrom's document", () => {
    const clients = new Clients();
    clients.write("n1", "x", 1, NEWEST);
    expect(clients.cas("n2", "x", 1, 2, NEWEST)).toEqual({ type: "cas_ok" });
    expect(clients.write("n1", "x", 1, OLDEST)).toBe("write_ok");
    expect(clients.read("n2", "x", NEWEST)).toBe(2);
  });

  test("a cas from a value to itself", () => {
    const clients = counted(10);
    expect(clients.cas("n1", "x", 5, 5, () => 0.5)).toEqual({ type: "cas_ok" });
    expect(clients.read("n0", "x", NEWEST)).toBe(10);
  });

  test("a cas that fails", () => {
    const clients = counted(10);
    expect(clients.cas("n1", "x", 10, 11, OLDEST)).toMatchObject({ code: 20 });
    expect(clients.cas("n1", "x", 10, 11, () => 0.5)).toMatchObject({ code: 22 });
    expect(clients.read("n0", "x", NEWEST)).toBe(10);
  });
});

describe("what would change the past happens now", () => {
  test("a cas of an old value fails", () => {
    const clients = counted(10);
    expect(clients.cas("n1", "x", 5, 50, () => 0.5)).toMatchObject({ code: 22 });
    // It has seen the newest state now.
    expect(clients.read("n1", "x", OLDEST)).toBe(10);
  });

  test("a write of an old value comes after the newest", () => {
    const clients = counted(10);
    clients.write("n1", "x", 5, NEWEST);
    expect(clients.read("n0", "x", NEWEST)).toBe(5);
  });
});

/** What a client wants; which values it writes is settled later, so that no two are equal. */
interface Wish {
  readonly client: string;
  readonly key: string;
  readonly f: "read" | "write" | "cas";
  /** For cas: how many writes ago its `from` was written. */
  readonly ago: number;
}

const anyWish: fc.Arbitrary<Wish> = fc.record({
  client: fc.constantFrom("n0", "n1", "n2"),
  key: fc.constantFrom("x", "y"),
  f: fc.constantFrom("read", "write", "cas"),
  ago: fc.nat({ max: 3 }),
});

test("all operations have one order, in which each client's own go forward", () => {
  fc.assert(
    fc.property(fc.array(anyWish, { maxLength: 120 }), fc.string(), (wishes, seed) => {
      const clients = new Clients();
      const random = seededRandom(seed);
      const states: ReadonlyMap<string, Json>[] = [new Map()];
      const seen = new Map<string, number>();
      // As all values differ, what succeeds is a change, and everything else is a look at one key.
      for (const [n, { client, key, f, ago }] of wishes.entries()) {
        const newest = states.length - 1;
        let fits: (has: Json | undefined) => boolean;
        if (f === "read") {
          const read = clients.read(client, key, random);
          fits = (has) => has === read;
        } else {
          const from = n - ago;
          const answer =
            f === "write"
              ? { type: clients.write(client, key, n, random) }
              : clients.cas(client, key, from, n, random);
          if (answer.type !== "error") {
            if (f === "cas") expect(states[newest]!.get(key)).toBe(from);
            states.push(new Map(states[newest]).set(key, n));
            seen.set(client, states.length - 1);
            continue;
          }
          const isMissing = "code" in answer && answer.code === 20;
          fits = (has) => (isMissing ? has === undefined : has !== undefined && has !== from);
        }
        const oldest = Math.max(seen.get(client) ?? 0, newest - STATES_KEPT + 1);
        const at = states.findIndex((state, number) => number >= oldest && fits(state.get(key)));
        expect(at).not.toBe(-1);
        seen.set(client, at);
      }
    }),
    { numRuns: 300 },
  );
});

test("keeps little of senders that make up names, and none of them goes back", () => {
  const clients = counted(10);
  expect(clients.read("n1", "x", NEWEST)).toBe(10);
  for (let n = 0; n <= CLIENTS_MAX; n++) clients.read(`made-up-${n}`, "x", OLDEST);
  expect(clients.read("n1", "x", OLDEST)).toBe(10);
});
