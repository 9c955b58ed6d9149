/**
 * The outbox: bursts leave together and in order, few batches are on their way at once, and every
 * promise settles.
 *
 * @module
 */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Outbox, type OutboxBatch, type OutboxOptions } from "../../../robots/transport/outbox.ts";

/** Most batches on their way at once. */
const IN_FLIGHT_MAX = 2;

/** Most messages that wait. */
const WAITING_MESSAGES_MAX = 100_000;

/** Most bytes that wait. */
const WAITING_BYTES_MAX = 16 * 1024 * 1024;

/** Fewest messages that leave in one batch, if so many wait. */
const BATCH_MESSAGES = 2048;

interface Flight {
  readonly batch: OutboxBatch;
  readonly land: () => void;
}

/** An outbox whose batches land when the test says so. */
function fixture(limits: Partial<OutboxOptions> = {}) {
  const flights: Flight[] = [];
  const batches: OutboxBatch[] = [];
  const losses: [number, string][] = [];
  let inFlightMost = 0;
  const outbox = new Outbox({
    entryMessagesMax: 64,
    entryBytesMax: 1000,
    deliver(batch) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const flight: Flight = {
        batch,
        land: () => (flights.splice(flights.indexOf(flight), 1), resolve()),
      };
      flights.push(flight);
      batches.push(batch);
      inFlightMost = Math.max(inFlightMost, flights.length);
      return promise;
    },
    lost: (count, reason) => losses.push([count, reason]),
    ...limits,
  });
  const settled = new Set<string>();
  const add = (text: string): Promise<void> => {
    const sent = outbox.add(Buffer.from(text), { id: text, kind: "summary" });
    return sent.then(() => void settled.add(text));
  };
  return { outbox, add, flights, batches, losses, settled, inFlightMost: () => inFlightMost };
}

/** Lets everything that is ready happen. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

function textsOf(batches: readonly OutboxBatch[]): string[] {
  const entries = batches.flatMap((batch) => batch.entries);
  return entries.flatMap(({ messages }) => messages.map((bytes) => Buffer.from(bytes).toString()));
}

test("what is sent in one turn leaves as one batch with one entry, after that turn", async () => {
  const { add, batches } = fixture();
  for (const text of ["a", "b", "c"]) void add(text);
  expect(batches).toEqual([]);
  await turn();
  expect(batches).toHaveLength(1);
  expect(batches[0]!.messageCount).toBe(3);
  expect(batches[0]!.entries).toMatchObject([
    { ids: ["a", "b", "c"], kinds: ["summary"], bytes: 3 },
  ]);
  expect(textsOf(batches)).toEqual(["a", "b", "c"]);
});

test("names each run of equal kinds once, and messages without a label not at all", async () => {
  const { outbox, batches } = fixture();
  for (const kind of ["summary", "summary", "update", "summary"]) {
    void outbox.add(Buffer.from("x"), { id: kind, kind });
  }
  void outbox.add(Buffer.from("x"), undefined);
  await turn();
  const [entry] = batches[0]!.entries;
  expect(entry!.kinds).toEqual(["summary", "update", "summary"]);
  expect(entry!.ids).toHaveLength(4);
  expect(entry!.messages).toHaveLength(5);
});

test("while two batches are on their way later messages gather, and leave when one lands", async () => {
  const { add, batches, flights, inFlightMost } = fixture();
  for (const text of ["a", "b", "c", "d"]) {
    void add(text);
    await turn();
  }
  expect(batches.map((batch) => textsOf([batch]))).toEqual([["a"], ["b"]]);
  flights[0]!.land();
  await turn();
  expect(textsOf(batches.slice(2))).toEqual(["c", "d"]);
  expect(inFlightMost()).toBe(IN_FLIGHT_MAX);
});

test("splits entries by their number of messages", async () => {
  const { add, batches } = fixture({ entryMessagesMax: 3 });
  for (let i = 0; i < 8; i++) void add(`${i}`);
  await turn();
  expect(batches).toHaveLength(1);
  expect(batches[0]!.entries.map(({ messages }) => messages.length)).toEqual([3, 3, 2]);
});

test("splits entries by their bytes, and a message larger than an entry travels alone", async () => {
  const { add, batches } = fixture({ entryBytesMax: 10 });
  for (const size of [4, 6, 1, 25, 9, 1, 1]) void add("x".repeat(size));
  await turn();
  expect(batches[0]!.entries.map(({ bytes }) => bytes)).toEqual([10, 1, 25, 10, 1]);
});

test("any messages leave once each, in their order, within the limits of an entry", () => {
  const bursts = fc.array(fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 20 }), {
    maxLength: 10,
  });
  return fc.assert(
    fc.asyncProperty(bursts, fc.integer({ min: 1, max: 5 }), async (sizes, entryMessagesMax) => {
      const { add, batches, flights, outbox, inFlightMost } = fixture({
        entryMessagesMax,
        entryBytesMax: 40,
      });
      const sent: string[] = [];
      const promises: Promise<void>[] = [];
      for (const [burst, list] of sizes.entries()) {
        for (const [i, size] of list.entries()) {
          const text = `${burst}.${i}`.padEnd(size, "x");
          sent.push(text);
          promises.push(add(text));
        }
        await turn();
        if (burst % 2 === 1) flights[0]?.land();
      }
      const closing = outbox.close();
      while (flights.length > 0) {
        flights[0]!.land();
        await turn();
      }
      await Promise.all([closing, ...promises]);
      expect(textsOf(batches)).toEqual(sent);
      expect(inFlightMost()).toBeLessThanOrEqual(IN_FLIGHT_MAX);
      for (const { messages, bytes } of batches.flatMap(({ entries }) => entries)) {
        expect(messages.length).toBeLessThanOrEqual(entryMessagesMax);
        expect(bytes <= 40 || messages.length === 1).toBe(true);
        expect(bytes).toBe(Buffer.concat(messages).length);
      }
      for (const { entries, messageCount } of batches) {
        expect(messageCount).toBe(entries.flatMap(({ messages }) => messages).length);
      }
    }),
    { numRuns: 50 },
  );
});

test("a batch holds little more than its most messages, the rest leaves in later ones", async () => {
  const { add, batches, flights } = fixture();
  const all = Array.from({ length: 5000 }, (_, i) => `${i}`);
  for (const text of all) void add(text);
  for (let rounds = 0; textsOf(batches).length < all.length; rounds++) {
    expect(rounds).toBeLessThan(10);
    await turn();
    flights[0]?.land();
  }
  expect(textsOf(batches)).toEqual(all);
  for (const { messageCount } of batches) expect(messageCount).toBeLessThan(BATCH_MESSAGES + 64);
});

test("a promise settles when its message was handed over, not before", async () => {
  const { add, flights, settled } = fixture();
  void add("a");
  await turn();
  void add("b");
  await turn();
  expect([...settled]).toEqual([]);
  flights[1]!.land();
  await turn();
  expect([...settled]).toEqual(["b"]);
  flights[0]!.land();
  await turn();
  expect([...settled]).toEqual(["b", "a"]);
});

test("a promise does not settle while its message is on its way in a second batch", async () => {
  const { add, flights, settled } = fixture();
  for (let i = 0; i < BATCH_MESSAGES; i++) void add(`${i}`);
  void add("left over");
  await turn();
  void add("one more");
  await turn();
  expect(flights).toHaveLength(2);
  expect(textsOf([flights[1]!.batch])).toEqual(["left over"]);
  flights[0]!.land();
  await turn();
  expect(settled.has("left over")).toBe(false);
});

test("with too many messages waiting the newest are lost with notice, and room comes back", async () => {
  const { outbox, losses, flights } = fixture();
  const bytes = Buffer.from("x");
  for (let i = 0; i < WAITING_MESSAGES_MAX; i++) void outbox.add(bytes, undefined);
  expect(losses).toEqual([]);
  const refused = outbox.add(bytes, undefined);
  expect(losses).toEqual([[1, "outbox-full"]]);
  await refused;
  await turn();
  expect(flights[0]!.batch.messageCount).toBeGreaterThanOrEqual(BATCH_MESSAGES);
  void outbox.add(bytes, undefined);
  expect(losses).toHaveLength(1);
});

test("with too many bytes waiting the newest are lost with notice, and small ones still fit", async () => {
  const { outbox, losses } = fixture();
  void outbox.add(new Uint8Array(WAITING_BYTES_MAX - 10), undefined);
  const refused = outbox.add(new Uint8Array(11), undefined);
  expect(losses).toEqual([[1, "outbox-full"]]);
  void outbox.add(new Uint8Array(10), undefined);
  expect(losses).toHaveLength(1);
  void outbox.add(new Uint8Array(1), undefined);
  expect(losses).toHaveLength(2);
  await refused;
});

test("close() lets everything leave and settles every promise", async () => {
  const { outbox, add, flights, batches, settled } = fixture({ entryMessagesMax: 1 });
  const all = Array.from({ length: 3 * BATCH_MESSAGES }, (_, i) => `${i}`);
  const promises = all.map(add);
  const closing = outbox.close();
  const early = await Promise.race([closing.then(() => "closed"), turn().then(() => "waiting")]);
  expect(early).toBe("waiting");
  for (let rounds = 0; rounds < 10; rounds++) {
    flights[0]?.land();
    await turn();
  }
  await Promise.all([closing, ...promises]);
  expect(textsOf(batches)).toEqual(all);
  expect(settled.size).toBe(all.length);
  expect(flights).toEqual([]);
});

test("close() of an idle outbox returns at once, also again", async () => {
  const { outbox, batches } = fixture();
  await outbox.close();
  await outbox.close();
  expect(batches).toEqual([]);
});

test("a batch that takes for ever holds up no later one", async () => {
  const { add, batches, flights } = fixture();
  void add("stuck");
  await turn();
  for (let i = 0; i < 5; i++) {
    void add(`${i}`);
    await turn();
    flights[1]!.land();
    await turn();
  }
  expect(textsOf(batches)).toEqual(["stuck", "0", "1", "2", "3", "4"]);
});
