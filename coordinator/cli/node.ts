/**
 * `hearsay node`: a node's program on stdin and stdout. What it needs is loaded when it runs, as a
 * test may start 25 of them at once.
 *
 * @module
 */
import { Console } from "node:console";
import { Command } from "commander";
import type { NodeProgram } from "../../robots/node/node.ts";
import { UserError } from "../user_error.ts";

/** Programs that hearsay brings along, by name. Each is loaded when it is asked for. */
export type NamedPrograms = Readonly<Record<string, () => Promise<NodeProgram>>>;

const NAMED: NamedPrograms = {};

export function nodeCommand(named: NamedPrograms = NAMED): Command {
  return new Command("node")
    .description("Run a node's program on stdin and stdout, for hearsay test or Maelstrom.")
    .argument("<file>", "a module, TypeScript or JavaScript, whose default export is the program")
    .argument("[args...]", "what the program finds as node.args")
    .addHelpText(
      "after",
      `
Examples:
  hearsay node ./echo.ts
  hearsay node ./gossip.ts fast          its node.args are ["fast"]
  hearsay node ./gossip.ts -- --fast     and here ["--fast"]

A whole node, echo.ts:
  /** @type {import("hearsay/node").NodeProgram} */
  export default (node) => {
    node.on("echo", ({ body }) => ({ type: "echo_ok", echo: body.echo }));
  };

By hand, without a test around it:
  echo '{"src":"c1","dest":"n1","body":{"type":"init","msg_id":1,"node_id":"n1","node_ids":["n1"]}}' |
    hearsay node ./echo.ts

stdout is for messages: what the program prints with console goes to stderr.
Exit code: 0 stdin ended or it was told to end, 1 the program broke, 2 wrong usage.`,
    )
    .action((file: string, args: string[]) => perform(file, args, named));
}

async function perform(file: string, args: string[], named: NamedPrograms): Promise<void> {
  // A line for people between the messages would break the protocol.
  globalThis.console = new Console(process.stderr);
  const { runOnStdio } = await import("../../robots/node/stdio.ts");
  const program = await programOf(file, named);
  // It has waited for what could be written. More would wait for a reader that may never come.
  process.exit(await runOnStdio(program, { args }));
}

async function programOf(file: string, named: NamedPrograms): Promise<NodeProgram> {
  if (Object.hasOwn(named, file)) return named[file]!();
  const { loadProgram } = await import("../../robots/node/load_program.ts");
  const loaded = await loadProgram(file);
  if (loaded.ok) return loaded.program;
  if (process.env["HEARSAY_DEBUG"] && loaded.cause !== undefined) console.error(loaded.cause);
  const exitCode = loaded.cause === undefined ? 2 : 1;
  throw new UserError(`cannot run ${file} as a node as ${loaded.problem}`, exitCode);
}
