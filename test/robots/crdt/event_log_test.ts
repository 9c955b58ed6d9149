/**
 * The event log: what is delivered and in which order, what is missing, and its bytes.
 *
 * @module
 */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ByteWriter } from "../../../robots/crdt/bytes.ts";
import { encodeState, joinState } from "../../../robots/crdt/entries.ts";
import { stateDigest } from "../../../robots/crdt/entry_id.ts";
import { EventLog, type LoggedEvent } from "../../../robots/crdt/event_log.ts";
import { parseNumberedKey } from "../../../robots/crdt/ordered_number.ts";
import { hex, shuffled } from "../../support/crdt_histories.ts";
import { holdsTheLaws } from "../../support/crdt_laws.ts";

const append = (payload: number) => (log: EventLog) => void log.append(Uint8Array.of(payload));
const take = (log: EventLog): void => void log.takeDelivered();
const takeOne = (log: EventLog): void => void log.takeDelivered(1);

holdsTheLaws<EventLog>({
  name: "event_log",
  make: (node) => new EventLog(node),
  operation: fc.oneof(fc.nat(2).map(append), fc.constantFrom(take, takeOne)),
  few: [append(1), take, takeOne],
});

/** Hands everything of `from` to `to`. */
function tell(from: EventLog, to: EventLog): void {
  joinState(to, encodeState(from), 0);
}

function say(log: EventLog, payload = 0): LoggedEvent {
  const { author, seq } = log.append(Uint8Array.of(payload));
  return log.event(author, seq)!;
}

function named({ author, seq }: LoggedEvent): string {
  return `${author}${seq}`;
}

function taken(log: EventLog, most?: number): string[] {
  return log.takeDelivered(most).map(named);
}

const entryOf = (log: EventLog, author: string, seq: number): Uint8Array =>
  log.entry(`${author}/a${seq}`)!;

/** What somebody might write who keeps to no rule. */
function forged(author: string, seq: number, after: Record<string, number>): Uint8Array {
  const writer = new ByteWriter().text(`${author}/a${seq}`).number(Object.keys(after).length);
  for (const [other, last] of Object.entries(after)) writer.text(other).number(last);
  return writer.bytes(Uint8Array.of(9)).finish();
}

describe("delivery", () => {
  test("gives each event once, an author's own too, by author and number", () => {
    const ann = new EventLog("ann");
    const bob = new EventLog("bob");
    say(bob);
    say(bob);
    say(ann);
    tell(bob, ann);
    expect(ann.deliverable).toBe(true);
    expect(taken(ann, 1)).toEqual(["ann1"]);
    expect(taken(ann)).toEqual(["bob1", "bob2"]);
    tell(bob, ann);
    expect([ann.deliverable, taken(ann)]).toEqual([false, []]);
    expect(ann.delivered()).toEqual(new Map(Object.entries({ ann: 1, bob: 2 })));
  });

  test("holds an event back until all that it comes after has come", () => {
    const ann = new EventLog("ann");
    const bob = new EventLog("bob");
    const cal = new EventLog("cal");
    say(bob);
    tell(bob, ann);
    take(ann);
    say(ann);
    cal.join(entryOf(ann, "ann", 1), 0);
    expect(taken(cal)).toEqual([]);
    cal.join(entryOf(bob, "bob", 1), 0);
    expect(taken(cal)).toEqual(["bob1", "ann1"]);
  });

  test("holds an author's event back until the one before it has come", () => {
    const ann = new EventLog("ann");
    const cal = new EventLog("cal");
    for (let i = 0; i < 3; i++) say(ann);
    cal.join(entryOf(ann, "ann", 3), 0);
    cal.join(entryOf(ann, "ann", 1), 0);
    expect(taken(cal)).toEqual(["ann1"]);
    cal.join(entryOf(ann, "ann", 2), 0);
    expect(taken(cal)).toEqual(["ann2", "ann3"]);
  });

  test("names only what does not follow from the author's own events or from each other", () => {
    const ann = new EventLog("ann");
    const bob = new EventLog("bob");
    const cal = new EventLog("cal");
    say(ann);
    tell(ann, bob);
    take(bob);
    expect(say(bob).after).toEqual(new Map([["ann", 1]]));
    expect(say(bob).after, "it follows from bob1").toEqual(new Map());
    tell(bob, cal);
    take(cal);
    expect(say(cal).after, "ann1 follows from bob1").toEqual(new Map([["bob", 2]]));
    take(cal);
    say(ann);
    tell(ann, cal);
    take(cal);
    expect(say(cal).after).toEqual(new Map([["ann", 2]]));
  });

  test("names an author's last event also when another event comes after one before it", () => {
    const ann = new EventLog("ann");
    const bob = new EventLog("bob");
    const cal = new EventLog("cal");
    say(ann);
    tell(ann, cal);
    take(cal);
    say(cal);
    say(ann);
    tell(ann, bob);
    tell(cal, bob);
    expect(taken(bob)).toEqual(["ann1", "ann2", "cal1"]);
    expect(say(bob).after).toEqual(new Map(Object.entries({ ann: 2, cal: 1 })));
  });

  test("does not name what has come and was not taken", () => {
    const ann = new EventLog("ann");
    const bob = new EventLog("bob");
    say(ann);
    tell(ann, bob);
    expect(say(bob).after).toEqual(new Map());
  });

  test("events in a circle, as no honest author writes them, are never delivered", () => {
    const log = new EventLog("z");
    expect(log.join(forged("ann", 1, { bob: 1 }), 0)).toBe("added");
    expect(log.join(forged("bob", 1, { ann: 1 }), 0)).toBe("added");
    expect([taken(log), log.gaps()]).toEqual([[], []]);
    say(log);
    expect(taken(log)).toEqual(["z1"]);
  });
});

/** Up to four authors who write, hear some of each other and take what is delivered. */
const talks = fc.array(
  fc.record({
    who: fc.nat(3),
    from: fc.nat(3),
    parts: fc.nat(255),
    what: fc.constantFrom("say", "hear", "take"),
  }),
  { maxLength: 60, size: "max" },
);

type Steps = typeof talks extends fc.Arbitrary<infer T> ? T : never;

/** What authors held after all, and what each had been delivered when an event was written. */
function talked(steps: Steps): { logs: EventLog[]; pasts: Map<string, Set<string>> } {
  const logs = ["a", "b", "c", "d"].map((author) => new EventLog(author));
  const delivered = logs.map((): string[] => []);
  const pasts = new Map<string, Set<string>>();
  for (const { who, from, parts, what } of steps) {
    const log = logs[who]!;
    if (what === "say") {
      const event = say(log, who);
      const own = event.seq > 1 ? [`${event.author}${event.seq - 1}`] : [];
      pasts.set(named(event), new Set([...delivered[who]!, ...own]));
    } else if (what === "take") delivered[who]!.push(...taken(log));
    else {
      let at = 0;
      for (const key of logs[from]!.keys()) {
        if (((parts >> (at++ % 8)) & 1) === 1) log.join(logs[from]!.entry(key)!, 0);
      }
    }
  }
  return { logs, pasts };
}

describe("whatever was said and heard", () => {
  test("every event comes after all that its author had been delivered, in any order of arrival", () => {
    fc.assert(
      fc.property(talks, fc.integer(), (steps, seed) => {
        const { logs, pasts } = talked(steps);
        const entries = logs.flatMap((log) => [...log.keys()].map((key) => log.entry(key)!));
        const reader = new EventLog("z");
        const come = new Set<string>();
        for (const entry of shuffled(entries, seed)) {
          reader.join(entry, 0);
          for (const name of taken(reader)) {
            const missing = [...pasts.get(name)!].filter((past) => !come.has(past));
            expect(missing, `before ${name}`).toEqual([]);
            come.add(name);
          }
        }
        expect(come.size, "all are delivered in the end").toBe(pasts.size);
        expect(reader.gaps()).toEqual([]);
      }),
    );
  });

  test("the same events give the same order to all who have them before they take any", () => {
    fc.assert(
      fc.property(talks, fc.integer(), fc.nat(3), (steps, seed, most) => {
        const { logs } = talked(steps);
        const entries = logs.flatMap((log) => [...log.keys()].map((key) => log.entry(key)!));
        const orders = [0, 1].map((turn) => {
          const reader = new EventLog("z");
          for (const entry of shuffled(entries, seed + turn)) reader.join(entry, 0);
          const order: string[] = [];
          while (reader.deliverable)
            order.push(...taken(reader, turn === 0 ? most + 1 : undefined));
          return order;
        });
        expect(orders[0]).toEqual(orders[1]);
      }),
    );
  });

  test("gaps are exactly what is referred to and not held", () => {
    fc.assert(
      fc.property(talks, fc.integer(), fc.nat(20), (steps, seed, count) => {
        const { logs } = talked(steps);
        const entries = logs.flatMap((log) => [...log.keys()].map((key) => log.entry(key)!));
        const reader = new EventLog("z");
        const last = new Map<string, number>();
        const name = (author: string, seq: number): void =>
          void last.set(author, Math.max(seq, last.get(author) ?? 0));
        for (const entry of shuffled(entries, seed).slice(0, count)) {
          reader.join(entry, 0);
          const { name: author, number: seq } = parseNumberedKey(reader.keyOf(entry)!)!;
          name(author, seq);
          for (const [other, number] of reader.event(author, seq)!.after) name(other, number);
        }
        const missing = [...last].flatMap(([author, seq]) =>
          Array.from({ length: seq }, (_, at) => at + 1)
            .filter((at) => reader.event(author, at) === undefined)
            .map((at) => `${author}${at}`),
        );
        const told = reader
          .gaps()
          .flatMap(({ origin, from, to }) =>
            Array.from({ length: to - from + 1 }, (_, at) => `${origin}${from + at}`),
          );
        expect([...told].sort()).toEqual(missing.sort());
      }),
    );
  });
});

describe("what an author writes once", () => {
  test("is a conflict when it comes with another payload or past", () => {
    const log = new EventLog("z");
    const entry = forged("ann", 1, {});
    expect(log.join(entry, 0)).toBe("added");
    expect(log.join(entry, 0)).toBe("known");
    expect(log.join(forged("ann", 1, { bob: 1 }), 0)).toBe("conflict");
    expect(log.join(entry.slice().fill(8, -1), 0)).toBe("conflict");
    expect(log.event("ann", 1)!.payload).toEqual(Uint8Array.of(9));
  });

  test.each([
    ["an author without a name", forged("", 1, {})],
    ["the number 0", forged("ann", 0, {})],
    ["an event that comes after its own author's", forged("ann", 2, { ann: 1 })],
    ["pasts out of order", forged("ann", 1, { cal: 1, bob: 1 })],
    ["a key without a number", new ByteWriter().text("ann").number(0).number(0).finish()],
  ])("is not %s", (_, entry) => {
    expect(new EventLog("z").join(entry, 0)).toBe("malformed");
  });

  test("goes on where it was when it comes back from others", () => {
    const ann = new EventLog("ann");
    const bob = new EventLog("bob");
    say(ann);
    say(ann);
    tell(ann, bob);
    const again = new EventLog("ann");
    tell(bob, again);
    expect(say(again).seq).toBe(3);
  });

  test("may have any name but none", () => {
    expect(() => new EventLog("")).toThrow(RangeError);
    const log = new EventLog("a/b/c1");
    expect(say(log)).toMatchObject({ author: "a/b/c1", seq: 1 });
    tell(log, new EventLog("z"));
    expect(taken(log)).toEqual(["a/b/c11"]);
  });
});

test("a peer that claims to have sent everything makes nothing be missed", () => {
  const log = new EventLog("z");
  log.versions.adopt(new Map([["ann", 5]]));
  expect(log.versions.seen()).toEqual(new Map());
  log.join(forged("ann", 3, {}), 0);
  expect(log.versions.beyond()).toEqual([{ origin: "ann", from: 3, to: 3 }]);
});

test("numbers far away cost no memory and no time", () => {
  const log = new EventLog("z");
  log.join(forged("ann", 1, { bob: 2 ** 52 }), 0);
  const far = new ByteWriter()
    .text(`cal/p${2 ** 52}`)
    .number(0)
    .number(0)
    .finish();
  expect(log.join(far, 0)).toBe("added");
  expect(log.gaps()).toEqual([
    { origin: "bob", from: 1, to: 2 ** 52 },
    { origin: "cal", from: 1, to: 2 ** 52 - 1 },
  ]);
  expect([...log.versions.newer(new Map([["cal", 7]]))].length).toBe(2);
});

test("its bytes and digest are these for ever", () => {
  const ann = new EventLog("ann");
  const bob = new EventLog("bob");
  say(ann, 1);
  tell(ann, bob);
  take(bob);
  say(bob, 2);
  // Two entries: length, key, past, payload.
  expect(hex(encodeState(bob))).toBe(
    ["02", "0a06616e6e2f6131000101", "0f06626f622f61310103616e6e010102"].join(""),
  );
  expect(stateDigest(bob)).toBe("12b03e8b2a21dabf");
});
