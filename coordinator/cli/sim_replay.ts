/**
 * One simulated run step by step: `hearsay sim --trace`, and `--replay` of a failure.
 *
 * @module
 */
import type { Command } from "commander";
import { narrate } from "../experiment/narrate.ts";
import { parseReplay, type Replay } from "../experiment/replay_file.ts";
import { scenarioOf } from "../experiment/series.ts";
import { type Simulate, trial } from "../experiment/trial.ts";
import type { SimulationOutcome } from "../simulation/outcome.ts";
import type { Scenario } from "../simulation/scenario.ts";
import type { Step } from "../simulation/step.ts";
import { UserError } from "../user_error.ts";
import { VERSION } from "../version.ts";
import { endOnClosedPipe } from "./closed_pipe.ts";
import { readInput } from "./read_input.ts";
import { sizeOf } from "./sim_failure.ts";
import { violationText } from "./sim_report.ts";
import {
  checkScenario,
  type SimFlags,
  type SimSurroundings,
  type Simulation,
} from "./sim_request.ts";

/** Options that go with --replay; the file decides everything else. */
const WITH_REPLAY = new Set(["replay", "json"]);

/** Characters written at once: a trace may have many thousand lines. */
const CHUNK_CHARS = 1 << 16;

/**
 * Shows a failure again; returns the exit code: 1 if it still fails.
 *
 * @throws UserError (2) for a file that cannot be used, and for flags that the file decides.
 */
export async function replayFailure(
  command: Command,
  path: string,
  { json = false }: SimFlags,
  surroundings: SimSurroundings,
): Promise<number> {
  const stray = command.options.find((option) => {
    const name = option.attributeName();
    return !WITH_REPLAY.has(name) && command.getOptionValueSource(name) === "cli";
  });
  if (stray !== undefined) {
    throw new UserError(`cannot use ${stray.long} with --replay: the file decides everything`, 2);
  }
  const parsed = parseReplay((await readInput(path, "replay file")).toString("utf8"));
  if (!parsed.ok) throw new UserError(`cannot use the replay file ${path}: ${parsed.problem}`, 2);
  const { replay } = parsed;
  checkScenario(replay.scenario, `the replay file ${path}`, surroundings);
  const print = new Printer(json);
  if (!json) print.line(`seed ${replay.scenario.seed}: ${sizeOf(replay.scenario)}`);
  const outcome = show(replay.scenario, print, await load(surroundings.simulator));
  if (json) print.line(JSON.stringify(verdictJson(replay, outcome)));
  else for (const line of verdict(replay, outcome)) print.line(line);
  print.flush();
  return outcome.violations.length > 0 ? 1 : 0;
}

/** Shows one run; returns the exit code. */
export async function traceRun(
  { series }: Simulation,
  { json = false }: SimFlags,
  { simulator }: SimSurroundings,
): Promise<number> {
  const print = new Printer(json);
  const outcome = show(scenarioOf(series, 0), print, await load(simulator));
  const { traceHash, violations } = outcome;
  if (json) print.line(JSON.stringify({ kind: "end", traceHash, violations }));
  else {
    print.line(`trace ${traceHash}`);
    for (const violation of violations) print.line(`violation: ${violationText(violation)}`);
  }
  print.flush();
  return violations.length > 0 ? 1 : 0;
}

/** Runs a scenario and prints each step as it comes. */
function show(scenario: Scenario, print: Printer, run: Simulate | undefined): SimulationOutcome {
  const recorder = (step: Step): void => print.step(step, scenario);
  return trial(scenario, run, { recorder });
}

async function load(simulator: URL | undefined): Promise<Simulate | undefined> {
  if (simulator === undefined) return undefined;
  return ((await import(simulator.href)) as { simulate: Simulate }).simulate;
}

/** Lines in large pieces. */
class Printer {
  readonly #json: boolean;
  #text = "";

  constructor(json: boolean) {
    this.#json = json;
    endOnClosedPipe();
  }

  step(step: Step, { plan }: Scenario): void {
    this.line(this.#json ? JSON.stringify(step) : narrate(step, plan));
  }

  line(text: string): void {
    this.#text += `${text}\n`;
    if (this.#text.length >= CHUNK_CHARS) this.flush();
  }

  flush(): void {
    process.stdout.write(this.#text);
    this.#text = "";
  }
}

function verdict(replay: Replay, outcome: SimulationOutcome): string[] {
  const { traceHash, hearsay } = replay;
  const found = same(replay, outcome);
  const other =
    hearsay === VERSION
      ? "the program has changed"
      : `hearsay ${hearsay} wrote the file, this is ${VERSION}`;
  return [
    outcome.traceHash === traceHash
      ? `the trace is as recorded: ${traceHash}`
      : `the trace is another one: ${outcome.traceHash} instead of ${traceHash} (${other})`,
    found
      ? `the violation came again: ${violationText(replay.violation)}`
      : `the violation did not come again: ${violationText(replay.violation)}`,
    ...outcome.violations
      .filter((each) => !found || each.checker !== replay.violation.checker)
      .map((each) => `there is also: ${violationText(each)}`),
  ];
}

function verdictJson(replay: Replay, outcome: SimulationOutcome): unknown {
  return {
    kind: "end",
    traceHash: outcome.traceHash,
    sameTrace: outcome.traceHash === replay.traceHash,
    sameViolation: same(replay, outcome),
    violations: outcome.violations,
  };
}

/** Whether the recorded violation is among those of `outcome`. */
function same({ violation }: Replay, { violations }: SimulationOutcome): boolean {
  return violations.some(
    ({ checker, what }) => checker === violation.checker && what === violation.what,
  );
}
