/**
 * What `hearsay test` tests: a program in real time, or a module in virtual time. One function runs
 * either.
 *
 * @module
 */
import { Console } from "node:console";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { loadProgram } from "../../robots/node/load_program.ts";
import { UserError } from "../user_error.ts";
import { forbidChance } from "../workbench/forbid_chance.ts";
import { fileSink } from "../workbench/message_log.ts";
import { processHost } from "../workbench/process_host.ts";
import { test, type Tested, type TestOptions, testInVirtualTime } from "../workbench/run_test.ts";
import { fileName } from "../workbench/store.ts";
import { WallClock } from "../workbench/wall_clock.ts";
import type { NodeProgram } from "../../robots/node/node.ts";
import { watchForHangs } from "./hang_watch.ts";
import { printable } from "./printable.ts";

/** Besides what every test has. */
export interface RunOptions extends TestOptions {
  /** Hears the lines that nodes write for people. */
  readonly log: (node: string, line: string) => void;
  /** Where those lines are kept, a file for each node. */
  readonly logFolder?: string;
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
  const permitChance = forbidChance();
  const loaded = await loadProgram(file).finally(permitChance);
  if (!loaded.ok) {
    if (process.env["HEARSAY_DEBUG"] && loaded.cause !== undefined) console.error(loaded.cause);
    throw new UserError(`cannot test ${file} as ${loaded.problem}`, 2);
  }
  const { program } = loaded;
  await warnOfSharedState(file);
  return {
    name: file,
    program,
    async run(options) {
      const logs = new ModuleLogs(options);
      const hangs = watchForHangs(options.plan.nodes);
      try {
        const log = logs.write.bind(logs);
        const acting = hangs.acting.bind(hangs);
        const phase = (what: string): void => {
          hangs.arm(what !== "judging");
          options.watch?.phase?.(what);
        };
        const watch = { ...options.watch, phase };
        return await testInVirtualTime({ ...options, program, log, acting, watch });
      } finally {
        hangs.stop();
        logs.close();
      }
    },
  };
}

/** What a module keeps outside its function, at the beginning of a line. */
const SHARED_STATE =
  /^(?:export\s+)?(?:let|var)\s+(\w+)|^(?:export\s+)?const\s+(\w+)[^=\n]*=\s*(?:new\s+(?:Map|Set|WeakMap|Array)\b|\[\s*\]|\{\s*\})/m;

async function warnOfSharedState(file: string): Promise<void> {
  const [, changing, collection] = SHARED_STATE.exec(await readFile(file, "utf8")) ?? [];
  const name = changing ?? collection;
  if (name === undefined) return;
  process.stderr.write(
    `hearsay: ${printable(file)} keeps "${name}" outside of its function: all nodes share it, and it survives kills; real processes would not\n`,
  );
}

function programTarget(bin: string): Target {
  return {
    name: bin,
    program: undefined,
    async run(options) {
      const clock = new WallClock();
      try {
        const { args } = options.plan;
        const { log, logFolder } = options;
        const kept = logFolder === undefined ? {} : { logFolder };
        return await test(options, clock, processHost({ clock, bin, args, log, ...kept }));
      } finally {
        clock.stop();
      }
    },
  };
}

/** The words of a module's nodes. */
class ModuleLogs {
  readonly #options: Pick<RunOptions, "log" | "logFolder">;
  readonly #sinks = new Map<string, ReturnType<typeof fileSink>>();

  constructor(options: Pick<RunOptions, "log" | "logFolder">) {
    this.#options = options;
  }

  write(node: string, line: string): void {
    const { log, logFolder } = this.#options;
    log(node, line);
    if (logFolder === undefined) return;
    let sink = this.#sinks.get(node);
    if (sink === undefined) {
      sink = fileSink(join(logFolder, `${fileName(node)}.log`));
      this.#sinks.set(node, sink);
    }
    sink.write(`${line}\n`);
  }

  close(): void {
    for (const sink of this.#sinks.values()) sink.close();
  }
}
