/**
 * The command line: `hearsay COMMAND`. Each command is a file of its own and is loaded only when it
 * is called.
 *
 * @module
 */
import { Command, CommanderError } from "commander";
import { UserError } from "../user_error.ts";
import { VERSION } from "../version.ts";
import { printable } from "./printable.ts";

/** Each is loaded when it is called, and all of them when the program is asked what it can do. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  run: async () => (await import("./run.ts")).runCommand(),
  sim: async () => (await import("./sim.ts")).simCommand(),
  test: async () => (await import("./test.ts")).testCommand(),
  serve: async () => (await import("./serve.ts")).serveCommand(),
  glomers: async () => (await import("./glomers.ts")).glomersCommand(),
  node: async () => (await import("./node.ts")).nodeCommand(),
  host: async () => (await import("./host.ts")).hostCommand(),
  robot: async () => (await import("./robot.ts")).robotCommand(),
  status: async () => (await import("./status.ts")).statusCommand(),
  inspect: async () => (await import("./inspect.ts")).inspectCommand(),
  faults: async () => (await import("./faults.ts")).faultsCommand(),
  kill: async () => (await import("./kill.ts")).killCommand(),
  stop: async () => (await import("./stop.ts")).stopCommand(),
  clean: async () => (await import("./clean.ts")).cleanCommand(),
};

/** Runs one command; sets the process's exit code: 0 good, 1 it failed, 2 wrong usage. */
export async function main(args: string[]): Promise<void> {
  const program = new Command("hearsay")
    .description("A laboratory for gossip and anti-entropy.")
    .version(VERSION)
    .enablePositionalOptions()
    .helpCommand(false);
  const [called = ""] = args;
  const wanted = Object.hasOwn(COMMANDS, called) ? [COMMANDS[called]!] : Object.values(COMMANDS);
  for (const make of wanted) program.addCommand(await make());
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
