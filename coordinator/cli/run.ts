/**
 * `hearsay run`: the main job.
 *
 * @module
 */
import { randomBytes } from "node:crypto";
import { resolve } from "node:path";
import { Command, Option } from "commander";
import { EXCHANGES } from "../../robots/engine/robot.ts";
import { DELAY_MS_MAX, DUPLICATE_COPIES_MAX, type FaultPlan } from "../../robots/faults/plan.ts";
import { type LogLevel, makeLogger } from "../../robots/runtime/logger.ts";
import { CHUNK_BYTES_MAX, SECRET_BYTES_MAX } from "../../robots/secret/split.ts";
import type { RunName } from "../redis/keys.ts";
import { Run } from "../run.ts";
import { HEALTHY_MS, killEveryMsMin } from "../restart_policy.ts";
import { checkOutput } from "../run_folder.ts";
import { DEFAULT_SECRET, flagRules, type RunOptions } from "../run_options.ts";
import { BULLMQ_PERIOD_MS_MIN } from "../ticks.ts";
import { UserError } from "../user_error.ts";
import { makeWatcher } from "../observe/watcher.ts";
import { printOutcome } from "../observe/outcome.ts";
import { readPlan } from "./fault_flags.ts";
import { readInput } from "./read_input.ts";
import { onSignals } from "./signals.ts";
import {
  dirOption,
  findRedisWith,
  hostNameOption,
  jsonOption,
  logLevelOption,
  redisOption,
  switchFromEnvironment,
} from "./shared_options.ts";
import { rate, runName, wholeNumber } from "./values.ts";

/** Robots of one run: each is a process of some 30 MB, unless other machines help. */
const ROBOTS_MAX = 1000;

const DAY_MS = 86_400_000;

/** What commander makes of the command line. */
interface Flags {
  robots: number;
  secret?: string;
  secretFile?: string;
  chunkBytes?: number;
  copies?: number;
  gossipMs: number;
  quietMs: number;
  timeoutMs: number;
  loss: number;
  duplicate: number;
  duplicateCount: number;
  delayMs: number;
  inboxMax: number;
  exchange: RunOptions["exchange"];
  fanout: number;
  killEveryMs?: number;
  faults?: string;
  seed?: string;
  ticks: RunOptions["ticks"];
  run?: RunName;
  hosted?: number;
  hostName: string;
  redis?: string;
  out?: string;
  dir: string;
  json?: boolean;
  live: boolean;
  logLevel: LogLevel;
}

const COPIES_DEFAULT = 2;

export function runCommand(): Command {
  const command = new Command("run")
    .description("Deal a secret to robots and watch them gossip until one has it all.")
    .addHelpText(
      "after",
      `
Examples:
  hearsay run
  hearsay run --robots 20 --loss 0.3 --duplicate 0.2
  hearsay run --secret-file picture.png --chunk-bytes 4096 --out copy.png
  hearsay run --kill-every-ms 200 --json
  hearsay run --redis redis://10.0.0.5 --hosted 0    deal and watch; other machines run the robots

Every option --some-name can also be set as HEARSAY_SOME_NAME.
Exit code: 0 one winner and a correct file, 1 anything else, 2 wrong usage.`,
    )
    .action((flags: Flags) => perform(flags));
  for (const option of options()) command.addOption(option);
  return command;
}

/** An option that can also be set in the environment. */
function knob(flags: string, text: string): Option {
  const option = new Option(flags, text);
  return option.env(`HEARSAY_${option.name().replaceAll("-", "_").toUpperCase()}`);
}

function options(): Option[] {
  return [
    knob("--robots <n>", "robots to deal the secret to")
      .argParser(wholeNumber(1, ROBOTS_MAX))
      .default(10),
    knob("--secret <text>", "the secret").conflicts("secretFile"),
    knob("--secret-file <file>", "a file as the secret, any bytes"),
    knob("--chunk-bytes <n>", "cut the secret into chunks of n bytes instead of words").argParser(
      wholeNumber(1, CHUNK_BYTES_MAX),
    ),
    knob(
      "--copies <n>",
      `robots that each word is dealt to (default: ${COPIES_DEFAULT})`,
    ).argParser(wholeNumber(1, ROBOTS_MAX)),
    knob("--gossip-ms <n>", "period between gossip ticks")
      .argParser(wholeNumber(1, 60_000))
      .default(100),
    knob("--quiet-ms <n>", "a complete robot must learn nothing for this long before it may win")
      .argParser(wholeNumber(0, DAY_MS))
      .default(1000),
    knob("--timeout-ms <n>", "give up after this")
      .argParser(wholeNumber(1, DAY_MS))
      .default(60_000),
    knob("--loss <rate>", "share of messages that get lost").argParser(rate).default(0.1),
    knob("--duplicate <rate>", "share of messages that arrive several times")
      .argParser(rate)
      .default(0.1),
    knob("--duplicate-count <n>", "how often a duplicated message arrives")
      .argParser(wholeNumber(1, DUPLICATE_COPIES_MAX + 1))
      .default(2),
    knob("--delay-ms <n>", "delay messages by n to 2n milliseconds")
      .argParser(wholeNumber(0, DELAY_MS_MAX))
      .default(5),
    knob("--inbox-max <n>", "entries that a robot's inbox may hold; further ones are refused")
      .argParser(wholeNumber(1, 1_000_000))
      .default(1024),
    knob("--exchange <mode>", "who learns in an exchange")
      .choices([...EXCHANGES])
      .default("push-pull"),
    knob("--fanout <n>", "peers that a robot gossips with at each tick")
      .argParser(wholeNumber(1, 100))
      .default(1),
    knob("--kill-every-ms <n>", "kill -9 a random robot this often").argParser(
      wholeNumber(1, DAY_MS),
    ),
    knob("--faults <file>", "fault plan (JSON), after the rules of the flags"),
    knob("--seed <text>", "decides the deal, the peers and the faults (default: random)"),
    knob("--ticks <source>", "who beats the time; timer is for very short periods")
      .choices(["bullmq", "timer"])
      .default("bullmq"),
    knob("--run <name>", "name of the run (default: made from the time)").argParser(runName),
    knob(
      "--hosted <n>",
      "robots to host here; the rest is for other hosts (default: all)",
    ).argParser(wholeNumber(0, ROBOTS_MAX)),
    hostNameOption(),
    redisOption(),
    knob("--out <file>", "where the winner writes (default: secret.txt in the run's folder)"),
    dirOption(),
    jsonOption(),
    new Option("--no-live", "plain lines instead of the live view"),
    logLevelOption(),
  ];
}

async function perform(flags: Flags): Promise<void> {
  const started = performance.now();
  const wanted = await check(flags);
  const json = flags.json === true || switchFromEnvironment("HEARSAY_JSON");
  const watcher = makeWatcher({
    json,
    live: flags.live && !switchFromEnvironment("HEARSAY_NO_LIVE"),
  });
  const logger = makeLogger(wanted.logLevel, { run: wanted.run, host: wanted.hostName });
  if (wanted.out !== undefined) await checkOutput(wanted.out);
  const redis = await findRedisWith(wanted.redisUrl, (line) => watcher.note(line));
  try {
    const run = new Run(wanted, redis, watcher, logger);
    const release = onSignals((signal) => run.interrupt(`it was interrupted by ${signal}`));
    try {
      await run.prepare();
      watcher.note(`run ${wanted.run}, seed ${wanted.seed}, ${redis.source}`);
      for (const warning of redis.warnings) watcher.note(`warning: ${warning}`);
      warnOfKills(wanted);
      const outcome = await run.perform();
      printOutcome(outcome, { json, wallMs: performance.now() - started });
      process.exitCode = outcome.problems.length === 0 ? 0 : 1;
    } finally {
      release();
    }
  } finally {
    await redis.stop();
  }
}

/** Robots that are killed as soon as they live cannot win: that is allowed, but nobody may wonder. */
function warnOfKills({ killEveryMs, hosted, robots }: RunOptions): void {
  const killed = hosted || robots;
  const leastMs = killEveryMsMin(killed);
  if (killEveryMs === undefined || killEveryMs >= leastMs) return;
  process.stderr.write(
    `hearsay: warning: with --kill-every-ms ${killEveryMs} each of ${killed} robots lives ${killEveryMs * killed} ms on average, but restarts take ever longer after lives below ${HEALTHY_MS} ms: perhaps nobody wins; give at least ${leastMs}\n`,
  );
}

/** Turns flags into options, or says what cannot be used. */
async function check(flags: Flags): Promise<RunOptions> {
  const { robots } = flags;
  if (flags.copies !== undefined && flags.copies > robots) {
    throw new UserError(
      `cannot deal each word to ${flags.copies} robots as --copies must be at most --robots: got ${robots} robots`,
      2,
    );
  }
  if (flags.ticks === "bullmq" && flags.gossipMs < BULLMQ_PERIOD_MS_MIN) {
    throw new UserError(
      `cannot tick every ${flags.gossipMs} ms with BullMQ: --gossip-ms must be at least ${BULLMQ_PERIOD_MS_MIN}, or use --ticks timer`,
      2,
    );
  }
  if (flags.hosted !== undefined && flags.hosted > robots) {
    throw new UserError(
      `cannot host ${flags.hosted} robots as --hosted must be at most --robots: got ${robots} robots`,
      2,
    );
  }
  if (flags.out !== undefined && flags.hosted === 0) {
    throw new UserError(
      "cannot write --out with --hosted 0: the winner writes, and robots of other hosts write in their own --dir",
      2,
    );
  }
  const { killEveryMs, dir, hostName, logLevel } = flags;
  const out = flags.out === undefined ? undefined : resolve(flags.out);
  return {
    run: flags.run ?? madeUpName(),
    seed: flags.seed ?? randomBytes(4).toString("hex"),
    robots,
    copies: flags.copies ?? Math.min(COPIES_DEFAULT, robots),
    gossipMs: flags.gossipMs,
    quietMs: flags.quietMs,
    timeoutMs: flags.timeoutMs,
    inboxMax: flags.inboxMax,
    exchange: flags.exchange,
    fanout: flags.fanout,
    ticks: flags.ticks,
    secret: await readSecret(flags),
    chunkBytes: flags.chunkBytes,
    faults: await readFaults(flags),
    killEveryMs,
    hosted: flags.hosted ?? robots,
    redisUrl: flags.redis,
    out,
    dir,
    hostName,
    logLevel,
  };
}

/** A name that sorts by time. */
function madeUpName(): RunName {
  const time = new Date().toISOString().replaceAll(/[-:]/g, "").slice(0, 15);
  return `run-${time}-${randomBytes(2).toString("hex")}` as RunName;
}

async function readSecret(flags: Flags): Promise<Uint8Array> {
  const file = flags.secretFile;
  const secret =
    file === undefined
      ? Buffer.from(flags.secret ?? DEFAULT_SECRET)
      : await readInput(file, "secret");
  if (secret.length === 0) {
    const source = file === undefined ? "--secret" : file;
    throw new UserError(
      `cannot deal an empty secret: ${source} must have at least 1 byte, got 0`,
      2,
    );
  }
  if (secret.length > SECRET_BYTES_MAX) {
    throw new UserError(
      `cannot deal a secret of ${secret.length} bytes: there may be at most ${SECRET_BYTES_MAX}`,
      2,
    );
  }
  return secret;
}

async function readFaults(flags: Flags): Promise<FaultPlan> {
  const rules = flagRules(flags);
  if (flags.faults === undefined) return { rules };
  const plan = await readPlan(flags.faults);
  return { ...plan, rules: [...rules, ...plan.rules] };
}
