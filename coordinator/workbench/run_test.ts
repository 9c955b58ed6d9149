/**
 * One test, from a plan to a verdict: a module in virtual time, or a program in real time.
 *
 * @module
 */
import type { NodeProgram } from "../../robots/node/node.ts";
import { VERSION } from "../version.ts";
import type { Clock } from "./clock.ts";
import { conduct, type Script, type Watcher } from "./conduct.ts";
import type { Journal } from "./envelope.ts";
import { forbidChance } from "./forbid_chance.ts";
import type { HostMaker } from "./host.ts";
import { judge } from "./judge.ts";
import { joined } from "./journals.ts";
import { moduleHost } from "./module_host.ts";
import { NetTally } from "./net_tally.ts";
import type { TestPlan } from "./plan.ts";
import type { TestOutcome } from "./record.ts";
import { TraceJournal } from "./trace.ts";
import { VirtualClock } from "./virtual_clock.ts";
import { workloadOf } from "./workloads/registry.ts";

/** What comes of a test. */
export interface Tested {
  readonly outcome: TestOutcome;
  /** How it could be run again piece by piece. */
  readonly script: Script;
  /** Equal for equal runs. */
  readonly trace: string;
}

export interface TestOptions {
  readonly plan: TestPlan;
  /** Instead of what the plan would draw. */
  readonly script?: Script;
  /** Hear of messages, besides those that count them. */
  readonly journals?: readonly Journal[];
  readonly signal?: AbortSignal;
  readonly watch?: Watcher;
}

export interface VirtualTestOptions extends TestOptions {
  readonly program: NodeProgram;
  /** Hears the lines that nodes write for people. */
  readonly log?: (node: string, line: string) => void;
  /** Told which node does something, before it does. */
  readonly acting?: (node: string) => void;
  /** Called now and then with the virtual time, on a run that takes a while. */
  readonly progress?: (nowNs: number) => void;
}

/**
 * Tests a program in virtual time: the same plan and program give the same trace.
 *
 * @example
 * ```ts
 * import { DEFAULT_PLAN } from "./plan.ts";
 * import { testInVirtualTime } from "./run_test.ts";
 * const plan = { ...DEFAULT_PLAN, workload: "echo" as const, timeLimitMs: 1000 };
 * const { outcome } = await testInVirtualTime({
 *   plan,
 *   program: (node) => node.on("echo", ({ body }) => ({ type: "echo_ok", echo: body["echo"] })),
 * });
 * console.log(outcome.valid); // true
 * ```
 */
export async function testInVirtualTime(options: VirtualTestOptions): Promise<Tested> {
  const { plan, program, log, acting, progress } = options;
  let permitChance = forbidChance();
  const clock = new VirtualClock((nowNs) => {
    if (progress === undefined) return;
    // Whoever shows progress needs the real time.
    permitChance();
    progress(nowNs);
    permitChance = forbidChance();
  });
  const { seed, args } = plan;
  const host = moduleHost({
    program,
    clock,
    seed,
    args,
    ...(log === undefined ? {} : { log }),
    ...(acting === undefined ? {} : { acting }),
  });
  try {
    return await clock.run(() => test(options, clock, host));
  } finally {
    permitChance();
  }
}

/** Tests whatever lives in `host`, by that clock. */
export async function test(options: TestOptions, clock: Clock, host: HostMaker): Promise<Tested> {
  const { plan, journals = [], script, signal, watch } = options;
  const workload = workloadOf(plan);
  const net = new NetTally();
  const trace = new TraceJournal();
  const { record, script: played } = await conduct({
    plan,
    clock,
    host,
    workload,
    journal: joined([net, trace, ...journals]),
    ...(script === undefined ? {} : { script }),
    ...(signal === undefined ? {} : { signal }),
    ...(watch === undefined ? {} : { watch }),
  });
  return {
    outcome: judge(record, net.stats(), workload, VERSION),
    script: played,
    trace: trace.text,
  };
}
