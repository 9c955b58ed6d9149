/**
 * The watch that tells checkers what happens.
 *
 * @module
 */
import { describe, expect, test } from "vitest";
import type { Checker, Violation } from "../../../coordinator/checkers/checker.ts";
import { VIOLATIONS_MAX, Watch } from "../../../coordinator/checkers/watch.ts";
import { Actor, said } from "./stage.ts";

const ROBOT = new Actor(0);
const MESSAGE = said(1);
const FILE = new Uint8Array();

/** Every hook, and something that it is told. */
const TOLD = {
  lifeBegan: [ROBOT, 1],
  lifeEnded: [ROBOT, true, 2],
  ticking: [ROBOT, 3],
  ticked: [ROBOT, 4],
  receiving: [ROBOT, MESSAGE, 5],
  received: [ROBOT, MESSAGE, 6],
  sent: [ROBOT, 1, MESSAGE, 7],
  refused: [ROBOT, 8],
  queued: [1, 4, 9],
  done: [ROBOT, 10],
  claimed: [ROBOT, "won", 11],
  wrote: [ROBOT, FILE, 12],
  forgot: [1, 13],
  storeForgot: [14],
  healed: [15],
  ended: [[ROBOT], 16],
} satisfies {
  [H in keyof Omit<Checker, "name" | "violations">]-?: Parameters<Required<Checker>[H]>;
};

const HOOKS = Object.keys(TOLD) as (keyof typeof TOLD)[];

/** A checker with these hooks; it notes under its name what it is told. */
function listener(name: string, hooks: readonly string[], heard: unknown[]): Checker {
  const told =
    (hook: string) =>
    (...args: unknown[]) =>
      void heard.push([name, hook, ...args]);
  const found = Object.fromEntries(hooks.map((hook) => [hook, told(hook)]));
  return { name, violations: [], ...found };
}

function tell(watch: Watch, hook: keyof typeof TOLD): void {
  const call = watch[hook] as (...args: unknown[]) => void;
  call.apply(watch, TOLD[hook]);
}

describe.each(HOOKS)("%s", (hook) => {
  test.each([0, 1, 3, 9])(
    "is told to each of %i checkers that want to hear it, in order",
    (count) => {
      const heard: unknown[] = [];
      const others = HOOKS.filter((other) => other !== hook);
      const names = Array.from({ length: count }, (_, i) => `c${i}`);
      const listeners = names.map((name) => listener(name, [hook], heard));
      const watch = new Watch([listener("deaf", others, heard), ...listeners]);
      tell(watch, hook);
      expect(heard).toEqual(names.map((name) => [name, hook, ...TOLD[hook]]));
    },
  );
});

function violation(checker: string, atMs: number): Violation {
  return { checker, atMs, robot: 0, what: "" };
}

/** A checker that has found these. */
function finder(...violations: Violation[]) {
  return { name: "finder", violations };
}

test("tells violations in the order in which they were found, and keeps that order", () => {
  const [a, b] = [finder(violation("a", 7)), finder(violation("b", 3))];
  const watch = new Watch([a, b]);
  expect(watch.violations.map(({ checker }) => checker)).toEqual(["b", "a"]);
  b.violations.push(violation("c", 9));
  a.violations.push(violation("d", 8), violation("e", 9));
  const names = () => watch.violations.map(({ checker }) => checker);
  expect(names()).toEqual(["b", "a", "d", "e", "c"]);
  // Found later, told later, also at the same time.
  a.violations.push(violation("f", 9));
  expect(names()).toEqual(["b", "a", "d", "e", "c", "f"]);
  expect(names()).toEqual(["b", "a", "d", "e", "c", "f"]);
});

test("tells only the first of many", () => {
  const many = finder(...Array.from({ length: 40 }, (_, i) => violation("a", i)));
  const watch = new Watch([many]);
  expect(watch.violations.map(({ atMs }) => atMs)).toEqual([...Array(VIOLATIONS_MAX).keys()]);
  many.violations.push(violation("a", 50));
  expect(watch.violations).toHaveLength(VIOLATIONS_MAX);
});

test.each([0, 1, 2])("says whether anything was found, by whomever: %i", (who) => {
  const finders = [finder(), finder(), finder()];
  const watch = new Watch(finders);
  expect(watch.failed).toBe(false);
  finders[who]!.violations.push(violation("a", 1));
  expect(watch.failed).toBe(true);
});
