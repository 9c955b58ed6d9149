/**
 * `hearsay sim`: the same robots in virtual time, with every fault, once or a million times.
 *
 * @module
 */
import { Command, InvalidArgumentError, Option } from "commander";
import { EXCHANGES } from "../../robots/engine/robot.ts";
import { ROBOTS_MAX, VIRTUAL_MS_MAX, WORDS_MAX } from "../experiment/limits.ts";
import { parseSeeds, SEED_MAX, type SeedRange } from "../experiment/seeds.ts";
import { DEFAULT_SCENARIO } from "../simulation/scenario.ts";
import { faultOptions } from "./fault_flags.ts";
import { jsonOption } from "./shared_options.ts";
import { replayFailure, traceRun } from "./sim_replay.ts";
import { checkSimulation, type SimFlags, type SimSurroundings } from "./sim_request.ts";
import { runSimulation } from "./sim_run.ts";
import { simulateRounds } from "./sim_vector.ts";
import { wholeNumber } from "./values.ts";

/** More threads than any machine has cores. */
const JOBS_MAX = 1024;

export function simCommand(surroundings: SimSurroundings = {}): Command {
  const command = new Command("sim")
    .description("Simulate runs in virtual time, check everything, shrink and replay failures.")
    .addHelpText(
      "after",
      `
Examples:
  hearsay sim                                        one run, nothing goes wrong
  hearsay sim --robots 100 --loss 0.3 --seed 7       the same seed gives the same run
  hearsay sim --seeds 1..60000 --swarm               each seed draws its own faults
  hearsay sim --faults plan.json --seeds 1..1000     a plan, as for hearsay run
  hearsay sim --robots 5 --words 8 --trace           everything that happens, in words
  hearsay sim --replay runs/sim-7.json               what went wrong, step by step
  hearsay sim --robots 1000000 --model vector        synchronous rounds, loss only

A run with a violation is shrunk to the smallest one that still fails, which is written to a file.
Exit code: 0 good, 1 a violation, 2 wrong usage, 130 interrupted.`,
    )
    .action((flags: SimFlags) => perform(command, flags, surroundings));
  for (const option of options()) command.addOption(option);
  return command;
}

function options(): Option[] {
  const scenario = DEFAULT_SCENARIO;
  return [
    new Option("--system <name>", "what the robots reconcile")
      .choices(["secret"])
      .default("secret"),
    new Option("--robots <n>", "robots")
      .argParser(wholeNumber(1, ROBOTS_MAX))
      .default(scenario.robots),
    new Option("--words <n>", "words of the secret")
      .argParser(wholeNumber(1, WORDS_MAX))
      .default(scenario.words),
    new Option("--copies <n>", "robots that each word is dealt to (default: 2)").argParser(
      wholeNumber(1, ROBOTS_MAX),
    ),
    new Option("--seed <text>", "decides everything that is drawn")
      .default(scenario.seed)
      .conflicts("seeds"),
    new Option("--seeds <range>", "a run for each seed of a range, such as 1..60000").argParser(
      seedRange,
    ),
    new Option("--jobs <n>", "threads (default: as many as there are cores)").argParser(
      wholeNumber(1, JOBS_MAX),
    ),
    new Option("--exchange <mode>", "who learns in an exchange")
      .choices([...EXCHANGES])
      .default(scenario.exchange),
    new Option("--fanout <n>", "peers that a robot gossips with at each tick")
      .argParser(wholeNumber(1, 100))
      .default(scenario.fanout),
    new Option("--gossip-ms <n>", "period between gossip ticks")
      .argParser(wholeNumber(1, 60_000))
      .default(scenario.gossipMs),
    new Option("--quiet-ms <n>", "a complete robot must learn nothing for this long to be done")
      .argParser(wholeNumber(0, VIRTUAL_MS_MAX))
      .default(scenario.quietMs),
    new Option("--faults <file>", "fault plan (JSON), after the rules of the flags").conflicts(
      "swarm",
    ),
    new Option("--swarm", "draw the faults, and how robots are set, from each seed"),
    ...faultOptions(),
    new Option(
      "--fault-ms <n>",
      "when all faults end and robots must converge (default: 10 gossip periods, or the plan's end)",
    ).argParser(wholeNumber(1, VIRTUAL_MS_MAX)),
    new Option("--model <name>", "the engine itself, or its synchronous rounds for many robots")
      .choices(["engine", "vector"])
      .default("engine"),
    new Option("--replay <file>", "show a failure again, step by step"),
    new Option("--no-shrink", "write the first failing run as it is"),
    new Option("--out <file>", "where it is written (default: runs/sim-<seed>.json)"),
    new Option("--trace", "print every step of the one run"),
    jsonOption(),
  ];
}

async function perform(
  command: Command,
  flags: SimFlags,
  surroundings: SimSurroundings,
): Promise<void> {
  process.exitCode = await exitCodeOf(command, flags, surroundings);
}

async function exitCodeOf(
  command: Command,
  flags: SimFlags,
  surroundings: SimSurroundings,
): Promise<number> {
  if (flags.replay !== undefined) return replayFailure(command, flags.replay, flags, surroundings);
  const simulation = await checkSimulation(command, flags, surroundings);
  if (flags.model === "vector") return simulateRounds(simulation, flags);
  if (flags.trace === true) return traceRun(simulation, flags, surroundings);
  return runSimulation(command, simulation, flags, surroundings);
}

function seedRange(text: string): SeedRange {
  const range = parseSeeds(text);
  if (range !== undefined) return range;
  throw new InvalidArgumentError(
    `It must be a number or a range such as 1..60000, from 0 to ${SEED_MAX}.`,
  );
}
