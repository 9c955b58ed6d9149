/**
 * What `hearsay test` tests: a program in real time, or a module in virtual time. One function runs
 * either.
 *
 * @module
 */
import { Console } from "node:console";
import { loadProgram } from "../../robots/node/load_program.ts";
import { UserError } from "../user_error.ts";
import { processHost } from "../workbench/process_host.ts";
import { test, type Tested, type TestOptions, testInVirtualTime } from "../workbench/run_test.ts";
import { WallClock } from "../workbench/wall_clock.ts";
import type { NodeProgram } from "../../robots/node/node.ts";

/** Besides what every test has. */
export interface RunOptions extends TestOptions {
  /** Hears the lines that nodes write for people. */
  readonly log: (node: string, line: string) => void;
  /** Of a run in virtual time. */
  readonly progress: (nowNs: number) => void;
}

export interface Target {
  /** As it was named. */
  readonly name: string;
  /** When it can be run in virtual time. */
  readonly program: NodeProgram | undefined;
  run(options: RunOptions): Promise<Tested>;
}

/**
 * Finds what is to be tested.
 *
 * @throws UserError when it is not there, or is no node.
 */
export async function targetOf(flags: { bin?: string; module?: string }): Promise<Target> {
  if (flags.module !== undefined) return moduleTarget(flags.module);
  if (flags.bin !== undefined) return programTarget(flags.bin);
  throw new UserError(
    "cannot test as --bin FILE (a program) or --module FILE (a TypeScript module) must say what: got neither",
    2,
  );
}

async function moduleTarget(file: string): Promise<Target> {
  // stdout is for the verdict, whatever the module prints.
  globalThis.console = new Console(process.stderr);
  const loaded = await loadProgram(file);
  if (!loaded.ok) {
    if (process.env["HEARSAY_DEBUG"] && loaded.cause !== undefined) console.error(loaded.cause);
    throw new UserError(`cannot test ${file} as ${loaded.problem}`, 2);
  }
  const { program } = loaded;
  return { name: file, program, run: (options) => testInVirtualTime({ ...options, program }) };
}

function programTarget(bin: string): Target {
  return {
    name: bin,
    program: undefined,
    async run(options) {
      const clock = new WallClock();
      try {
        const { args } = options.plan;
        return await test(options, clock, processHost({ clock, bin, args, log: options.log }));
      } finally {
        clock.stop();
      }
    },
  };
}
