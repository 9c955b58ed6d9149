/**
 * `hearsay host RUN`: runs robots of a run on this machine.
 *
 * @module
 */
import { Argument, Command, Option } from "commander";
import { type LogLevel, makeLogger } from "../../robots/runtime/logger.ts";
import { Host } from "../host.ts";
import type { RunName } from "../redis/keys.ts";
import { UserError } from "../user_error.ts";
import { onSignals } from "./signals.ts";
import {
  dirOption,
  hostNameOption,
  logLevelOption,
  redisOfRun,
  redisOption,
} from "./shared_options.ts";
import { runName, wholeNumber } from "./values.ts";

interface Flags {
  robots: number;
  hostName: string;
  redis?: string;
  dir: string;
  logLevel: LogLevel;
}

export function hostCommand(): Command {
  return new Command("host")
    .description("Run robots of a run on this machine, and take over those of hosts that die.")
    .addArgument(new Argument("<run>", "name of the run").argParser(runName))
    .addOption(
      new Option("--robots <n>", "robots to run here at most")
        .argParser(wholeNumber(1, 1000))
        .default(10)
        .env("HEARSAY_ROBOTS"),
    )
    .addOption(hostNameOption())
    .addOption(redisOption())
    .addOption(dirOption())
    .addOption(logLevelOption())
    .addHelpText(
      "after",
      `
Examples:
  hearsay run --run demo --redis redis://10.0.0.5 --hosted 0
  hearsay host demo --redis redis://10.0.0.5 --robots 5

It ends when the run ends.`,
    )
    .action((run: RunName, flags: Flags) => perform(run, flags));
}

async function perform(run: RunName, flags: Flags): Promise<void> {
  const { hostName: name, robots: capacity, dir, logLevel } = flags;
  const redis = await redisOfRun(run, flags);
  const logger = makeLogger(logLevel, { run, host: name });
  for (const warning of redis.warnings) logger.warn({ event: "redis-warning", warning });
  const host = new Host({ redisUrl: redis.url, run, name, capacity, dir, logger, logLevel });
  onSignals(() => void host.close());
  try {
    await host.start();
  } catch (error) {
    await host.close();
    throw new UserError(error instanceof Error ? error.message : String(error));
  }
  logger.info({ event: "host-started", capacity });
  await host.ended;
  await host.close();
  logger.info({ event: "host-ended" });
}
