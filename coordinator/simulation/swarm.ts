/**
 * Swarm testing (Groce et al. 2012): each seed draws which faults there are and how strong, and how
 * the robots are set. A mix that leaves most things out finds what a mix of everything hides.
 *
 * @module
 */
import { KeyedRandom } from "../../robots/engine/random.ts";
import type { Exchange } from "../../robots/engine/robot.ts";
import { type Rule, RULE_KINDS } from "../../robots/faults/plan.ts";
import { Dice } from "./dice.ts";
import { convergenceRounds, type Scenario } from "./scenario.ts";
import { type Makers, MESSAGE_MAKERS, DIVISION_MAKERS } from "./swarm_messages.ts";
import { PROCESS_MAKERS, STORE_MAKERS } from "./swarm_processes.ts";

/** What a swarm varies besides faults, unless it is told not to. */
export type Adjustable =
  | "copies"
  | "exchange"
  | "fanout"
  | "quietMs"
  | "inboxMax"
  | "latencyMs"
  | "synchronous"
  | "faultsMs";

/** Rules of one plan. */
const RULES_MIN = 2;
const RULES_MAX = 8;

/** How long faults last, gossip periods. */
const PHASE_PERIODS_MIN = 5;
const PHASE_PERIODS_MAX = 15;

const MAKERS: Makers<Rule> = {
  ...MESSAGE_MAKERS,
  ...DIVISION_MAKERS,
  ...PROCESS_MAKERS,
  ...STORE_MAKERS,
};

/** Push-pull is what robots do by default, so it comes most often. */
const EXCHANGES: readonly Exchange[] = ["push-pull", "push-pull", "pull", "push"];

/** These show only after some robot is done, which must happen while there are faults. */
const LATE_KINDS: ReadonlySet<string> = new Set([
  "crash-at-claim",
  "crash-at-write",
  ...Object.keys(STORE_MAKERS),
]);

/**
 * The scenario of `seed`: `base` with everything drawn that a swarm varies. Its rules come before
 * those that are drawn.
 *
 * @param fixed What stays as it is in `base`.
 */
export function swarmScenario(
  base: Scenario,
  seed: string,
  fixed: readonly Adjustable[] = [],
): Scenario {
  const draws = new KeyedRandom(`${seed}:swarm`);
  draws.aim(0);
  const first = new Dice(draws, base.robots, base.gossipMs, 0);
  const kinds = first.different(first.whole(RULES_MIN, RULES_MAX), RULE_KINDS);
  const late = kinds.some((kind) => LATE_KINDS.has(kind));
  const drawn = drawRobots(base, first, late);
  for (const name of fixed) keep(drawn, base, name);
  const dice = new Dice(draws, base.robots, base.gossipMs, drawn.faultsMs);
  const rules = kinds.map((kind) => drawRule(MAKERS[kind], dice));
  const given = base.plan.rules;
  const plan = { ...base.plan, rules: given.length > 0 ? [...given, ...rules] : rules };
  const scenario = { ...base, ...drawn, seed, plan };
  scenario.convergenceRoundsMax = roundsAllowed(scenario);
  return scenario;
}

/** What {@linkcode Adjustable} names; jitter goes with latency. */
type Robots = { -readonly [K in Adjustable | "latencyJitterMs"]: Scenario[K] };

function drawRobots({ robots, gossipMs }: Scenario, dice: Dice, late: boolean): Robots {
  const periods = dice.whole(late ? PHASE_PERIODS_MAX - 3 : PHASE_PERIODS_MIN, PHASE_PERIODS_MAX);
  return {
    copies: Math.min(robots, dice.chance(0.7) ? 2 : dice.whole(1, 4)),
    exchange: dice.of(EXCHANGES),
    fanout: dice.chance(0.7) ? 1 : dice.chance(0.9) ? dice.whole(2, 3) : dice.whole(4, 8),
    quietMs: dice.whole(0, late ? 2 : 4) * gossipMs,
    inboxMax: dice.chance(0.8) ? 1024 : dice.whole(1, 16),
    latencyMs: 1,
    latencyJitterMs: dice.of([0, 9, gossipMs / 2, gossipMs]),
    synchronous: dice.chance(0.1),
    faultsMs: periods * gossipMs,
  };
}

/** Puts back what stays as it is in `base`. */
function keep(drawn: Robots, base: Scenario, name: Adjustable): void {
  Object.assign(drawn, { [name]: base[name] });
  if (name === "latencyMs") drawn.latencyJitterMs = base.latencyJitterMs;
}

/** A rule that applies all the time, or in a window. */
function drawRule(maker: (dice: Dice) => object, dice: Dice): Rule {
  const rule = maker(dice) as Rule;
  if (dice.chance(0.5)) return rule;
  const { phaseMs } = dice;
  const afterMs = dice.chance(0.5) ? dice.whole(0, Math.floor(phaseMs * 0.7)) : 0;
  const untilMs = dice.whole(Math.floor(afterMs + phaseMs * 0.1) + 1, phaseMs);
  return { ...rule, afterMs, untilMs };
}

/**
 * Gossip periods that robots get to converge after healing: the usual time, and what may still hold
 * them up: the quiet period, twice if a clock goes back, and what began while there were faults.
 */
export function roundsAllowed(scenario: Omit<Scenario, "convergenceRoundsMax">): number {
  const { robots, gossipMs, quietMs, faultsMs, latencyMs, latencyJitterMs } = scenario;
  const extraMs = 2 * quietMs + faultsMs + latencyMs + latencyJitterMs;
  return convergenceRounds(robots) + Math.ceil(extraMs / gossipMs);
}
