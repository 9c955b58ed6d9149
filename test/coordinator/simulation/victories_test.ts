/**
 * Goal: one robot wins and writes the file, whatever goes wrong with claims, files and the store.
 */
import { expect, test } from "vitest";

import type { Scenario } from "../../../coordinator/simulation/scenario.ts";
import type { Rule } from "../../../robots/faults/plan.ts";
import { play, type Played, stepsOf } from "./steps.ts";

/** Long enough for robots to be done while there are faults. */
function sound(rules: readonly Rule[], changed: Partial<Scenario> = {}): Played {
  const played = play(rules, { quietMs: 100, faultsMs: rules.length > 0 ? 3000 : 0, ...changed });
  expect(played.outcome.violations).toEqual([]);
  return played;
}

function results(played: Played): string[] {
  return stepsOf(played, "claimed").map(({ robot, result }) => `r${robot + 1} ${result}`);
}

test("without faults one wins and writes", () => {
  const played = sound([]);
  const claims = stepsOf(played, "claimed");
  expect(claims.filter(({ result }) => result === "won")).toHaveLength(1);
  expect(claims.filter(({ result }) => result === "resumed")).toEqual([]);
  const winner = claims.find(({ result }) => result === "won")!.robot;
  // "word0 " to "word5 ".
  expect(stepsOf(played, "wrote")).toMatchObject([{ robot: winner, bytes: 36 }]);
});

test("a winner that died before it knew finishes in its next life", () => {
  const played = sound([{ kind: "crash-at-claim", times: 1 }]);
  const [death] = stepsOf(played, "life-ended");
  expect(stepsOf(played, "life-ended")).toHaveLength(1);
  expect(results(played)).toContain(`r${death!.robot + 1} resumed`);
  expect(results(played).join()).not.toContain("won");
  expect(stepsOf(played, "wrote")).toMatchObject([{ robot: death!.robot }]);
});

test("a winner that died while it wrote writes in its next life", () => {
  const played = sound([{ kind: "crash-at-write", times: 2 }]);
  const deaths = stepsOf(played, "life-ended");
  expect(deaths).toHaveLength(2);
  const [wrote] = stepsOf(played, "wrote");
  expect(deaths.map(({ robot }) => robot)).toEqual([wrote!.robot, wrote!.robot]);
  expect(wrote!.atMs).toBeGreaterThan(deaths[1]!.atMs);
  expect(stepsOf(played, "wrote")).toHaveLength(1);
});

test("a lost reply is asked for again, and a repeated claim has still won", () => {
  const played = sound([{ kind: "claim-reply-loss", rate: 1 }]);
  const claims = stepsOf(played, "claimed");
  expect(claims.every(({ atMs }) => atMs >= 3000)).toBe(true);
  expect(claims.filter(({ result }) => result === "won")).toHaveLength(1);
  expect(played.outcome.fired[0]).toBeGreaterThan(3);
});

test("a claim that takes long is answered late", () => {
  const [soon] = stepsOf(sound([]), "claimed");
  const [late] = stepsOf(sound([{ kind: "claim-delay", delayMs: 700 }]), "claimed");
  expect(late!.atMs).toBeGreaterThan(soon!.atMs + 100);
});

test("nobody is answered while the store is away", () => {
  const rule: Rule = { kind: "store-outage", everyMs: 6000, forMs: 6000, afterMs: 0 };
  const played = sound([rule]);
  const [away] = stepsOf(played, "claimed");
  const [calm] = stepsOf(sound([], { faultsMs: 0 }), "claimed");
  expect(played.outcome.fired[0]).toBeGreaterThan(0);
  expect(away!.atMs).toBeGreaterThan(calm!.atMs);
});

test("a file that cannot be written is tried again", () => {
  const played = sound([{ kind: "write-error", rate: 1 }]);
  expect(played.outcome.fired[0]).toBeGreaterThan(2);
  expect(stepsOf(played, "wrote").map(({ atMs }) => atMs >= 3000)).toEqual([true]);
});

test("whoever held the channel says so again when the store has forgotten", () => {
  const played = sound([{ kind: "store-amnesia", everyMs: 1000 }]);
  expect(stepsOf(played, "store-forgot").length).toBeGreaterThan(0);
  expect(stepsOf(played, "claimed").length).toBeGreaterThan(3);
  expect(stepsOf(played, "wrote").length).toBeGreaterThan(0);
});
