/**
 * The register of which the last write wins: by stamp, whatever the clocks of its writers do.
 *
 * @module
 */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { ByteWriter } from "../../../robots/crdt/bytes.ts";
import { encodeState, joinState } from "../../../robots/crdt/entries.ts";
import { stateDigest } from "../../../robots/crdt/entry_id.ts";
import {
  compareStamps,
  COUNTER_MAX,
  FUTURE_MS_MAX,
  type Stamp,
  writeStamp,
} from "../../../robots/crdt/hybrid_logical_clock.ts";
import { LwwRegister } from "../../../robots/crdt/lww_register.ts";
import { fromHex, hex } from "../../support/crdt_histories.ts";
import { holdsTheLaws } from "../../support/crdt_laws.ts";

function entryOf(stamp: Stamp, ...value: number[]): Uint8Array {
  const writer = new ByteWriter().text("");
  writeStamp(writer, stamp);
  return writer.bytes(Uint8Array.from(value)).finish();
}

const set =
  (...value: number[]) =>
  (register: LwwRegister, nowMs: number): void =>
    void register.set(Uint8Array.from(value), nowMs);

holdsTheLaws<LwwRegister>({
  name: "lww_register",
  make: (node) => new LwwRegister(node),
  operation: fc.array(fc.nat(2), { maxLength: 2 }).map((value) => set(...value)),
  few: [set(), set(1), set(2), set(1, 0)],
});

test("the write with the greatest stamp wins, in every replica", () => {
  const writes = fc.array(fc.record({ at: fc.nat(2), value: fc.nat(255), nowMs: fc.nat(50_000) }));
  fc.assert(
    fc.property(writes, (list) => {
      const replicas = ["a", "b", "c"].map((node) => new LwwRegister(node));
      let last: { stamp: Stamp; value: number } | undefined;
      for (const { at, value, nowMs } of list) {
        const stamp = replicas[at]!.set(Uint8Array.of(value), nowMs);
        if (last === undefined || compareStamps(stamp, last.stamp) > 0) last = { stamp, value };
      }
      for (const to of replicas) {
        for (const from of replicas) joinState(to, encodeState(from), 50_000);
        expect(to.get()).toEqual(last && Uint8Array.of(last.value));
        expect(to.stamp).toEqual(last?.stamp);
      }
    }),
  );
});

test("a write that has seen another one wins over it, by however much its clock is behind", () => {
  const fast = new LwwRegister("z");
  const slow = new LwwRegister("a");
  fast.set(Uint8Array.of(1), FUTURE_MS_MAX);
  expect(joinState(slow, encodeState(fast), 0)).toBe("added");
  slow.set(Uint8Array.of(2), 0);
  expect(joinState(fast, encodeState(slow), 0)).toBe("added");
  expect(fast.get()).toEqual(Uint8Array.of(2));
});

test("of writes at the same time, that of the node with the greater name wins", () => {
  const a = new LwwRegister("a");
  const b = new LwwRegister("b");
  a.set(Uint8Array.of(9), 5);
  b.set(Uint8Array.of(1), 5);
  joinState(a, encodeState(b), 5);
  expect(a.get()).toEqual(Uint8Array.of(1));
});

test("of two values with one stamp the greater wins: byte by byte, and the longer of two alike", () => {
  const stamp = { wallMs: 1, counter: 0, node: "a" };
  const ascending = [[], [0], [0, 0], [0, 7], [1], [1, 0], [255]];
  for (const [at, lesser] of ascending.entries()) {
    for (const greater of ascending.slice(at + 1)) {
      const register = new LwwRegister("x");
      expect(register.join(entryOf(stamp, ...lesser), 1)).toBe("added");
      expect(register.join(entryOf(stamp, ...greater), 1)).toBe("added");
      expect(register.join(entryOf(stamp, ...lesser), 1)).toBe("known");
      expect(register.get()).toEqual(Uint8Array.from(greater));
    }
  }
});

test("a stamp from the far future is ahead until its time has come, and moves no clock", () => {
  const register = new LwwRegister("a");
  const far = entryOf({ wallMs: FUTURE_MS_MAX + 101, counter: 0, node: "b" }, 1);
  expect(register.join(far, 100)).toBe("ahead");
  expect(register.get()).toBeUndefined();
  expect(register.set(Uint8Array.of(2), 100).wallMs).toBe(100);
  expect(register.join(far, 101)).toBe("added");
  // Now it is here, whatever time it was before.
  expect(register.join(far, 0)).toBe("known");
});

test("a value older than the one here is known, however wrong the clock here", () => {
  const register = new LwwRegister("a");
  register.set(Uint8Array.of(1), 10 * FUTURE_MS_MAX);
  const old = entryOf({ wallMs: 5 * FUTURE_MS_MAX, counter: 0, node: "b" }, 1);
  expect(register.join(old, 0)).toBe("known");
});

test("a write wins over the greatest stamp that a peer can send", () => {
  const register = new LwwRegister("a");
  const stamp = { wallMs: 100 + FUTURE_MS_MAX, counter: COUNTER_MAX, node: "\uffff" };
  expect(register.join(entryOf(stamp, 1), 100)).toBe("added");
  register.set(Uint8Array.of(2), 100);
  expect(register.get()).toEqual(Uint8Array.of(2));
  const peer = new LwwRegister("b");
  expect(joinState(peer, encodeState(register), 101)).toBe("added");
});

test("keeps a copy of what it is given", () => {
  const register = new LwwRegister("a");
  const value = Buffer.from([1, 2]);
  register.set(value, 0);
  value.fill(0);
  expect(register.get()).toEqual(Uint8Array.of(1, 2));
});

test("has no entry under another key", () => {
  const writer = new ByteWriter().text("k");
  writeStamp(writer, { wallMs: 1, counter: 0, node: "a" });
  const entry = writer.bytes(Uint8Array.of(1)).finish();
  expect(new LwwRegister("a").join(entry, 1)).toBe("malformed");
});

test("is written in these bytes, now and for ever", () => {
  const register = new LwwRegister("a");
  expect(hex(encodeState(register))).toBe("00");
  register.set(Uint8Array.of(1, 2), 300);
  // One entry of 9 bytes: no key, 300 ms, counter 0, node "a", a value of 2 bytes.
  expect(encodeState(register)).toEqual(fromHex("01 09 00 ac02 00 0161 020102"));
  expect(stateDigest(register)).toBe("758ad9f19873d34b");
});
