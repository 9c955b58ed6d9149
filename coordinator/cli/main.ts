/**
 * The command line: `hearsay COMMAND`. Each command is a file of its own and is loaded only when it
 * is called.
 *
 * @module
 */
import { Command, CommanderError } from "commander";
import { UserError } from "../user_error.ts";
import { VERSION } from "../version.ts";
import { cleanCommand } from "./clean.ts";
import { faultsCommand } from "./faults.ts";
import { hostCommand } from "./host.ts";
import { inspectCommand } from "./inspect.ts";
import { killCommand } from "./kill.ts";
import { printable } from "./printable.ts";
import { robotCommand } from "./robot.ts";
import { runCommand } from "./run.ts";
import { simCommand } from "./sim.ts";
import { statusCommand } from "./status.ts";
import { stopCommand } from "./stop.ts";

/** What every command needs of the program: its options' parser. */
const COMMANDS: readonly (() => Command)[] = [
  runCommand,
  simCommand,
  hostCommand,
  robotCommand,
  statusCommand,
  inspectCommand,
  faultsCommand,
  killCommand,
  stopCommand,
  cleanCommand,
];

/** Runs one command; sets the process's exit code: 0 good, 1 it failed, 2 wrong usage. */
export async function main(args: string[]): Promise<void> {
  const program = new Command("hearsay")
    .description("A laboratory for gossip and anti-entropy.")
    .version(VERSION)
    .helpCommand(false);
  for (const make of COMMANDS) program.addCommand(make());
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({ outputError: (text, write) => write(oneLine(text)) });
  }
  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    process.exitCode = explain(error);
  }
}

/** Says in one line what went wrong; returns the exit code. */
function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof UserError) {
    process.stderr.write(`hearsay: ${printable(error.message)}\n`);
    return error.exitCode;
  }
  const text = error instanceof Error ? error.message : String(error);
  process.stderr.write(`hearsay: unexpected: ${printable(text)}\n`);
  if (process.env["HEARSAY_DEBUG"]) console.error(error);
  return 1;
}

/** Commander puts the message and the hint on several lines. */
function oneLine(text: string): string {
  return `${text
    .replace(/^error: /, "hearsay: ")
    .trim()
    .replaceAll(/\s*\n+\s*/g, " ")}\n`;
}
