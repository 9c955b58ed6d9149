/**
 * Reports: frequent things are counted together, different things stay apart, nothing is lost when
 * they cannot be sent.
 *
 * @module
 */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { robotId } from "../../../robots/engine/ids.ts";
import {
  decodeEvent,
  encodeEvent,
  EVENT_KINDS,
  EventBuffer,
  type HearsayEvent,
  isEventKind,
} from "../../../robots/runtime/events.ts";

const R2 = robotId("r2");

/** Most ids and peers in one report. */
const SAMPLES_MAX = 16;

function buffer(): EventBuffer {
  return new EventBuffer(robotId("r1"), 7, "host-a");
}

/** Kind and count of each report. */
function counts(events: readonly HearsayEvent[]): [string, number][] {
  return events.map(({ kind, count }) => [kind, count ?? 0]);
}

test("reports of one kind become one with their number, of different kinds stay apart", () => {
  const events = buffer();
  events.add("sent", 10);
  events.add("received", 11, { count: 3 });
  events.add("sent", 12, { count: 4 });
  expect(events.drain()).toEqual([
    { kind: "sent", robot: "r1", boot: 7, host: "host-a", count: 5, atMs: 12, seq: 1 },
    { kind: "received", robot: "r1", boot: 7, host: "host-a", count: 3, atMs: 11, seq: 2 },
  ]);
});

test("reports with different reasons stay apart, and those without one too", () => {
  const events = buffer();
  for (const reason of ["inbox-full", "unreachable", "inbox-full"])
    events.add("lost", 1, { reason });
  events.add("lost", 1);
  expect(events.drain().map(({ reason, count }) => [reason, count])).toEqual([
    ["inbox-full", 2],
    ["unreachable", 1],
    [undefined, 1],
  ]);
});

test("counts how many carried an update", () => {
  const events = buffer();
  events.add("sent", 1, { payload: true });
  events.add("sent", 1, { payload: false });
  events.add("sent", 1, { payload: true, count: 3 });
  expect(events.drain()).toMatchObject([{ count: 5, payloads: 4 }]);
});

test("keeps the first few different ids and peers, and counts the rest", () => {
  const events = buffer();
  for (let i = 0; i < 100; i++) {
    events.add("received", i, { messageId: `r2-1-${i >> 1}`, peer: robotId(`r${i % 3}`) });
  }
  const [report] = events.drain();
  expect(report).toMatchObject({ count: 100, peers: ["r0", "r1", "r2"] });
  expect(report!.messageIds).toEqual(Array.from({ length: SAMPLES_MAX }, (_, i) => `r2-1-${i}`));
});

test("what is rare and important is a report of its own, and counted things go on beside it", () => {
  const events = buffer();
  events.add("merged", 1, { peer: R2, fields: { known: 1, total: 3 } });
  events.add("merged", 2, { alone: true, fields: { known: 2, total: 3 } });
  events.add("merged", 3, { peer: R2, fields: { known: 3, total: 3 } });
  events.add("merged", 4, { alone: true });
  const reports = events.drain();
  expect(counts(reports)).toEqual([
    ["merged", 2],
    ["merged", 1],
    ["merged", 1],
  ]);
  expect(reports[0]).toMatchObject({ known: 3, atMs: 3 });
  expect(reports[1]).toMatchObject({ known: 2, atMs: 2 });
});

test("what was taken out does not change any more", () => {
  const events = buffer();
  events.add("sent", 1);
  const [report] = events.drain();
  events.add("sent", 2);
  expect(report).toMatchObject({ count: 1, atMs: 1 });
  expect(counts(events.drain())).toEqual([["sent", 1]]);
  expect(events.drain()).toEqual([]);
});

test("what is put back leaves again before everything newer, unchanged", () => {
  const events = buffer();
  events.add("sent", 1);
  events.add("started", 2, { alone: true });
  const first = events.drain();
  events.add("sent", 3, { count: 5 });
  events.putBack(first);
  events.add("sent", 4, { count: 6 });
  const again = events.drain();
  expect(again.slice(0, 2)).toEqual(first);
  expect(counts(again)).toEqual([
    ["sent", 1],
    ["started", 1],
    ["sent", 11],
  ]);
});

test("no occurrence is lost or invented, however reports are taken out and put back", () => {
  const steps = fc.array(
    fc.oneof(
      fc.record({
        kind: fc.constantFrom(...EVENT_KINDS),
        count: fc.integer({ min: 1, max: 5 }),
        reason: fc.option(fc.constantFrom("a", "b"), { nil: undefined }),
        alone: fc.boolean(),
      }),
      fc.constantFrom("taken out" as const, "put back" as const),
    ),
  );
  fc.assert(
    fc.property(steps, (list) => {
      const events = buffer();
      const expected = new Map<string, number>();
      const sent: HearsayEvent[] = [];
      for (const step of list) {
        if (step === "taken out") sent.push(...events.drain());
        else if (step === "put back") events.putBack(events.drain());
        else {
          const { kind, count, reason, alone } = step;
          events.add(kind, 1, { count, alone, ...(reason !== undefined && { reason }) });
          const key = `${kind} ${reason}`;
          expected.set(key, (expected.get(key) ?? 0) + count);
        }
      }
      const found = new Map<string, number>();
      for (const { kind, reason, count = 0 } of [...sent, ...events.drain()]) {
        const key = `${kind} ${reason}`;
        found.set(key, (found.get(key) ?? 0) + (count ?? 0));
      }
      expect(found).toEqual(expected);
    }),
  );
});

test("memory stays bounded while nothing is taken out: one report for each kind and reason", () => {
  const events = buffer();
  for (let i = 0; i < 10_000; i++) {
    events.add(EVENT_KINDS[i % EVENT_KINDS.length]!, i, { messageId: `id-${i}` });
  }
  expect(events.drain()).toHaveLength(EVENT_KINDS.length);
});

test("an event comes back from the wire as it was", () => {
  const event: HearsayEvent = {
    kind: "invariant-violated",
    robot: "r1",
    boot: 3,
    atMs: 1_700_000_000_000.25,
    count: 1,
    messageIds: ["r2-1-9"],
    known: 3,
    total: 9,
    peers: ["r2"],
    reason: "a word must never change",
    payloads: 0,
    violation: {
      what: "a word must never change",
      index: 4,
      knownValue: Buffer.from("one"),
      givenValue: Buffer.from("two"),
      messageId: "r2-1-9",
    },
    file: { path: "/tmp/x", bytes: 2 ** 40, sha256: "ab" },
    host: "host-a",
    lamport: 2 ** 32 - 1,
  };
  expect(decodeEvent(encodeEvent(event))).toMatchObject(event);
});

test("every kind of event is one on the wire, and nothing else is", () => {
  for (const kind of EVENT_KINDS) {
    expect(decodeEvent(encodeEvent({ kind, robot: "r1" }))?.kind).toBe(kind);
    expect(isEventKind(kind)).toBe(true);
  }
  for (const kind of ["", "Sent", "sent ", "toString", "__proto__"]) {
    expect(isEventKind(kind)).toBe(false);
    expect(decodeEvent(encodeEvent({ kind: kind as "sent", robot: "r1" }))).toBeUndefined();
  }
});

test("bytes made up never throw", () => {
  const valid = encodeEvent({ kind: "sent", robot: "r1", violation: { what: "x" } });
  const changed = fc.tuple(fc.nat(), fc.nat(255)).map(([at, value]) => {
    const bytes = Uint8Array.from(valid);
    bytes[at % bytes.length] = value;
    return bytes;
  });
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 100 }), changed), (bytes) => {
      const event = decodeEvent(bytes);
      expect(event === undefined || isEventKind(event.kind)).toBe(true);
    }),
    { numRuns: 1000 },
  );
});
