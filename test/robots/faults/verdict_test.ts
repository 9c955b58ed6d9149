/**
 * Fates: what the first kinds of rules do, where and when rules look, and what they do together.
 *
 * @module
 */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FaultPlan, Rule } from "../../../robots/faults/plan.ts";
import { COPIES_MAX, FaultInjector } from "../../../robots/faults/verdict.ts";
import { anyRules, anyTraffic, ROBOTS } from "../../support/any_rule.ts";
import { BYTES, certain, copiesOf, delaysOf, fates, lostOf, series } from "../../support/fates.ts";

describe("what a rule does", () => {
  test("an empty plan is idle and passes everything, as one and the same object", () => {
    const injector = new FaultInjector({ rules: [] }, "7");
    expect(injector.idle).toBe(true);
    expect(injector.fate("a", "b", 0, BYTES)).toEqual({ kind: "pass" });
    expect(injector.fate("a", "b", 0, BYTES)).toBe(injector.fate("b", "a", 9, BYTES));
  });

  test("rates are met: 0 never, 1 always, 0.3 about three times in ten", () => {
    const [never, always, some] = [0, 1, 0.3].map(
      (rate) => lostOf(series(10_000, { kind: "loss", rate })).filter(Boolean).length,
    );
    expect(never).toBe(0);
    expect(always).toBe(10_000);
    // Five standard deviations are 230.
    expect(Math.abs(some! - 3000)).toBeLessThan(230);
  });

  test("duplicate adds its copies, all alike", () => {
    const fate = certain({ kind: "duplicate", rate: 1, copies: 3 });
    expect(fate).toMatchObject({ kind: "deliver", firings: [{ rule: 0, count: 3 }] });
    const asSent = { delayMs: 0, bytes: undefined, toSender: false };
    expect(copiesOf(fate)).toEqual([asSent, asSent, asSent, asSent]);
  });

  test("delay without jitter is the same for all, jitter only adds", () => {
    expect(copiesOf(certain({ kind: "delay", delayMs: 5 }))[0]!.delayMs).toBe(5);
    const delays = delaysOf(series(1000, { kind: "delay", delayMs: 5, jitterMs: 10 }));
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(5);
    expect(Math.max(...delays)).toBeLessThan(15);
    expect(Math.max(...delays) - Math.min(...delays)).toBeGreaterThan(9);
  });

  test("reorder holds back for different times, so that order changes at any rate", () => {
    const delays = delaysOf(series(100, { kind: "reorder", rate: 1, delayMs: 10 }));
    expect(new Set(delays).size).toBe(100);
    expect(Math.max(...delays)).toBeLessThan(10);
  });

  test("corrupt changes exactly as many bytes as asked, on a fresh array", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 50 }),
        fc.integer({ min: 1, max: 60 }),
        (original, count) => {
          const before = original.slice();
          const injector = new FaultInjector(
            { rules: [{ kind: "corrupt", rate: 1, bytes: count }] },
            "7",
          );
          const [copy] = copiesOf(injector.fate("a", "b", 0, original));
          const changed = [...copy!.bytes!].filter((byte, i) => byte !== before[i]);
          expect(changed).toHaveLength(Math.min(count, original.length));
          expect(copy!.bytes!).toHaveLength(original.length);
          expect(original).toEqual(before);
        },
      ),
    );
  });

  test("truncate leaves a true beginning of at least one byte", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 2, maxLength: 50 }), fc.string(), (original, seed) => {
        const injector = new FaultInjector({ rules: [{ kind: "truncate", rate: 1 }] }, seed);
        const [copy] = copiesOf(injector.fate("a", "b", 0, original));
        expect(copy!.bytes!.length).toBeGreaterThan(0);
        expect(copy!.bytes!.length).toBeLessThan(original.length);
        expect(copy!.bytes).toEqual(original.slice(0, copy!.bytes!.length));
      }),
    );
  });

  test("a message too short to be damaged passes, and the rule did not fire", () => {
    const plan: FaultPlan = {
      rules: [
        { kind: "truncate", rate: 1 },
        { kind: "corrupt", rate: 1 },
      ],
    };
    const injector = new FaultInjector(plan, "7");
    expect(injector.fate("a", "b", 0, new Uint8Array())).toEqual({ kind: "pass" });
    expect(injector.fate("a", "b", 0, Uint8Array.of(1)).kind).toBe("deliver");
    expect(injector.fired).toEqual([0, 1]);
  });

  test("saturate rejects, loss drops, and the rule is named", () => {
    const passing: Rule = { kind: "loss", rate: 0 };
    expect(certain(passing, { kind: "saturate", rate: 1 })).toEqual({ kind: "reject", rule: 1 });
    expect(certain(passing, { kind: "loss", rate: 1 })).toEqual({ kind: "drop", rule: 1 });
  });
});

describe("where and when a rule looks", () => {
  test.each([
    ["a", "b", "pass"],
    ["a", "c", "drop"],
    ["c", "a", "drop"],
    ["c", "d", "drop"],
    ["d", "e", "pass"],
    ["e", "a", "drop"],
  ])("of groups {a, b}, {c} and the rest, %s to %s: %s", (from, to, kind) => {
    const rule: Rule = { kind: "partition", groups: [["a", "b"], ["c"]] };
    expect(fates({ rules: [rule] }, "7", [{ from, to, atMs: 0 }])[0]!.kind).toBe(kind);
  });

  test.each([
    ["a", "b", "drop"],
    ["b", "a", "pass"],
    ["a", "c", "pass"],
    ["c", "b", "pass"],
  ])("a link cut from a to b, %s to %s: %s", (from, to, kind) => {
    const rule: Rule = { kind: "cut", from: ["a"], to: ["b"] };
    expect(fates({ rules: [rule] }, "7", [{ from, to, atMs: 0 }])[0]!.kind).toBe(kind);
  });

  test("carrying looks only at messages with an update, or only at those without", () => {
    const traffic = [true, false].map((carriesUpdate) => ({
      from: "a",
      to: "b",
      atMs: 0,
      carriesUpdate,
    }));
    const lost = (carrying: "summary" | "update") =>
      lostOf(fates({ rules: [{ kind: "loss", rate: 1, carrying }] }, "7", traffic));
    expect(lost("update")).toEqual([true, false]);
    expect(lost("summary")).toEqual([false, true]);
  });

  test("rules about processes and the store look at no message", () => {
    const injector = new FaultInjector(
      {
        rules: [
          { kind: "crash", everyMs: 1, downMs: 1 },
          { kind: "write-error", rate: 1 },
        ],
      },
      "7",
    );
    expect(injector.idle).toBe(true);
    injector.note(0);
    injector.note(0, 2);
    expect(injector.fired).toEqual([3, 0]);
    expect(injector.neverFired()).toEqual([1]);
  });

  test("a window begins with its first moment and ends before its last", () => {
    const rule: Rule = { kind: "loss", rate: 1, afterMs: 10, untilMs: 20 };
    const times = [9.99, 10, 19.99, 20].map((atMs) => ({ from: "a", to: "b", atMs }));
    const kinds = fates({ rules: [rule] }, "7", times).map(({ kind }) => kind);
    expect(kinds).toEqual(["pass", "drop", "drop", "pass"]);
  });
});

describe("rules together", () => {
  test("delays add up, on each copy by itself", () => {
    const both = certain({ kind: "delay", delayMs: 5 }, { kind: "delay", delayMs: 2 });
    expect(copiesOf(both)[0]!.delayMs).toBe(7);
    const fate = certain(
      { kind: "delay", delayMs: 5 },
      { kind: "duplicate", rate: 1, copies: 1 },
      { kind: "delay", delayMs: 2, jitterMs: 100 },
    );
    const [first, second] = copiesOf(fate).map(({ delayMs }) => delayMs);
    expect(first).toBeGreaterThanOrEqual(7);
    expect(second).toBeGreaterThanOrEqual(7);
    expect(first).not.toBe(second);
    expect(fate).toMatchObject({
      firings: [
        { rule: 0, count: 1 },
        { rule: 1, count: 1 },
        { rule: 2, count: 2 },
      ],
    });
  });

  test("each copy has its own luck with a later rule", () => {
    const results = series(
      2000,
      { kind: "duplicate", rate: 1, copies: 1 },
      { kind: "corrupt", rate: 0.5 },
    ).map((fate) => copiesOf(fate).map(({ bytes }) => bytes !== undefined));
    for (const [first, second] of [
      [true, true],
      [true, false],
      [false, true],
      [false, false],
    ]) {
      const share = results.filter(([a, b]) => a === first && b === second).length / 2000;
      // A quarter; five standard deviations are 0.048.
      expect(Math.abs(share - 0.25)).toBeLessThan(0.05);
    }
  });

  test("a drop decides alone: what came before it did not fire", () => {
    const rules: Rule[] = [
      { kind: "duplicate", rate: 1, copies: 2 },
      { kind: "loss", rate: 1 },
      { kind: "saturate", rate: 1 },
    ];
    const injector = new FaultInjector({ rules }, "7");
    expect(injector.fate("a", "b", 0, BYTES)).toEqual({ kind: "drop", rule: 1 });
    expect(injector.fired).toEqual([0, 1, 0]);
    expect(injector.neverFired()).toEqual([0, 2]);
  });

  test("copies are bounded, whatever the plan says", () => {
    const rules = Array.from({ length: 10 }, () => ({
      kind: "duplicate" as const,
      rate: 1,
      copies: 16,
    }));
    const fate = certain(...rules);
    expect(copiesOf(fate)).toHaveLength(COPIES_MAX);
    const made = fate.kind === "deliver" ? fate.firings.map(({ count }) => count) : [];
    expect(made).toEqual([16, 16, 16, 15]);
  });

  test("fired counts every message that a rule touched, and the original is never changed", () => {
    fc.assert(
      fc.property(anyRules, anyTraffic, (rules, traffic) => {
        const injector = new FaultInjector({ rules }, "7", ROBOTS);
        const bytes = BYTES.slice();
        const expected = rules.map(() => 0);
        for (const { from, to, atMs, carriesUpdate } of traffic) {
          const fate = injector.fate(from, to, atMs, bytes, carriesUpdate);
          if (fate.kind === "drop" || fate.kind === "reject") expected[fate.rule]! += 1;
          if (fate.kind === "deliver") for (const { rule } of fate.firings) expected[rule]! += 1;
        }
        expect(injector.fired).toEqual(expected);
        expect(injector.neverFired()).toEqual(
          expected.flatMap((count, rule) => (count === 0 ? [rule] : [])),
        );
        expect(bytes).toEqual(BYTES);
      }),
    );
  });
});
