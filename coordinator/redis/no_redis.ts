/**
 * What to tell somebody whose machine has no Redis and cannot get one.
 *
 * @module
 */
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

import { REDIS_VERSION_MIN } from "./probe.ts";

/** Package managers and what they are told. The first that is there decides. */
const INSTALL: readonly (readonly [string, string])[] = [
  ["brew", "brew install redis"],
  ["apt-get", "sudo apt-get install redis-server"],
  ["dnf", "sudo dnf install valkey"],
  ["apk", "sudo apk add valkey"],
  ["pacman", "sudo pacman -S valkey"],
  ["zypper", "sudo zypper install valkey"],
];

/** One line: what to do on this platform, and why each way that was `tried` did not work. */
export function noRedis(
  tried: readonly string[],
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
): string {
  return (
    `cannot find or start a Redis >= ${REDIS_VERSION_MIN}: ${advice(env, platform)}, ` +
    `or name one with --redis redis://host:6379 (tried ${tried.join("; ")})`
  );
}

function advice(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  if (platform === "win32") return "run hearsay inside WSL, or start Docker";
  const folders = (env["PATH"] ?? "").split(delimiter);
  const [, command] = INSTALL.find(([name]) => folders.some((folder) => has(folder, name))) ?? [];
  if (command !== undefined) return `install one with \`${command}\``;
  return platform === "darwin" ? "install Homebrew and run `brew install redis`" : "install one";
}

function has(folder: string, name: string): boolean {
  try {
    accessSync(join(folder, name), constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
