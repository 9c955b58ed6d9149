/**
 * `hearsay glomers`: every challenge with its reference's command, and one table.
 *
 * @module
 */
import { Command, InvalidArgumentError, Option } from "commander";
import { ROWS } from "../glomers/rows.ts";
import { DELIVERIES, FAULT_KINDS, type FaultKind } from "../workbench/plan.ts";
import type { GlomersFlags } from "./glomers_flags.ts";
import { jsonOption } from "./shared_options.ts";
import { amount, rate, wholeNumber } from "./values.ts";

/** Maelstrom's command is the reference's, and Maelstrom has none of these. */
const NOT_MAELSTROMS = [
  "virtual",
  "strict",
  "compat",
  "seeds",
  "seed",
  "delivery",
  "nemesis",
  "nemesisInterval",
  "loss",
  "duplicate",
  "json",
];

/** Nobody waits for more. */
const SEEDS_MAX = 1_000_000;
const INTERVAL_S_MAX = 86_400;

export function glomersCommand(): Command {
  const command = new Command("glomers")
    .description("Run all challenges of the Gossip Glomers, each as its reference runs it.")
    .addHelpText(
      "after",
      `
Rows:
${rowLines()}

Examples:
  hearsay glomers                                  all of them, in real time: some nine minutes
  hearsay glomers --virtual --strict --seeds 20    in virtual time, with 20 seeds each
  hearsay glomers --only 3d,3e                     two of them
  hearsay glomers --only "6*" --virtual --nemesis partition,pause --loss 0.1 --duplicate 0.1
  hearsay glomers --only 3d --print-maelstrom      how to run it under Maelstrom itself

Faults that are asked for are added to every row that promises to survive them. Targets, such as
messages an operation, are those of a good network: where faults were added only the rest counts.
Exit code: 0 every row is valid and met its target, 1 one did not or its program is missing, 2 unknown
or wrong usage, 130 interrupted.`,
    )
    .action(async (flags: GlomersFlags) => {
      const { performGlomers } = await import("./glomers_run.ts");
      process.exitCode = await performGlomers(flags);
    });
  for (const option of options()) command.addOption(option);
  return command;
}

function options(): Option[] {
  return [
    new Option("--only <rows>", "a list of rows: 3d,3e or 3*").argParser(listOfNames),
    new Option("--virtual", "in virtual time, in this process: done in moments"),
    new Option("--strict", "close the known blind spots of Maelstrom's checkers").conflicts(
      "compat",
    ),
    new Option("--compat", "judge as Maelstrom does (the default)"),
    new Option("--seeds <n>", "how many seeds of each row")
      .argParser(wholeNumber(1, SEEDS_MAX))
      .default(1),
    new Option("--seed <n>", "the first of them (default: another one each time)").argParser(
      wholeNumber(0, Number.MAX_SAFE_INTEGER - SEEDS_MAX),
    ),
    new Option("--delivery <how>", "maelstrom: as there; exact: every message when it is due")
      .choices([...DELIVERIES])
      .default("maelstrom"),
    new Option("--nemesis <faults>", `more faults: a list of ${FAULT_KINDS.join(", ")}`)
      .argParser(listOfFaults)
      .default([], "none"),
    new Option(
      "--nemesis-interval <s>",
      "mean pause between steps of the nemesis (default: 10)",
    ).argParser(amount(0.001, INTERVAL_S_MAX)),
    new Option("--loss <share>", "of messages between nodes, that are lost")
      .argParser(rate)
      .default(0),
    new Option("--duplicate <share>", "of messages between nodes, that arrive twice")
      .argParser(rate)
      .default(0),
    new Option(
      "--store <folder>",
      "where the results go; in virtual time those of failures",
    ).default("store"),
    new Option("--no-store", "write no results"),
    new Option(
      "--print-maelstrom",
      "run nothing; print the command of each row for Maelstrom itself",
    ).conflicts(NOT_MAELSTROMS),
    jsonOption(),
  ];
}

function rowLines(): string {
  const width = Math.max(...ROWS.map(({ id }) => id.length));
  return ROWS.map(({ id, title, flags }) => `  ${id.padEnd(width)}  ${title}: ${flags}`).join("\n");
}

function listOfNames(text: string): string[] {
  return text.split(",").map((each) => each.trim());
}

function listOfFaults(text: string): FaultKind[] {
  return text.split(",").map((each) => {
    const fault = FAULT_KINDS.find((kind) => kind === each.trim());
    if (fault !== undefined) return fault;
    throw new InvalidArgumentError(`It must be a list of ${FAULT_KINDS.join(", ")}.`);
  });
}
