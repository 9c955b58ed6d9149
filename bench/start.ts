/**
 * How long a robot process takes from its birth until it reads its inbox, and what it weighs,
 * against the same program as plain JavaScript without anything cached.
 *
 * @module
 */
import { join } from "node:path";
import { RobotBundle } from "../coordinator/robot_bundle.ts";
import { robotProgram } from "../coordinator/robot_program.ts";
import { sleep } from "../robots/transport/deadline.ts";
import { atMost, type BenchContext, type Benchmark, type Row } from "./benchmark.ts";
import { writePlainJavascript } from "./plain_javascript.ts";
import { pssMb } from "./proc.ts";
import { type Program, RobotCrowd } from "./robot_crowd.ts";
import { inTurns, ratio } from "./rounds.ts";
import { mean, median } from "./statistics.ts";

const ROOT = join(import.meta.dirname, "..");

/** Robots of an ordinary run. */
const FEW = 12;

/** Robots of the mark. */
const MANY = 100;

/** Robots that start at once, as a host starts them. */
const AT_ONCE = 4;

/** What a hundred robots may weigh. */
const MANY_GB_MAX = 4;

/** How long they gossip before they are weighed. */
const SETTLE_MS = 3000;

export const start: Benchmark = {
  name: "start",
  about: "start time and memory of robot processes, against plain JavaScript",
  run,
};

async function run({ redisUrl, quick, progress }: BenchContext): Promise<Row[]> {
  await new RobotBundle(ROOT).build();
  const plain = writePlainJavascript();
  const ours = robotProgram();
  const programs = {
    ours,
    source: {
      ...ours,
      args: [...ours.args.slice(0, -1), join(ROOT, "coordinator/robot_process.ts")],
    },
    plain: { args: [plain.path], env: {} },
  } satisfies Record<string, Program>;
  const crowd = new RobotCrowd(redisUrl, "bench-start");
  try {
    await crowd.prepare(MANY);
    progress("one robot at a time");
    // Node keeps compiled code only when a process ends by itself.
    for (const program of Object.values(programs)) {
      await crowd.start(program, 0);
      await crowd.dismiss();
    }
    const oneStart = (program: Program) => async (): Promise<number> => {
      const readyMs = await crowd.start(program, 0);
      await crowd.clear();
      return readyMs;
    };
    const ms = await inTurns(quick ? 3 : 11, {
      ours: oneStart(programs.ours),
      plain: oneStart(programs.plain),
      source: oneStart(programs.source),
    });
    progress(`${FEW} robots`);
    const mb = {
      ours: await weigh(crowd, programs.ours, FEW),
      plain: await weigh(crowd, programs.plain, FEW),
    };
    const rows: Row[] = [
      {
        what: "start until it reads its inbox",
        ours: inMs(ms.ours),
        baseline: `${inMs(ms.plain)} plain JavaScript`,
        ...ratio(ms.ours, ms.plain),
        mark: atMost(0.7),
      },
      {
        what: "the same from TypeScript, without the bundle",
        ours: inMs(ms.source),
        baseline: `${inMs(ms.plain)} plain JavaScript`,
        ...ratio(ms.source, ms.plain),
      },
      {
        what: `PSS of each of ${FEW} robots, mean`,
        ours: `${mb.ours.toFixed(1)} MB`,
        baseline: `${mb.plain.toFixed(1)} MB plain JavaScript`,
        value: mb.ours / mb.plain,
      },
    ];
    if (quick) return rows;
    progress(`${MANY} robots`);
    const manyMb = await weigh(crowd, programs.ours, MANY);
    return [
      ...rows,
      {
        what: `PSS of ${MANY} robots that gossip`,
        ours: `${manyMb.toFixed(1)} MB each`,
        baseline: "",
        value: (manyMb * MANY) / 1024,
        unit: "GB",
        mark: atMost(MANY_GB_MAX),
      },
    ];
  } finally {
    await crowd.end();
    plain.remove();
  }
}

/** Starts `count` robots and lets them gossip; returns the mean of what each weighs, megabytes. */
async function weigh(crowd: RobotCrowd, program: Program, count: number): Promise<number> {
  let next = 0;
  const startSome = async (): Promise<void> => {
    while (next < count) {
      next += 1;
      await crowd.start(program, next - 1);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, startSome));
  await sleep(SETTLE_MS);
  const weights = crowd.pids.map(pssMb);
  await crowd.clear();
  return mean(weights);
}

function inMs(samples: readonly number[]): string {
  return `${Math.round(median(samples))} ms`;
}
