/**
 * What came out of simulated runs, for people and as JSON.
 *
 * @module
 */
import { describeRule } from "../../robots/faults/describe.ts";
import type { FaultPlan } from "../../robots/faults/plan.ts";
import type { Violation } from "../checkers/checker.ts";
import { countSeeds } from "../experiment/seeds.ts";
import { robotName } from "../experiment/simpler_rules.ts";
import { scenarioOf } from "../experiment/series.ts";
import type { SweepResult } from "../experiment/sweep.ts";
import type { RuleCount, Tally } from "../experiment/tally.ts";
import { counted, grouped, seconds } from "../observe/footer.ts";
import { type Settled, sizeOf } from "./sim_failure.ts";
import type { Simulation } from "./sim_request.ts";
import { styled, table } from "./table.ts";

const LABEL_COLUMNS = 12;

/** Prints the result: one JSON object on stdout, or some lines for people. */
export function printReport(
  simulation: Simulation,
  result: SweepResult,
  failure: Settled | undefined,
  json: boolean,
): void {
  const { stdout, stderr } = process;
  if (json) {
    stdout.write(`${JSON.stringify(reportJson(simulation, result, failure))}\n`);
    for (const line of remarks(simulation, result.tally)) stderr.write(`hearsay: ${line}\n`);
    if (failure !== undefined) stderr.write(`${replayLine(failure)}\n`);
    return;
  }
  const lines = reportLines(simulation, result, failure, stdout);
  stdout.write(lines.map((line) => `${line}\n`).join(""));
  for (const line of remarks(simulation, result.tally)) stderr.write(`hearsay: ${line}\n`);
}

/** The result as data. */
export function reportJson(
  { series, seeds, seedsText }: Simulation,
  { tally, elapsedMs, died }: SweepResult,
  failure: Settled | undefined,
): unknown {
  const { base } = series;
  // A large run takes minutes: a whole number would be 0.
  const perSecond = (count: number): number =>
    Number(((count * 1000) / Math.max(1, elapsedMs)).toPrecision(6));
  return {
    system: base.system,
    robots: base.robots,
    words: base.words,
    seeds: seedsText,
    seedsDone: tally.runs,
    complete: tally.runs === countSeeds(seeds),
    traceHash: tally.traceHash,
    elapsedMs: Math.round(elapsedMs),
    seedsPerSec: perSecond(tally.runs),
    eventsPerSec: perSecond(tally.events),
    events: tally.events,
    rounds: tally.rounds ?? null,
    unconverged: tally.unconverged,
    messages: tally.messages,
    payloads: tally.payloads,
    lives: tally.lives,
    faultsFired: Object.fromEntries(byKind(tally).map(([kind, { fired }]) => [kind, fired])),
    neverFired: neverFired(planOf(series), tally),
    quiescence: { done: tally.done, early: tally.earlyDone },
    failures: tally.failures,
    violations: tally.found.map(({ seed, violation }) => ({ seed, ...violation })),
    ...(failure !== undefined && { replay: failure.path }),
    ...(died !== undefined && { died }),
  };
}

/** The result for people. */
export function reportLines(
  simulation: Simulation,
  { tally, elapsedMs }: SweepResult,
  failure: Settled | undefined,
  stream: NodeJS.WritableStream,
): string[] {
  const { series } = simulation;
  const perSecond = (count: number, noun: string): string =>
    `${grouped(Math.round((count * 1000) / Math.max(1, elapsedMs)))} ${noun}s/s`;
  const speed = [
    ...(tally.runs > 1 ? [perSecond(tally.runs, "seed")] : []),
    perSecond(tally.events, "event"),
  ];
  return [
    ...field("simulated", [
      `${whatRan(simulation, tally)} in ${seconds(elapsedMs)}: ${speed.join(", ")}`,
    ]),
    ...field("rounds", [roundsText(tally)]),
    ...field("messages", [
      `${grouped(tally.messages)}, ${grouped(tally.payloads)} of them with words`,
    ]),
    ...field("lives", [grouped(tally.lives)]),
    ...field("done", [
      `${counted(tally.done, "time")}, ${grouped(tally.earlyDone)} of them too early: another robot still lacked a word`,
    ]),
    ...field("faults", faultLines(planOf(series), tally, stream)),
    ...field("trace", [tally.traceHash]),
    ...field("violations", violationLines(tally, stream)),
    ...(failure === undefined
      ? []
      : [
          ...field("smallest", [
            `${sizeOf(failure.scenario)}: ${violationText(failure.violation)}`,
          ]),
          replayLine(failure),
        ]),
  ];
}

/** The plan of all runs; `undefined` when each seed draws its own. */
function planOf(series: Simulation["series"]): FaultPlan | undefined {
  if (series.swarm === undefined) return series.base.plan;
  return series.seed === undefined ? undefined : scenarioOf(series, 0).plan;
}

function whatRan({ series, seeds, seedsText }: Simulation, { runs }: Tally): string {
  const { robots, words } = series.base;
  const total = countSeeds(seeds);
  const which =
    total === 1 && runs === 1
      ? `seed ${seedsText}`
      : `${grouped(runs)} of ${counted(total, "seed")} (${seedsText})`;
  return `${which}, ${counted(robots, "robot")}, ${counted(words, "word")}`;
}

function roundsText({ rounds, unconverged, runs }: Tally): string {
  if (runs === 0) return "none";
  if (rounds === undefined) return "never did every robot know every word";
  const { median, p99, max } = rounds;
  const text = runs === 1 ? `${median}` : `median ${median}, p99 ${p99}, at most ${max}`;
  const missing = unconverged > 0 ? `; never in ${counted(unconverged, "run")}` : "";
  return `${text} after all faults until every robot knew every word${missing}`;
}

function faultLines(
  plan: FaultPlan | undefined,
  tally: Tally,
  stream: NodeJS.WritableStream,
): string[] {
  if (plan !== undefined) {
    if (plan.rules.length === 0) return ["none"];
    return plan.rules.map((rule, index) => {
      const fired = tally.firedByIndex[index] ?? 0;
      return `${describeRule(rule)}: ${fired > 0 ? `fired ${counted(fired, "time")}` : styled("yellow", "never fired", stream)}`;
    });
  }
  const columns = [
    { title: "kind" },
    { title: "seeds", right: true },
    { title: "fired", right: true },
  ];
  const rows = byKind(tally).map(([kind, { runs, fired }]) => [
    kind,
    grouped(runs),
    grouped(fired),
  ]);
  return table(columns, rows, stream);
}

function violationLines({ failures, found }: Tally, stream: NodeJS.WritableStream): string[] {
  if (failures === 0) return [styled("green", "none", stream)];
  const shown = found.map(({ seed, violation }) => `seed ${seed}: ${violationText(violation)}`);
  const more = failures - found.length;
  const rest = more > 0 ? [`and ${counted(more, "more failing seed")}`] : [];
  return [styled("red", `in ${counted(failures, "run")}`, stream), ...shown, ...rest];
}

/** A violation in one line. */
export function violationText({ checker, atMs, robot, what }: Violation): string {
  return `${checker} at ${grouped(Math.round(atMs))} ms${robot < 0 ? "" : `, ${robotName(robot)}`}: ${what}`;
}

/** The one command that shows the failure again. */
function replayLine({ path }: Settled): string {
  return `replay: hearsay sim --replay ${path}`;
}

/** What goes to stderr, too: such a sweep has not tested its plan. */
function remarks({ series }: Simulation, tally: Tally): string[] {
  const plan = planOf(series);
  const never = neverFired(plan, tally);
  if (plan !== undefined) return never.map((rule) => `note: this fault never fired: ${rule}`);
  return never.length > 0 ? [`note: these faults never fired: ${never.join(", ")}`] : [];
}

/** Rules that did nothing in all runs: in words, or by kind when each seed has others. */
function neverFired(plan: FaultPlan | undefined, tally: Tally): string[] {
  if (tally.runs === 0) return [];
  if (plan === undefined) {
    return byKind(tally)
      .filter(([, { fired }]) => fired === 0)
      .map(([kind]) => kind);
  }
  return plan.rules
    .filter((_, index) => (tally.firedByIndex[index] ?? 0) === 0)
    .map((rule) => describeRule(rule));
}

function byKind({ rules }: Tally): [string, RuleCount][] {
  return [...rules].sort(([a], [b]) => (a < b ? -1 : 1));
}

function field(name: string, [first = "", ...more]: readonly string[]): string[] {
  return [
    name.padEnd(LABEL_COLUMNS) + first,
    ...more.map((line) => " ".repeat(LABEL_COLUMNS) + line),
  ];
}
