/**
 * Files that people name on the command line.
 *
 * @module
 */
import { readFile } from "node:fs/promises";
import { UserError } from "../user_error.ts";

const REASONS: Record<string, string> = {
  ENOENT: "there is no such file",
  EACCES: "permission denied",
  EISDIR: "it is a folder",
};

/**
 * Reads a file.
 *
 * @param what What it is to be, such as `secret`.
 * @throws UserError (2) when it cannot be read.
 */
export async function readInput(path: string, what: string): Promise<Buffer> {
  if (path === "") {
    throw new UserError(`cannot read the ${what} as its file must have a name: got ""`, 2);
  }
  try {
    return await readFile(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UserError(`cannot read the ${what} ${path}: ${REASONS[code ?? ""] ?? message}`, 2);
  }
}
