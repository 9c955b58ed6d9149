/**
 * From what somebody wrote behind `--bin` to a file that can be run.
 *
 * @module
 */
import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { UserError } from "../user_error.ts";

/**
 * With a `/` a path from here; else a file here, and then a command on the PATH. A file's path is
 * canonical, as under Maelstrom, so that a script finds its neighbours from any folder. A command keeps
 * its name: some do different things under different names.
 *
 * @throws UserError (exit 2) when there is none, or when it cannot be executed.
 */
export function executable(bin: string, path: string = process.env["PATH"] ?? ""): string {
  const here = resolve(bin);
  if (isFile(here)) {
    if (!isExecutable(here))
      throw new UserError(`cannot run ${bin} as it must be executable: chmod +x ${bin}`, 2);
    return realpathSync(here);
  }
  if (!bin.includes("/")) {
    for (const folder of path.split(delimiter)) {
      const file = join(folder, bin);
      if (folder !== "" && isFile(file) && isExecutable(file)) return resolve(file);
    }
    throw new UserError(`cannot run ${bin} as it must be a file here or a command: got neither`, 2);
  }
  const got = statSync(here, { throwIfNoEntry: false }) === undefined ? "nothing" : "a folder";
  throw new UserError(`cannot run ${bin} as it must be a file: there is ${got}`, 2);
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
