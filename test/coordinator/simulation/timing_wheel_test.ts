/**
 * Goal: events come by time, those of one time in the order in which they were put in, as from a
 * sorted list; in any window, however many there are.
 */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import {
  EventBatch,
  TimingWheel,
  WHEEL_US_MAX,
} from "../../../coordinator/simulation/timing_wheel.ts";

/** Microseconds of one window. */
const WINDOW_US = 65_536;

/** Events that come out together, at most. */
const BATCH_MAX = 32;

interface Item {
  readonly atUs: number;
  readonly number: number;
}

/** Takes everything out, with what `react` puts in on the way. */
function drained(
  wheel: TimingWheel,
  spanUs = 1,
  react: (item: Item) => void = () => {},
  batch = new EventBatch(),
): Item[] {
  const items: Item[] = [];
  for (wheel.take(batch, spanUs); batch.size > 0; wheel.take(batch, spanUs)) {
    expect(batch.size).toBeLessThanOrEqual(BATCH_MAX);
    expect(batch.atUs[batch.size - 1]! - batch.atUs[0]!).toBeLessThan(spanUs);
    for (let i = 0; i < batch.size; i++) {
      const item = { atUs: batch.atUs[i]!, number: batch.subjects[i]! };
      expect([batch.kinds[i], batch.details[i]]).toEqual([item.number & 7, item.number * 3]);
      items.push(item);
    }
    for (const item of items.slice(-batch.size)) react(item);
  }
  return items;
}

function put(wheel: TimingWheel, { atUs, number }: Item): void {
  wheel.schedule(atUs, number & 7, number, number * 3);
}

function sorted(items: readonly Item[]): Item[] {
  return items.toSorted((a, b) => a.atUs - b.atUs || a.number - b.number);
}

/** Near and far, at the edges of windows, and many at one time. */
const TIME = fc.oneof(
  fc.nat(200),
  fc.nat(4 * WINDOW_US),
  fc.nat(WHEEL_US_MAX),
  fc.tuple(fc.nat(65_535), fc.integer({ min: 0, max: 1 })).map(([w, d]) => w * WINDOW_US + d),
  fc.constantFrom(0, 31, 32, 1023, 1024, WINDOW_US - 1, WINDOW_US, WHEEL_US_MAX),
);

test("gives what a sorted list would", () => {
  fc.assert(
    fc.property(
      fc.array(TIME, { maxLength: 200 }),
      fc.constantFrom(1, 100, WINDOW_US),
      (times, spanUs) => {
        const wheel = new TimingWheel();
        const items = times.map((atUs, number) => ({ atUs, number }));
        for (const item of items) put(wheel, item);
        expect(wheel.pending).toBe(items.length);
        expect(drained(wheel, spanUs)).toEqual(sorted(items));
        expect(wheel.pending).toBe(0);
      },
    ),
  );
});

test("takes in what events cause", () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(WINDOW_US * 3), { minLength: 1, maxLength: 20 }),
      fc.array(fc.integer({ min: 100, max: WINDOW_US * 2 }), { maxLength: 60 }),
      (times, delays) => {
        const wheel = new TimingWheel();
        const all: Item[] = times.map((atUs, number) => ({ atUs, number }));
        for (const item of all) put(wheel, item);
        const left = [...delays];
        const out = drained(wheel, 100, ({ atUs }) => {
          const delayUs = left.pop();
          if (delayUs === undefined) return;
          const item = { atUs: atUs + delayUs, number: all.length };
          all.push(item);
          put(wheel, item);
        });
        expect(out).toEqual(sorted(all));
      },
    ),
  );
});

describe("a batch", () => {
  test("ends before the span does", () => {
    const wheel = new TimingWheel();
    const batch = new EventBatch();
    for (const [number, atUs] of [1000, 1099, 1100].entries()) put(wheel, { atUs, number });
    wheel.take(batch, 100);
    expect([...batch.atUs.subarray(0, batch.size)]).toEqual([1000, 1099]);
    expect(wheel.nowUs).toBe(1099);
  });

  test("holds 32 events of one time, and the rest come next", () => {
    const wheel = new TimingWheel();
    const batch = new EventBatch();
    for (let number = 0; number < 40; number++) put(wheel, { atUs: 5, number });
    wheel.take(batch, 100);
    expect([batch.size, batch.subjects[31]]).toEqual([32, 31]);
    wheel.take(batch, 100);
    expect([batch.size, batch.subjects[0], batch.subjects[7]]).toEqual([8, 32, 39]);
  });

  test("does not reach into the next window", () => {
    const wheel = new TimingWheel();
    const batch = new EventBatch();
    put(wheel, { atUs: WINDOW_US - 1, number: 1 });
    put(wheel, { atUs: WINDOW_US, number: 2 });
    wheel.take(batch, 100);
    expect([batch.size, batch.subjects[0]]).toEqual([1, 1]);
    wheel.take(batch, 100);
    expect([batch.size, batch.subjects[0], wheel.nowUs]).toEqual([1, 2, WINDOW_US]);
  });

  test("is empty when nothing waits", () => {
    const batch = new EventBatch();
    batch.size = 3;
    new TimingWheel().take(batch, 100);
    expect(batch.size).toBe(0);
  });
});

test("grows with what it holds", () => {
  const wheel = new TimingWheel();
  const items = Array.from({ length: 5000 }, (_, number) => ({
    atUs: ((number * 7919) % 5000) * 37,
    number,
  }));
  for (const item of items) put(wheel, item);
  expect(drained(wheel)).toEqual(sorted(items));
});

test("forgets everything when it is cleared", () => {
  const wheel = new TimingWheel();
  for (const [number, atUs] of [3, 40_000, WINDOW_US + 7, WHEEL_US_MAX].entries()) {
    put(wheel, { atUs, number });
  }
  wheel.take(new EventBatch(), 100);
  wheel.clear();
  expect([wheel.nowUs, wheel.pending]).toEqual([0, 0]);
  put(wheel, { atUs: 1, number: 9 });
  expect(drained(wheel)).toEqual([{ atUs: 1, number: 9 }]);
});

test("refuses times that have passed or never come", () => {
  const wheel = new TimingWheel();
  put(wheel, { atUs: 500, number: 1 });
  wheel.take(new EventBatch(), 100);
  put(wheel, { atUs: 500, number: 2 });
  for (const atUs of [499, WHEEL_US_MAX + 1, Number.NaN, -1]) {
    expect(() => put(wheel, { atUs, number: 3 })).toThrow(
      new RangeError(
        `cannot schedule as the time must lie between 500 and ${WHEEL_US_MAX} us: got ${atUs}`,
      ),
    );
  }
  expect(wheel.pending).toBe(1);
});
