/**
 * Makes folders. The recursive mkdir of Node never returns where the system says that nothing of that
 * name can be, such as inside /proc.
 *
 * @module
 */
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Makes a folder and those above it, as far as nothing of that name is there.
 *
 * @param mode Of those that are made.
 * @throws what the system says when it cannot be.
 */
export function makeFolders(path: string, mode?: number): void {
  try {
    makeOne(path, mode);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT" || dirname(path) === path) throw error;
    makeFolders(dirname(path), mode);
    makeOne(path, mode);
  }
}

/** Somebody else may be making the same one. */
function makeOne(path: string, mode: number | undefined): void {
  try {
    mkdirSync(path, mode);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}
