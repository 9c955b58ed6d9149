/**
 * `hearsay node`: a node's program on stdin and stdout. What it needs is loaded when it runs, as a
 * test may start 25 of them at once.
 *
 * @module
 */
import { Console } from "node:console";
import { Command } from "commander";
import { type NamedProgram, PROGRAMS } from "../../robots/glomers/programs.ts";
import type { NodeProgram } from "../../robots/node/node.ts";
import { UserError } from "../user_error.ts";

/** Programs that hearsay brings along, by name. Each is loaded when it is asked for. */
export type NamedPrograms = Readonly<Record<string, NamedProgram>>;

export function nodeCommand(named: NamedPrograms = PROGRAMS): Command {
  return (
    new Command("node")
      .description("Run a node's program on stdin and stdout, for hearsay test or Maelstrom.")
      .argument(
        "<program>",
        "a name of those below, or a module, TypeScript or JavaScript, whose default export it is",
      )
      .argument("[args...]", "what the program finds as node.args")
      // Options behind the name are the program's.
      .passThroughOptions()
      .allowUnknownOption()
      .addHelpText(
        "after",
        `
Programs by name, the challenges of the Gossip Glomers and more:
${namedLines(named)}

Examples:
  hearsay node echo
  hearsay node ./echo.ts
  hearsay node broadcast --help          what its options are
  hearsay node ./gossip.ts --fast 7      its node.args are ["--fast", "7"]

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
      .action((program: string, args: string[]) => perform(program, args, named))
  );
}

function namedLines(named: NamedPrograms): string {
  const width = Math.max(...Object.keys(named).map((name) => name.length));
  return Object.entries(named)
    .map(([name, { what }]) => `  ${name.padEnd(width)}  ${what}`)
    .join("\n");
}

async function perform(file: string, given: string[], named: NamedPrograms): Promise<void> {
  // Two dashes say that what follows is the program's, which goes without saying.
  const dashes = given.indexOf("--");
  const args = dashes < 0 ? given : given.toSpliced(dashes, 1);
  // A line for people between the messages would break the protocol.
  globalThis.console = new Console(process.stderr);
  const program = await programOf(file, named);
  const help = args.length > 0 && Object.hasOwn(named, file) && (await helpOf(program, args));
  if (help) {
    process.stdout.write(
      `Usage: hearsay node ${file} [options]\n\n${named[file]!.what}\n\nOptions:\n${help}\n`,
    );
    return;
  }
  const { runOnStdio } = await import("../../robots/node/stdio.ts");
  // It has waited for what could be written. More would wait for a reader that may never come.
  process.exit(await runOnStdio(program, { args }));
}

/** What a named program's options are, if the arguments ask for that. */
async function helpOf(program: NodeProgram, args: string[]): Promise<string | undefined> {
  const { checkArgs } = await import("../../robots/glomers/check_args.ts");
  const check = checkArgs(program, args);
  if (check.kind === "refused") throw new UserError(check.problem, 2);
  return check.kind === "help" ? check.text : undefined;
}

async function programOf(file: string, named: NamedPrograms): Promise<NodeProgram> {
  if (Object.hasOwn(named, file)) return named[file]!.load();
  const { loadProgram } = await import("../../robots/node/load_program.ts");
  const loaded = await loadProgram(file);
  if (loaded.ok) return loaded.program;
  if (process.env["HEARSAY_DEBUG"] && loaded.cause !== undefined) console.error(loaded.cause);
  const exitCode = loaded.cause === undefined ? 2 : 1;
  const names = NAME.test(file) ? `, and its name is none of ${Object.keys(named).join(", ")}` : "";
  throw new UserError(`cannot run ${file} as a node as ${loaded.problem}${names}`, exitCode);
}

/** What may have been meant as the name of a program: files mostly have an ending. */
const NAME = /^[\w-]+$/;
