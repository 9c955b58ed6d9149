/**
 * The program of a robot process that a host spawned. It ends with its host: when the channel to it
 * closes or another process has become its parent.
 *
 * @module
 */
import { makeLogger } from "../robots/runtime/logger.ts";
import { patiently } from "../robots/transport/deadline.ts";
import { close, connect, whenReady } from "./redis/connect.ts";
import { RobotLife } from "./robot_life.ts";
import {
  type ChildOrder,
  type ChildSettings,
  EXIT_FAILED,
  EXIT_PANIC,
  EXIT_STOPPED,
  EXIT_TERMINATED,
  SETTINGS_VARIABLE,
} from "./robot_settings.ts";

/** How long a robot waits for Redis at its birth: an outage is no reason to die. */
const READY_MS_MAX = 30_000;

/** How often it looks whether its host is still its parent. */
const PARENT_MS = 1000;

async function main(): Promise<number> {
  const settings = JSON.parse(process.env[SETTINGS_VARIABLE] ?? "{}") as ChildSettings;
  const { redisUrl, run, robot, boot, host, dir } = settings;
  const logger = makeLogger(settings.logLevel, { run, robot, boot });
  const commands = connect(redisUrl, { role: "commands", name: `hearsay-${robot}` });
  const blocking = connect(redisUrl, { role: "blocking", name: `hearsay-${robot}-inbox` });
  try {
    await Promise.all([whenReady(commands, READY_MS_MAX), whenReady(blocking, READY_MS_MAX)]);
    const { hasShare, out } = settings;
    const options = { run, robot, boot, hasShare, host, dir, out, commands, blocking, logger };
    const life = await patiently(READY_MS_MAX, () => RobotLife.load(options));
    process.on("message", ({ order }: ChildOrder) =>
      order === "tick" ? life.tick() : life.stop(),
    );
    let terminated = false;
    process.on("SIGTERM", () => {
      terminated = true;
      life.stop();
    });
    await life.start();
    const end = await life.ended;
    await life.close();
    if (end.kind === "panic") return EXIT_PANIC;
    if (end.kind === "stopped") return terminated ? EXIT_TERMINATED : EXIT_STOPPED;
    throw end.error;
  } catch (error) {
    logger.error({ event: "robot-failed", error: error instanceof Error ? error.message : error });
    return EXIT_FAILED;
  } finally {
    await Promise.all([close(commands), close(blocking)]);
  }
}

const parent = process.ppid;
process.on("disconnect", () => process.exit(EXIT_FAILED));
// Ctrl-C reaches the whole process group: the host decides what it means.
process.on("SIGINT", () => {});
setInterval(() => {
  if (process.ppid !== parent) process.exit(EXIT_FAILED);
}, PARENT_MS).unref();

process.exit(await main());
