/**
 * Finds the program of a Redis server on this machine.
 *
 * @module
 */
import { execFile } from "node:child_process";
import { accessSync, constants, existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

/** A Redis server that can be started. */
export interface RedisBinary {
  readonly path: string;
  /** Where its own shared libraries are (LD_LIBRARY_PATH), if it brings some along. */
  readonly libraryPath?: string;
  /** Where it came from, for people: its path, or `unpacked from Debian`. */
  readonly origin: string;
}

/** Valkey first: it is the one that distributions maintain. */
const SERVERS = ["valkey-server", "redis-server"];
/** `--version` takes milliseconds; a binary that hangs is not worth more. */
const VERSION_MS_MAX = 5_000;

/** The first Redis server on `env.PATH`, if any. Not on Windows, where none is native. */
export function redisOnPath(env: NodeJS.ProcessEnv): RedisBinary | undefined {
  const folders = (env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  for (const server of SERVERS) {
    for (const folder of folders) {
      const path = join(folder, server);
      if (isExecutable(path)) return { path, origin: path };
    }
  }
  return undefined;
}

/** The Redis server below `root`, the root of unpacked packages, if there is one. */
export function redisBelow(root: string, origin: string): RedisBinary | undefined {
  for (const server of SERVERS) {
    const path = join(root, "usr/bin", server);
    if (isExecutable(path)) return { path, libraryPath: libraryFolders(root).join(":"), origin };
  }
  return undefined;
}

/** The version that `binary` names; undefined when it does not run here. */
export async function versionOf(binary: RedisBinary): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(binary.path, ["--version"], {
      env: environmentOf(binary),
      timeout: VERSION_MS_MAX,
      killSignal: "SIGKILL",
    });
    return /\bv=(\d[\w.]*)/.exec(stdout)?.[1];
  } catch {
    return undefined;
  }
}

/** What `binary` must be run with. */
export function environmentOf(binary: RedisBinary): NodeJS.ProcessEnv {
  const { libraryPath } = binary;
  return libraryPath === undefined ? process.env : { ...process.env, LD_LIBRARY_PATH: libraryPath };
}

/** The multi-arch folders that the packages brought, such as `usr/lib/aarch64-linux-gnu`. */
function libraryFolders(root: string): string[] {
  return ["usr/lib", "lib"]
    .map((folder) => join(root, folder))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
    .filter((folder) => /-linux-gnu\w*$/.test(folder));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
