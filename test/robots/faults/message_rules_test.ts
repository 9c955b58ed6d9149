/**
 * Rules about messages, kind by kind: what they do to one, and how often to many.
 *
 * @module
 */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DELAY_MS_MAX, type Rule } from "../../../robots/faults/plan.ts";
import { FaultInjector } from "../../../robots/faults/verdict.ts";
import { MESSAGE_BYTES_MAX } from "../../../robots/transport/transport.ts";
import {
  BYTES,
  certain,
  copiesOf,
  delaysOf,
  fates,
  lostOf,
  mean,
  series,
} from "../../support/fates.ts";

/** Messages from a to b at these times, under one rule: how long each is delayed. */
function delaysAt(rule: Rule, ...timesMs: number[]): number[] {
  const traffic = timesMs.map((atMs) => ({ from: "a", to: "b", atMs }));
  return delaysOf(fates({ rules: [rule] }, "7", traffic));
}

/** What arrives of `bytes` under a rule that fires for certain; `undefined`: what was sent. */
function damaged(rule: Rule, bytes: Uint8Array, seed = "7"): Uint8Array | undefined {
  const before = bytes.slice();
  const fate = new FaultInjector({ rules: [rule] }, seed).fate("a", "b", 0, bytes);
  expect(bytes, "the sender's own").toEqual(before);
  return copiesOf(fate)[0]!.bytes;
}

/** Lengths of the runs of `true`. */
function runs(values: readonly boolean[]): number[] {
  const lengths: number[] = [];
  for (const [i, value] of values.entries()) {
    if (value && !values[i - 1]) lengths.push(0);
    if (value) lengths[lengths.length - 1]! += 1;
  }
  return lengths;
}

describe("burst-loss", () => {
  test("is bad as often and as long as Gilbert's chain", () => {
    const lost = lostOf(series(200_000, { kind: "burst-loss", enterRate: 0.02, leaveRate: 0.25 }));
    const share = lost.filter(Boolean).length / lost.length;
    // 0.02 / 0.27; five standard deviations are about 0.008.
    expect(Math.abs(share - 0.0741)).toBeLessThan(0.008);
    // 1 / 0.25; five standard deviations are about 0.3.
    expect(Math.abs(mean(runs(lost)) - 4)).toBeLessThan(0.3);
  });

  test("loses at a rate of its own in each state, as Elliott's", () => {
    const rule: Rule = {
      kind: "burst-loss",
      enterRate: 0.1,
      leaveRate: 0.3,
      lossRate: 0.8,
      calmLossRate: 0.1,
    };
    const lost = lostOf(series(100_000, rule)).filter(Boolean).length;
    // A quarter of the time bad: 0.25 * 0.8 + 0.75 * 0.1.
    expect(Math.abs(lost / 100_000 - 0.275)).toBeLessThan(0.015);
  });

  test("begins calm on every link, and each link has a chain of its own", () => {
    const stuck: Rule = { kind: "burst-loss", enterRate: 1, leaveRate: 0 };
    const never: Rule = { kind: "burst-loss", enterRate: 0, leaveRate: 0 };
    expect(lostOf(series(3, stuck))).toEqual([true, true, true]);
    expect(lostOf(series(3, never))).toEqual([false, false, false]);
    const flip: Rule = { kind: "burst-loss", enterRate: 1, leaveRate: 1 };
    const traffic = ["b", "c", "b", "c"].map((to) => ({ from: "a", to, atMs: 0 }));
    expect(lostOf(fates({ rules: [flip] }, "7", traffic))).toEqual([true, true, false, false]);
  });
});

test("what remembers its link goes on before and after its window", () => {
  const traffic = [0, 20, 30, 40].map((atMs) => ({ from: "a", to: "b", atMs }));
  const rules: Rule[] = [
    { kind: "burst-loss", enterRate: 1, leaveRate: 1 },
    { kind: "periodic-loss", every: 2 },
  ];
  for (const rule of rules) {
    const wide = lostOf(fates({ rules: [rule] }, "7", traffic));
    const narrow = lostOf(fates({ rules: [{ ...rule, afterMs: 10 }] }, "7", traffic));
    expect(narrow).toEqual([false, ...wide.slice(1)]);
    expect(new Set(narrow.slice(1)).size).toBe(2);
  }
});

describe("periodic-loss", () => {
  test("loses every so many-th message of each link", () => {
    const lost = lostOf(series(9, { kind: "periodic-loss", every: 3 }));
    expect(lost.flatMap((was, i) => (was ? [i + 1] : []))).toEqual([3, 6, 9]);
    const traffic = ["b", "c", "b", "c"].map((to) => ({ from: "a", to, atMs: 0 }));
    expect(lostOf(fates({ rules: [{ kind: "periodic-loss", every: 2 }] }, "7", traffic))).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });

  test("counts only the messages that it is about, also those that another rule lost", () => {
    const about: Rule = { kind: "periodic-loss", every: 2, carrying: "update" };
    const traffic = [true, false, true, true, false, true].map((carriesUpdate) => ({
      from: "a",
      to: "b",
      atMs: 0,
      carriesUpdate,
    }));
    expect(lostOf(fates({ rules: [about] }, "7", traffic))).toEqual([
      false,
      false,
      true,
      false,
      false,
      true,
    ]);
    const rules: Rule[] = [
      { kind: "periodic-loss", every: 3 },
      { kind: "periodic-loss", every: 2, to: ["b"] },
    ];
    const by = series(6, ...rules).map((fate) => (fate.kind === "drop" ? fate.rule : "pass"));
    expect(by).toEqual(["pass", 1, 0, 1, "pass", 0]);
  });
});

test("oversize-loss lets pass what is just as large as allowed", () => {
  expect(certain({ kind: "oversize-loss", bytesMax: BYTES.length }).kind).toBe("pass");
  expect(certain({ kind: "oversize-loss", bytesMax: BYTES.length - 1 }).kind).toBe("drop");
});

describe("more copies", () => {
  test("replay delivers once at once and once later", () => {
    const fate = certain({ kind: "delay", delayMs: 5 }, { kind: "replay", rate: 1, delayMs: 100 });
    expect(copiesOf(fate).map(({ delayMs }) => delayMs)).toEqual([5, 105]);
    expect(fate).toMatchObject({ firings: [{ count: 1 }, { rule: 1, count: 1 }] });
  });

  test("echo delivers once to the receiver and once to the sender", () => {
    const fate = certain({ kind: "echo", rate: 1 });
    expect(copiesOf(fate).map(({ toSender }) => toSender)).toEqual([false, true]);
    expect(fate).toMatchObject({ firings: [{ rule: 0, count: 1 }] });
  });

  test("replay and echo happen at their rate", () => {
    for (const rule of [
      { kind: "replay", rate: 0.3, delayMs: 1 },
      { kind: "echo", rate: 0.3 },
    ] as const) {
      const hit = series(10_000, rule).filter(({ kind }) => kind === "deliver").length;
      // Five standard deviations are 230.
      expect(Math.abs(hit - 3000)).toBeLessThan(230);
    }
  });
});

describe("drawn delays", () => {
  test("exponential ones have their mean and their shape", () => {
    const delays = delaysOf(series(50_000, { kind: "exponential-delay", meanMs: 20 }));
    // Five standard deviations are 0.45.
    expect(Math.abs(mean(delays) - 20)).toBeLessThan(0.45);
    const beyond = delays.filter((delayMs) => delayMs > 40).length / delays.length;
    expect(Math.abs(beyond - Math.exp(-2))).toBeLessThan(0.008);
  });

  test("Pareto ones have their minimum, mean and tail", () => {
    const delays = delaysOf(series(50_000, { kind: "pareto-delay", minMs: 5, shape: 3 }));
    expect(delays.reduce((least, delayMs) => Math.min(least, delayMs))).toBeGreaterThanOrEqual(5);
    // 3 / 2 * 5; the standard deviation of one is 4.3.
    expect(Math.abs(mean(delays) - 7.5)).toBeLessThan(0.1);
    const beyond = delays.filter((delayMs) => delayMs > 10).length / delays.length;
    expect(Math.abs(beyond - 1 / 8)).toBeLessThan(0.008);
  });

  test("are capped, however heavy the tail", () => {
    const pareto = delaysOf(series(1000, { kind: "pareto-delay", minMs: 1, shape: 0.1 }));
    const exponential = delaysOf(series(1000, { kind: "exponential-delay", meanMs: DELAY_MS_MAX }));
    expect(Math.max(...pareto)).toBe(DELAY_MS_MAX);
    expect(Math.max(...exponential)).toBe(DELAY_MS_MAX);
  });

  test("hit their share", () => {
    const delays = delaysOf(
      series(10_000, { kind: "pareto-delay", minMs: 1, shape: 2, rate: 0.3 }),
    );
    expect(Math.abs(delays.filter((delayMs) => delayMs > 0).length - 3000)).toBeLessThan(230);
  });
});

describe("clog", () => {
  const rule: Rule = { kind: "clog", everyMs: 100, forMs: 30 };
  const times = Array.from({ length: 400 }, (_, i) => i);

  test("holds what comes in a stall until its end, and nothing else", () => {
    const delays = delaysAt(rule, ...times);
    expect(delays.filter((delayMs) => delayMs > 0)).toHaveLength(120);
    // All that waited arrives at once, and that once in each period.
    const ends = times.filter((_, i) => delays[i]! > 0).map((atMs) => atMs + delays[atMs]!);
    expect(new Set(ends.map((endMs) => (endMs % 100).toFixed(6))).size).toBe(1);
    expect(Math.max(...delays)).toBeLessThanOrEqual(30);
  });

  test("each link has its own phase", () => {
    const begins = ["b", "c", "d", "e"].map((to) => {
      const traffic = times.map((atMs) => ({ from: "a", to, atMs }));
      const delays = delaysOf(fates({ rules: [rule] }, "7", traffic));
      return delays.findIndex((delayMs) => delayMs > 29);
    });
    expect(new Set(begins).size).toBeGreaterThan(2);
  });

  test("a stall ends with the rule", () => {
    const always: Rule = { kind: "clog", everyMs: 100, forMs: 100, untilMs: 250 };
    const delays = delaysAt(always, ...times);
    expect(delays[249]).toBeLessThanOrEqual(1);
    expect(delays[250]).toBe(0);
  });
});

describe("throttle", () => {
  const rule: Rule = { kind: "throttle", messagesPerSec: 10 };

  test("passes so many and lets the others queue", () => {
    expect(delaysAt(rule, 0, 0, 0, 150, 1000, 1050)).toEqual([0, 100, 200, 150, 0, 50]);
    expect(series(1, rule)[0]).toEqual({ kind: "pass" });
  });

  test("each link has its own queue", () => {
    const traffic = ["b", "c", "b", "c"].map((to) => ({ from: "a", to, atMs: 0 }));
    expect(delaysOf(fates({ rules: [rule] }, "7", traffic))).toEqual([0, 0, 100, 100]);
  });

  test("what another rule loses takes its turn, and all copies of a message have one turn", () => {
    const [, , third] = series(3, { kind: "periodic-loss", every: 2 }, rule);
    expect(copiesOf(third!)[0]!.delayMs).toBe(200);
    const [, second] = series(2, { kind: "duplicate", rate: 1, copies: 1 }, rule);
    expect(copiesOf(second!).map(({ delayMs }) => delayMs)).toEqual([100, 100]);
  });

  test("the queue ends with the rule, is empty when it begins, and has a longest wait", () => {
    const until = { ...rule, afterMs: 100, untilMs: 250 };
    expect(delaysAt(until, 0, 0, 100, 100, 100, 260)).toEqual([0, 0, 0, 100, 150, 0]);
    const slowest: Rule = { kind: "throttle", messagesPerSec: 1000 / DELAY_MS_MAX };
    expect(delaysAt(slowest, 0, 0, 0, 0)).toEqual([0, DELAY_MS_MAX, DELAY_MS_MAX, DELAY_MS_MAX]);
  });
});

describe("damage", () => {
  const anyBytes = fc.uint8Array({ minLength: 1, maxLength: 50 });
  const anyCount = fc.integer({ min: 1, max: 60 });

  test("pad adds bytes at the end and changes none", () => {
    fc.assert(
      fc.property(anyBytes, anyCount, (bytes, count) => {
        const arrived = damaged({ kind: "pad", rate: 1, bytes: count }, bytes)!;
        expect(arrived).toHaveLength(bytes.length + count);
        expect(arrived.subarray(0, bytes.length)).toEqual(bytes);
      }),
    );
  });

  test("pad never makes a message larger than any may be", () => {
    const pad: Rule = { kind: "pad", rate: 1, bytes: 16 };
    expect(damaged(pad, new Uint8Array(MESSAGE_BYTES_MAX - 4))).toHaveLength(MESSAGE_BYTES_MAX);
    expect(damaged(pad, new Uint8Array(MESSAGE_BYTES_MAX))).toBeUndefined();
  });

  test("blank sets a run of bytes to zero", () => {
    fc.assert(
      fc.property(anyBytes, anyCount, fc.string(), (given, count, seed) => {
        const bytes = given.map((byte) => byte || 1);
        const arrived = damaged({ kind: "blank", rate: 1, bytes: count }, bytes, seed)!;
        const changed = [...arrived.keys()].filter((i) => arrived[i] !== bytes[i]);
        expect(changed).toHaveLength(Math.min(count, bytes.length));
        expect(changed.at(-1)! - changed[0]! + 1).toBe(changed.length);
        expect(changed.every((i) => arrived[i] === 0)).toBe(true);
      }),
    );
  });

  test("blank does not fire on bytes that were zero", () => {
    expect(damaged({ kind: "blank", rate: 1, bytes: 4 }, new Uint8Array(4))).toBeUndefined();
  });

  test("garbage changes the message and keeps its length", () => {
    fc.assert(
      fc.property(anyBytes, fc.string(), (bytes, seed) => {
        const arrived = damaged({ kind: "garbage", rate: 1 }, bytes, seed)!;
        expect(arrived).toHaveLength(bytes.length);
        expect(arrived).not.toEqual(bytes);
      }),
    );
    // One random byte in 256 would be the one that was sent.
    for (let seed = 0; seed < 2000; seed++) {
      expect(damaged({ kind: "garbage", rate: 1 }, Uint8Array.of(7), String(seed))).not.toEqual(
        Uint8Array.of(7),
      );
    }
    const arrived = damaged({ kind: "garbage", rate: 1 }, new Uint8Array(1000))!;
    expect(new Set(arrived).size).toBeGreaterThan(200);
  });

  test("an empty message has nothing to be damaged, and can only grow", () => {
    const rules: Rule[] = [
      { kind: "corrupt", rate: 1 },
      { kind: "blank", rate: 1 },
      { kind: "garbage", rate: 1 },
    ];
    for (const rule of rules) expect(damaged(rule, new Uint8Array())).toBeUndefined();
    expect(damaged({ kind: "pad", rate: 1, bytes: 2 }, new Uint8Array())).toHaveLength(2);
  });

  test("what is damaged twice is damaged twice", () => {
    const pad: Rule = { kind: "pad", rate: 1, bytes: 8 };
    const fate = certain(pad, pad);
    expect(copiesOf(fate)[0]!.bytes).toHaveLength(BYTES.length + 16);
    expect(fate).toMatchObject({ firings: [{ rule: 0 }, { rule: 1 }] });
  });
});
