/**
 * Goal: a message comes out of its slot as it went in, however many there are and were; inboxes are
 * queues of such slots.
 */
import * as fc from "fast-check";
import { expect, test } from "vitest";

import { InFlight } from "../../../coordinator/simulation/in_flight.ts";
import { Inboxes } from "../../../coordinator/simulation/inboxes.ts";
import { Bitset } from "../../../robots/crdt/bitset.ts";
import { robotId } from "../../../robots/engine/ids.ts";
import { emptyDraft, type Message } from "../../../robots/engine/message.ts";
import type { SecretSummary, SecretUpdate } from "../../../robots/secret/secret_replica.ts";

type SecretMessage = Message<SecretSummary, SecretUpdate>;

const R1 = robotId("r1");

function message(seq: number, changed: Partial<SecretMessage> = {}): SecretMessage {
  const draft = emptyDraft<SecretSummary, SecretUpdate>();
  return { ...draft, from: R1, boot: seq + 2, seq, lamport: 2 ** 32 - 1 - seq, ...changed };
}

function loaded(store: InFlight, slot: number): SecretMessage {
  const into = emptyDraft<SecretSummary, SecretUpdate>();
  store.load(slot, R1, into);
  return into;
}

test("gives back every field, with each mix of flags", () => {
  const store = new InFlight();
  const bytes = new Uint8Array([1, 2]);
  for (const wantsUpdate of [true, false]) {
    for (const offersUpdate of [true, false]) {
      const update = [{ index: 1, value: bytes }];
      const sent = message(7, { wantsUpdate, offersUpdate, summary: new Bitset(3), update });
      const slot = store.put(4, 5, sent, offersUpdate ? bytes : undefined);
      expect(loaded(store, slot)).toEqual(sent);
      expect([store.from(slot), store.to(slot)]).toEqual([4, 5]);
      expect(store.bytes(slot)).toBe(offersUpdate ? bytes : undefined);
    }
  }
});

test("keeps what it holds while others come and go", () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 1500 }), (puts) => {
      const store = new InFlight();
      const held = new Map<number, SecretMessage>();
      let mostHeld = 0;
      for (const [seq, isPut] of puts.entries()) {
        if (isPut || held.size === 0) {
          const sent = message(seq);
          const slot = store.put(seq, seq + 1, sent, undefined);
          expect(held.has(slot)).toBe(false);
          held.set(slot, sent);
          mostHeld = Math.max(mostHeld, held.size);
        } else {
          const [slot] = held.keys();
          store.drop(slot!);
          held.delete(slot!);
        }
      }
      for (const [slot, sent] of held) {
        expect(loaded(store, slot)).toEqual(sent);
        expect([store.from(slot), store.to(slot)]).toEqual([sent.seq, sent.seq + 1]);
      }
      // Slots are used again: it grows with what it holds, and not with what went through it.
      expect(store.capacity).toBeLessThanOrEqual(Math.max(256, 2 * mostHeld));
    }),
  );
});

test("uses slots again", () => {
  const store = new InFlight();
  for (let seq = 0; seq < 1000; seq++) store.drop(store.put(0, 1, message(seq), undefined));
  expect(store.capacity).toBe(256);
});

test("grows beyond its first 256 slots and keeps them", () => {
  const store = new InFlight();
  const slots = Array.from({ length: 1000 }, (_, seq) =>
    store.put(seq, 0, message(seq), undefined),
  );
  expect(new Set(slots).size).toBe(1000);
  for (const [seq, slot] of slots.entries()) {
    expect([loaded(store, slot).seq, store.from(slot)]).toEqual([seq, seq]);
  }
});

test("inboxes give the oldest first, each its own", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(2), fc.boolean()), { maxLength: 200 }), (steps) => {
      const store = new InFlight();
      const inboxes = new Inboxes(3, store);
      const model: number[][] = [[], [], []];
      for (const [seq, [robot, isAdd]] of steps.entries()) {
        if (isAdd) {
          const slot = store.put(seq, robot, message(seq), undefined);
          inboxes.add(robot, slot);
          model[robot]!.push(slot);
        } else {
          const slot = inboxes.take(robot);
          expect(slot).toBe(model[robot]!.shift() ?? -1);
          // Its place in the list is used for another list at once.
          if (slot >= 0) store.drop(slot);
        }
        expect([0, 1, 2].map((index) => inboxes.backlog(index))).toEqual(
          model.map(({ length }) => length),
        );
      }
    }),
  );
});
