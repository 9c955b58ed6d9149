/**
 * Which faults strike when: drawn from the seed before the run begins, so that they are the same
 * whatever the nodes do.
 *
 * @module
 */
import { type Random, randomBelow, seededRandom, shuffle } from "../../robots/engine/random.ts";
import { NS_PER_MS } from "./clock.ts";
import { type Cut, drawCuts } from "./cuts.ts";
import type { FaultKind, TestPlan } from "./plan.ts";

/** One step of the nemesis. */
export interface Strike {
  readonly atNs: number;
  readonly f: "cut" | "heal" | "kill" | "restart" | "pause" | "resume";
  /** In words, for people: `majorities-ring: n0 hears only …`. */
  readonly what: string;
  /** For `cut`: who no longer hears whom, as [sender, receiver]. It replaces the cuts before. */
  readonly cuts?: readonly Cut[];
  /** For kill, restart, pause and resume. */
  readonly nodes?: readonly string[];
}

/**
 * The strikes of a plan, in order. Each kind of fault comes and goes on its own, with a pause of 0 to
 * twice the interval before each step, as Jepsen staggers them; partitions and one-way cuts take turns
 * by chance, as there is one network.
 */
export function faultSchedule(
  plan: Pick<TestPlan, "nodes" | "nemesis" | "seed" | "timeLimitMs">,
): Strike[] {
  const { faults } = plan.nemesis;
  const cutting = faults.filter((fault) => fault === "partition" || fault === "one-way");
  const strikes: Strike[] = [];
  if (cutting.length > 0)
    strikes.push(...alternating(plan, "cut", cuttingPairs(plan.nodes, cutting)));
  if (faults.includes("kill"))
    strikes.push(...alternating(plan, "kill", nodePairs(plan.nodes, "kill", "restart")));
  if (faults.includes("pause"))
    strikes.push(...alternating(plan, "pause", nodePairs(plan.nodes, "pause", "resume")));
  return strikes.sort((a, b) => a.atNs - b.atNs);
}

type Step = Omit<Strike, "atNs">;

/** A fault and how it ends. */
type Pair = (random: Random) => readonly [Step, Step];

function alternating(
  { seed, nemesis, timeLimitMs }: Pick<TestPlan, "nemesis" | "seed" | "timeLimitMs">,
  stream: string,
  pair: Pair,
): Strike[] {
  const random = seededRandom(`${seed}:nemesis:${stream}`);
  const pauseMs = (): number => 2 * nemesis.intervalMs * random();
  const strikes: Strike[] = [];
  for (let atMs = pauseMs(); atMs < timeLimitMs; atMs += pauseMs()) {
    const [fault, end] = pair(random);
    strikes.push({ ...fault, atNs: Math.round(atMs * NS_PER_MS) });
    atMs += pauseMs();
    if (atMs >= timeLimitMs) break;
    strikes.push({ ...end, atNs: Math.round(atMs * NS_PER_MS) });
  }
  return strikes;
}

function cuttingPairs(nodes: readonly string[], kinds: readonly FaultKind[]): Pair {
  return (random) => {
    const kind = kinds[randomBelow(random, kinds.length)]!;
    const { cuts, what } = drawCuts(nodes, kind === "one-way", random);
    return [
      { f: "cut", what, cuts },
      { f: "heal", what: "all hear each other again" },
    ];
  };
}

/** One node, or up to half of them. */
function nodePairs(
  nodes: readonly string[],
  fault: "kill" | "pause",
  end: "restart" | "resume",
): Pair {
  return (random) => {
    const most = Math.max(1, Math.floor(nodes.length / 2));
    const count = random() < 0.5 ? 1 : 1 + randomBelow(random, most);
    const chosen = new Set(shuffle([...nodes], random).slice(0, count));
    // In the order of their names, for people.
    const struck = nodes.filter((node) => chosen.has(node));
    return [
      { f: fault, what: `${fault} ${struck.join(", ")}`, nodes: struck },
      { f: end, what: `${end} ${struck.join(", ")}`, nodes: struck },
    ];
  };
}
