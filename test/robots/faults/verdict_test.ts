/**
 * Fates: what each rule does, what rules do together, and that nothing but plan, seed and the
 * message's place on its own link decides.
 *
 * @module
 */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FaultPlan, Rule } from "../../../robots/faults/plan.ts";
import { COPIES_MAX, type Fate, FaultInjector } from "../../../robots/faults/verdict.ts";

const BYTES = Uint8Array.from({ length: 32 }, (_, i) => i);

interface Sent {
  readonly from: string;
  readonly to: string;
  readonly atMs: number;
}

const anyRate = fc.double({ min: 0, max: 1, noNaN: true });
const anyRule: fc.Arbitrary<Rule> = fc.oneof(
  fc.record({ kind: fc.constant("loss" as const), rate: anyRate }),
  fc.record({
    kind: fc.constant("duplicate" as const),
    rate: anyRate,
    copies: fc.integer({ min: 1, max: 16 }),
  }),
  fc.record({
    kind: fc.constant("delay" as const),
    rate: anyRate,
    delayMs: fc.nat(100),
    jitterMs: fc.nat(100),
  }),
  fc.record({ kind: fc.constant("reorder" as const), rate: anyRate, delayMs: fc.nat(100) }),
  fc.record({
    kind: fc.constant("corrupt" as const),
    rate: anyRate,
    bytes: fc.integer({ min: 1, max: 40 }),
  }),
  fc.record({ kind: fc.constant("truncate" as const), rate: anyRate }),
  fc.record({ kind: fc.constant("saturate" as const), rate: anyRate }),
  fc.constant({ kind: "partition" as const, groups: [["a"], ["b"]] }),
  fc.constant({ kind: "cut" as const, from: ["a"], to: ["c"] }),
);
const anyRules = fc.array(anyRule, { maxLength: 6 });
const anyTraffic = fc.array(
  fc.record({
    from: fc.constantFrom("a", "b", "c"),
    to: fc.constantFrom("a", "b", "c"),
    atMs: fc.nat(1000),
  }),
  { maxLength: 40 },
);

/** The fates of `traffic` under `plan`, from a fresh injector. */
function fates(plan: FaultPlan, seed: string, traffic: readonly Sent[]): Fate[] {
  const injector = new FaultInjector(plan, seed);
  return traffic.map(({ from, to, atMs }) => injector.fate(from, to, atMs, BYTES));
}

/** The fates of `count` messages from a to b, under rules. */
function series(count: number, ...rules: Rule[]): Fate[] {
  const sent = { from: "a", to: "b", atMs: 0 };
  return fates(
    { rules },
    "7",
    Array.from({ length: count }, () => sent),
  );
}

/** The one fate of a message under rules that all fire for certain. */
function certain(...rules: Rule[]): Fate {
  return series(1, ...rules)[0]!;
}

/** Of 1,000 messages, which the `index`-th rule hits; `undefined` for those that were lost. */
function hits(index: number, ...rules: Rule[]): (boolean | undefined)[] {
  return series(1000, ...rules).map((fate) => {
    if (fate.kind === "drop") return undefined;
    return fate.kind === "deliver" && fate.firings.some(({ rule }) => rule === index);
  });
}

function isAToB({ from, to }: Sent): boolean {
  return from === "a" && to === "b";
}

function copiesOf(fate: Fate): { delayMs: number; bytes: Uint8Array }[] {
  if (fate.kind === "pass") return [{ delayMs: 0, bytes: BYTES }];
  return fate.kind === "deliver" ? [...fate.copies] : [];
}

describe("what a rule does", () => {
  test("an empty plan is idle and passes everything, as one and the same object", () => {
    const injector = new FaultInjector({ rules: [] }, "7");
    expect(injector.idle).toBe(true);
    expect(injector.fate("a", "b", 0, BYTES)).toEqual({ kind: "pass" });
    expect(injector.fate("a", "b", 0, BYTES)).toBe(injector.fate("b", "a", 9, BYTES));
  });

  test("rates are met: 0 never, 1 always, 0.3 about three times in ten", () => {
    const [never, always, some] = [0, 1, 0.3].map(
      (rate) => series(10_000, { kind: "loss", rate }).filter(({ kind }) => kind === "drop").length,
    );
    expect(never).toBe(0);
    expect(always).toBe(10_000);
    // Five standard deviations are 230.
    expect(Math.abs(some! - 3000)).toBeLessThan(230);
  });

  test("duplicate adds its copies, all alike", () => {
    const fate = certain({ kind: "duplicate", rate: 1, copies: 3 });
    expect(fate).toMatchObject({ kind: "deliver", firings: [{ rule: 0, count: 3 }] });
    expect(copiesOf(fate)).toEqual(Array.from({ length: 4 }, () => ({ delayMs: 0, bytes: BYTES })));
  });

  test("delay without jitter is the same for all, jitter only adds", () => {
    expect(copiesOf(certain({ kind: "delay", delayMs: 5 }))[0]!.delayMs).toBe(5);
    const delays = series(1000, { kind: "delay", delayMs: 5, jitterMs: 10 }).map(
      (fate) => copiesOf(fate)[0]!.delayMs,
    );
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(5);
    expect(Math.max(...delays)).toBeLessThan(15);
    expect(Math.max(...delays) - Math.min(...delays)).toBeGreaterThan(9);
  });

  test("reorder holds back for different times, so that order changes at any rate", () => {
    const delays = series(100, { kind: "reorder", rate: 1, delayMs: 10 }).map(
      (fate) => copiesOf(fate)[0]!.delayMs,
    );
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
          const changed = [...copy!.bytes].filter((byte, i) => byte !== before[i]);
          expect(changed).toHaveLength(Math.min(count, original.length));
          expect(copy!.bytes).toHaveLength(original.length);
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
        expect(copy!.bytes.length).toBeGreaterThan(0);
        expect(copy!.bytes.length).toBeLessThan(original.length);
        expect(copy!.bytes).toEqual(original.slice(0, copy!.bytes.length));
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
    ).map((fate) => copiesOf(fate).map(({ bytes }) => bytes !== BYTES));
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
        const injector = new FaultInjector({ rules }, "7");
        const bytes = BYTES.slice();
        const expected = rules.map(() => 0);
        for (const { from, to, atMs } of traffic) {
          const fate = injector.fate(from, to, atMs, bytes);
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

describe("luck", () => {
  test("the same plan, seed and messages have the same fates, to the byte", () => {
    fc.assert(
      fc.property(anyRules, anyTraffic, fc.string(), (rules, traffic, seed) => {
        expect(fates({ rules }, seed, traffic)).toEqual(fates({ rules }, seed, traffic));
      }),
    );
  });

  test("traffic on other links does not change a link's fates", () => {
    fc.assert(
      fc.property(anyRules, anyTraffic, (rules, traffic) => {
        const among = fates({ rules }, "7", traffic).filter((_, i) => isAToB(traffic[i]!));
        expect(among).toEqual(fates({ rules }, "7", traffic.filter(isAToB)));
      }),
    );
  });

  test("a further rule, before or after, does not change whom the others hit", () => {
    const rule: Rule = { kind: "duplicate", rate: 0.3, copies: 1 };
    const delay: Rule = { kind: "delay", rate: 0.2, delayMs: 1, jitterMs: 9 };
    const loss: Rule = { kind: "loss", rate: 0.4 };
    const alone = hits(0, rule);
    expect(hits(0, rule, delay)).toEqual(alone);
    expect(hits(1, delay, rule)).toEqual(alone);
    // Those that the loss takes are gone; all others are as before.
    const afterLoss = hits(2, loss, delay, rule);
    expect(afterLoss).toEqual(
      alone.map((was, i) => (afterLoss[i] === undefined ? undefined : was)),
    );
    expect(afterLoss).toContain(undefined);
  });

  test("a narrower window hits what the wider one hits within it", () => {
    const traffic = Array.from({ length: 300 }, (_, atMs) => ({ from: "a", to: "b", atMs }));
    const [wide, narrow] = [{}, { afterMs: 100, untilMs: 200 }].map((window) =>
      fates({ rules: [{ kind: "loss", rate: 0.5, ...window }] }, "7", traffic).map(
        ({ kind }) => kind,
      ),
    );
    expect(narrow!.slice(100, 200)).toEqual(wide!.slice(100, 200));
    expect(narrow!.filter((kind) => kind === "drop").length).toBeGreaterThan(0);
  });

  test("a higher rate hits all that a lower one hits", () => {
    const low = series(1000, { kind: "loss", rate: 0.2 }).map(({ kind }) => kind);
    const high = series(1000, { kind: "loss", rate: 0.5 }).map(({ kind }) => kind);
    expect(low.filter((kind, i) => kind === "drop" && high[i] !== "drop")).toEqual([]);
  });

  test("seeds, links, directions and equal rules have luck of their own", () => {
    const loss: Rule = { kind: "loss", rate: 0.5 };
    const pattern = (seed: string, from: string, to: string, planSeed?: string) =>
      fates(
        { rules: [loss], ...(planSeed !== undefined && { seed: planSeed }) },
        seed,
        Array.from({ length: 64 }, () => ({ from, to, atMs: 0 })),
      )
        .map(({ kind }) => kind[0])
        .join("");
    const patterns = [
      pattern("7", "a", "b"),
      pattern("8", "a", "b"),
      pattern("7", "b", "a"),
      pattern("7", "a", "c"),
      pattern("7", "a", "b", "9"),
    ];
    expect(new Set(patterns).size).toBe(patterns.length);
    expect(pattern("8", "a", "b", "9"), "the plan's seed decides").toBe(patterns[4]);
    // Two equal rules with the same luck would lose half, not three quarters.
    const lost = series(1000, loss, loss).filter(({ kind }) => kind === "drop").length;
    expect(Math.abs(lost - 750)).toBeLessThan(70);
  });

  test("fates are the same on every machine and in every version", () => {
    const [fate] = series(
      1,
      { kind: "corrupt", rate: 1 },
      { kind: "delay", delayMs: 0, jitterMs: 1 },
    );
    const [copy] = copiesOf(fate!);
    const at = copy!.bytes.findIndex((byte, i) => byte !== BYTES[i]);
    expect([at, copy!.bytes[at], copy!.delayMs]).toMatchInlineSnapshot(`
      [
        9,
        234,
        0.7041282267309725,
      ]
    `);
  });
});
