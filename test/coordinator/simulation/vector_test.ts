/**
 * Goal: the vectorised model is the engine in synchronous rounds, to the last word and message; and
 * it refuses what it cannot run.
 *
 * Method: real robots that tick all at once, with messages that all take equally long, beside the
 * model with the same seed. After each round every robot must know the same words in both.
 *
 * @module
 */
import { describe, expect, test } from "vitest";
import { DEFAULT_SCENARIO, type Scenario } from "../../../coordinator/simulation/scenario.ts";
import { simulate } from "../../../coordinator/simulation/simulate.ts";
import {
  simulateVector,
  VECTOR_WORDS_MAX,
  vectorBytes,
  type VectorOptions,
} from "../../../coordinator/simulation/vector.ts";
import { type LossOf, lossPlan } from "../../../coordinator/simulation/vector_loss.ts";
import { VectorWorld } from "../../../coordinator/simulation/vector_world.ts";
import { UserError } from "../../../coordinator/user_error.ts";
import { EXCHANGES } from "../../../robots/engine/robot.ts";

type Setting = Required<Omit<VectorOptions, "roundsMax">>;

const GOSSIP_MS = DEFAULT_SCENARIO.gossipMs;

/** What each robot knew after each round, and what had been sent by the end. */
interface Course {
  readonly rounds: number | undefined;
  readonly messages: number;
  readonly payloads: number;
  /** By round, at 0 the deal, and robot. */
  readonly known: number[][][];
}

function byModel(setting: Setting): Course {
  const world = new VectorWorld(setting);
  const robots = Array.from({ length: setting.robots }, (_, robot) => robot);
  const known = [robots.map((robot) => world.words(robot))];
  while (world.complete < setting.robots) {
    world.round();
    known.push(robots.map((robot) => world.words(robot)));
  }
  const { rounds, messages, payloads } = world;
  return { rounds, messages, payloads, known };
}

/** Lets the real robots run for exactly so many rounds. */
function byEngine(setting: Setting, roundsMax: number): Course {
  const { seed, robots, words, copies, exchange, loss, lossOf } = setting;
  const scenario: Scenario = {
    ...DEFAULT_SCENARIO,
    seed,
    robots,
    words,
    copies,
    exchange,
    quietMs: 1_000_000,
    synchronous: true,
    latencyJitterMs: 0,
    plan: lossPlan(loss, lossOf),
    convergenceRoundsMax: roundsMax,
  };
  const now: number[][] = Array.from({ length: robots }, () => []);
  const known = Array.from({ length: roundsMax + 1 }, () => [] as number[][]);
  const outcome = simulate(scenario, {
    // Robots that have no time to agree in are no violation here.
    checked: false,
    recorder: (step) => {
      if (step.kind !== "life-began" && step.kind !== "learned") return;
      const round = step.kind === "life-began" ? 0 : Math.floor(step.atMs / GOSSIP_MS) + 1;
      now[step.robot] = [...step.knows];
      for (let later = round; later <= roundsMax; later++) known[later] = [...now];
    },
  });
  const { rounds, messages, payloads } = outcome;
  return { rounds, messages, payloads, known };
}

describe.each(EXCHANGES)("%s", (exchange) => {
  test.each([
    [0, "messages"],
    [0.3, "messages"],
    [0.3, "updates"],
    [0.6, "messages"],
  ] as const)(
    "does what real robots do, round by round, with a loss of %f of %s",
    (loss, lossOf) => {
      for (const [i, robots] of [2, 3, 7, 31].entries()) {
        for (const words of [1, 32, 65]) {
          const copies = Math.min(robots - 1, 1 + i);
          const seed = `${robots}:${words}`;
          const setting = { robots, words, copies, exchange, loss, lossOf, seed };
          const model = byModel(setting);
          expect(byEngine(setting, model.rounds!), JSON.stringify(setting)).toEqual(model);
        }
      }
    },
  );

  test("does so with more robots than one batch takes", () => {
    const most = { robots: 600, words: 5, copies: 1, loss: 0.3, seed: "many" };
    const setting: Setting = { ...most, exchange, lossOf: "messages" };
    const model = byModel(setting);
    expect(byEngine(setting, model.rounds!)).toEqual(model);
  });
});

describe("the outcome", () => {
  const options: VectorOptions = { robots: 1000, words: 64, loss: 0.2, seed: "x" };

  test("counts what is known and who knows all, from the deal to the end", () => {
    const { rounds, known, complete, messages, payloads } = simulateVector(options);
    expect(known).toHaveLength(rounds! + 1);
    expect(complete).toHaveLength(rounds! + 1);
    expect([known[0], complete[0]]).toEqual([64, 0]);
    expect([known.at(-1), complete.at(-1)]).toEqual([64_000, 1000]);
    expect(known).toEqual([...known].sort((a, b) => a - b));
    expect(messages).toBeGreaterThan(1000 * rounds!);
    expect(payloads).toBeGreaterThan(1000);
  });

  test("is the same for the same seed, and another for another", () => {
    expect(simulateVector(options)).toEqual(simulateVector(options));
    expect(simulateVector({ ...options, seed: "y" }).traceHash).not.toBe(
      simulateVector(options).traceHash,
    );
  });

  test("has no rounds when it gave up", () => {
    const gaveUp = simulateVector({ ...options, roundsMax: 3 });
    expect(gaveUp.rounds).toBeUndefined();
    expect(gaveUp.complete).toHaveLength(4);
  });

  test("of one robot, or of as many copies as robots, is there at once", () => {
    expect(simulateVector({ robots: 1, words: 33, seed: "x" }).rounds).toBe(0);
    expect(simulateVector({ robots: 5, words: 64, copies: 5, seed: "x" }).rounds).toBe(0);
  });
});

describe("before any work", () => {
  const good: VectorOptions = { robots: 10, words: 64, seed: "x" };

  test.each<[Partial<VectorOptions>, string]>([
    [{ robots: 0 }, "needs a whole number of robots from 1 to 268435456: got 0"],
    [{ robots: 2.5 }, "needs a whole number of robots"],
    [{ words: 0 }, "needs a whole number of words from 1 to 2048: got 0"],
    [{ words: VECTOR_WORDS_MAX + 1 }, "needs a whole number of words"],
    [{ copies: 11 }, "needs a whole number of copies from 1 to 10: got 11"],
    [{ loss: 1 }, "needs a loss from 0 to below 1: got 1"],
    [{ loss: Number.NaN }, "needs a loss from 0 to below 1: got NaN"],
  ])("refuses %j", (wrong, problem) => {
    const call = (): unknown => simulateVector({ ...good, ...wrong });
    expect(call).toThrow(UserError);
    expect(call).toThrow(problem);
  });

  test("refuses more robots than memory holds, and says how much they need", () => {
    const options = { ...good, robots: 100_000_000, loss: 0.1 };
    expect(() => simulateVector(options, 2 ** 30)).toThrow(
      "100000000 robots with 64 words need 3.9 GB, and 1.0 GB are free: ask for fewer",
    );
    expect(vectorBytes(options) / 2 ** 30).toBeCloseTo(3.91, 2);
  });
});

const LOSSES: readonly LossOf[] = ["messages", "updates"];

test.each(LOSSES)("a loss of %s is a plan that the fault layer takes", (lossOf) => {
  expect(lossPlan(0, lossOf).rules).toEqual([]);
  expect(lossPlan(0.25, lossOf).rules).toMatchObject([{ kind: "loss", rate: 0.25 }]);
});
