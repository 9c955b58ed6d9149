/**
 * Luck: nothing but plan, seed and the message's place on its own link decides.
 *
 * @module
 */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Rule } from "../../../robots/faults/plan.ts";
import { type Fate, FaultInjector, type Passage } from "../../../robots/faults/verdict.ts";
import { hash32 } from "../../../robots/engine/random.ts";
import {
  anyDelay,
  anyEnding,
  anyRule,
  anyRules,
  anyTimelessRule,
  anyTraffic,
  ROBOTS,
} from "../../support/any_rule.ts";
import { BYTES, copiesOf, fates, type Sent, series } from "../../support/fates.ts";

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

/** Whether the `index`-th rule of a plan hit the message; `undefined` when another ended its way. */
function hitBy(index: number, fate: Fate): boolean | undefined {
  if (fate.kind === "pass") return false;
  if (fate.kind === "deliver") return fate.firings.some(({ rule }) => rule === index);
  return fate.rule === index || undefined;
}

describe("luck", () => {
  test("the same plan, seed and messages have the same fates, to the byte", () => {
    fc.assert(
      fc.property(anyRules, anyTraffic, fc.string(), (rules, traffic, seed) => {
        const again = fates({ rules }, seed, traffic, ROBOTS);
        expect(fates({ rules }, seed, traffic, ROBOTS)).toEqual(again);
      }),
    );
  });

  test("traffic on other links does not change a link's fates", () => {
    fc.assert(
      fc.property(anyRules, anyTraffic, (rules, traffic) => {
        const among = fates({ rules }, "7", traffic, ROBOTS).filter((_, i) => isAToB(traffic[i]!));
        expect(among).toEqual(fates({ rules }, "7", traffic.filter(isAToB), ROBOTS));
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

  test("rules of other kinds, before and after, do not change whom a rule hits", () => {
    const others = fc.array(fc.oneof(anyEnding, anyDelay), { maxLength: 3 });
    fc.assert(
      fc.property(others, anyRule, others, anyTraffic, (before, rule, after, traffic) => {
        const isOther = ({ kind }: Rule): boolean => kind !== rule.kind;
        const rules = [...before.filter(isOther), rule, ...after.filter(isOther)];
        const index = rules.indexOf(rule);
        const together = fates({ rules }, "7", traffic, ROBOTS).map((fate) => hitBy(index, fate));
        const alone = fates({ rules: [rule] }, "7", traffic, ROBOTS).map((fate) => hitBy(0, fate));
        expect(together).toEqual(
          alone.map((hit, i) => (together[i] === undefined ? undefined : hit)),
        );
      }),
      { numRuns: 300 },
    );
  });

  test("a window takes from a rule's hits those outside it, and changes no other", () => {
    fc.assert(
      fc.property(anyTimelessRule, anyTraffic, (rule, traffic) => {
        const wide = fates({ rules: [rule] }, "7", traffic, ROBOTS);
        const window = { afterMs: 300, untilMs: 700 };
        const narrow = fates({ rules: [{ ...rule, ...window }] }, "7", traffic, ROBOTS);
        for (const [i, { atMs }] of traffic.entries()) {
          const inside = atMs >= 300 && atMs < 700;
          expect(hitBy(0, narrow[i]!)).toBe(inside && hitBy(0, wide[i]!));
        }
      }),
      { numRuns: 300 },
    );
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
    const at = copy!.bytes!.findIndex((byte, i) => byte !== BYTES[i]);
    expect([at, copy!.bytes![at], copy!.delayMs]).toMatchInlineSnapshot(`
      [
        20,
        132,
        0.40617993636988103,
      ]
    `);
  });

  test("a message judged by key has the luck that its key says, whatever came before", () => {
    const rules: Rule[] = [{ kind: "loss", rate: 0.5 }];
    const judged = (seqs: readonly number[]) => {
      const injector = new FaultInjector({ rules }, "7");
      return new Map(seqs.map((seq) => [seq, injector.judge(passage(seq)).kind]));
    };
    const seqs = Array.from({ length: 200 }, (_, i) => i - 100);
    const forth = judged(seqs);
    expect(new Set(forth.values()).size).toBe(2);
    for (const [seq, kind] of judged(seqs.toReversed())) expect(kind).toBe(forth.get(seq));
  });

  test("what passes, drops and is rejected is told by the same objects again and again", () => {
    for (const rule of [
      { kind: "loss", rate: 0 },
      { kind: "loss", rate: 1 },
      { kind: "saturate", rate: 1 },
    ] as const) {
      const injector = new FaultInjector({ rules: [rule] }, "7");
      expect(injector.judge(passage(1))).toBe(injector.judge(passage(2)));
    }
  });

  test("only rules about bytes ask for them", () => {
    const unasked: Passage = {
      ...passage(1),
      bytes: () => {
        throw new Error("asked");
      },
    };
    const judge = (rule: Rule) => new FaultInjector({ rules: [rule] }, "7").judge(unasked);
    expect(judge({ kind: "duplicate", rate: 1, copies: 2 }).kind).toBe("deliver");
    expect(judge({ kind: "delay", delayMs: 1 }).kind).toBe("deliver");
    expect(judge({ kind: "corrupt", rate: 0 }).kind).toBe("pass");
    expect(() => judge({ kind: "corrupt", rate: 1 })).toThrow("asked");
    expect(() => judge({ kind: "oversize-loss", bytesMax: 1 })).toThrow("asked");
  });
});

function passage(seq: number): Passage {
  return {
    from: "a",
    to: "b",
    fromKey: hash32("a"),
    toKey: hash32("b"),
    seq,
    sinceStartMs: 0,
    carriesUpdate: false,
    bytes: () => BYTES,
  };
}
