/**
 * The Redis of docker-compose.yml, for machines that have a container engine but no Redis.
 *
 * @module
 */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

/** Where docker-compose.yml is. */
const ROOT = join(import.meta.dirname, "../..");
/** A running engine answers within a second. */
const ENGINE_MS_MAX = 5_000;
/** The image may have to be pulled. */
const UP_MS_MAX = 120_000;

/**
 * Starts the `redis` service, or finds it running. It stays up afterwards: other runs may use it.
 *
 * @returns its URL.
 * @throws Error (one line) when there is no engine, or the service does not become healthy.
 */
export async function composeRedis(
  log: (line: string) => void,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  const file = join(ROOT, "docker-compose.yml");
  if (!existsSync(file)) throw new Error("no docker-compose.yml");
  await docker(
    ["version", "--format", "{{.Server.Version}}"],
    ENGINE_MS_MAX,
    "no engine answers",
    env,
  );
  log("No Redis here: starting the one of docker-compose.yml…");
  const compose = ["compose", "--file", file];
  await docker([...compose, "up", "-d", "--wait", "redis"], UP_MS_MAX, "compose up failed", env);
  const port = await docker([...compose, "port", "redis", "6379"], ENGINE_MS_MAX, "no port", env);
  return `redis://${port.replace(/^0\.0\.0\.0:/, "127.0.0.1:")}`;
}

async function docker(
  args: string[],
  timeoutMs: number,
  failure: string,
  env: NodeJS.ProcessEnv,
): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)("docker", args, { timeout: timeoutMs, env });
    return stdout.trim();
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw new Error(missing ? "no docker here" : failure, { cause: error });
  }
}
