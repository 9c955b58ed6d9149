/**
 * What survives a life of a node, in files of one folder. Each change is on the medium before the call
 * returns (fsync), so that it survives the machine, too. One process at a time uses a folder.
 *
 * @module
 */
import {
  closeSync,
  fdatasyncSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { makeFolders } from "./make_folders.ts";
import { asText, checkName, DiskError, linesOf, wholeLines } from "./disk.ts";
import type { Disk } from "./node.ts";

/**
 * Variable of the environment with the folder of a node. `hearsay test` sets it for each node of a run
 * and removes the folder at the end; whoever starts nodes by hand may, too.
 */
export const DISK_VARIABLE = "HEARSAY_DISK";

/** Only its owner may look into it: it stands among everybody's temporary files. */
const FOLDER_MODE = 0o700;

export class FileDisk implements Disk {
  readonly #folder: string;
  /** Files that lines are being appended to. */
  readonly #open = new Map<string, number>();
  #isMade = false;

  /** @param folder It is made when something is written. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  read(name: string): string | undefined {
    const path = this.#pathOf(name);
    return this.#orTell("read", path, () => {
      try {
        return readFileSync(path, "utf8");
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
        throw error;
      }
    });
  }

  /** A new file takes the place of the old one in one step. */
  write(name: string, text: string): void {
    const path = this.#pathOf(name);
    this.#orTell("write", path, () => {
      this.#make();
      this.#close(name);
      const fresh = `${path}.new`;
      const file = openSync(fresh, "w");
      try {
        writeFileSync(file, text);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      renameSync(fresh, path);
      this.#syncFolder();
    });
  }

  append(name: string, ...lines: readonly string[]): void {
    const bytes = Buffer.from(asText(name, lines));
    this.#orTell("write", this.#pathOf(name), () => {
      const file = this.#open.get(name) ?? this.#openAtEnd(name);
      for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written);
      fdatasyncSync(file);
    });
  }

  lines(name: string): string[] {
    return linesOf(this.read(name));
  }

  /** Lets go of its files. It may be used again. */
  close(): void {
    for (const name of this.#open.keys()) this.#close(name);
  }

  /** @throws DiskError in place of what the system says. */
  #orTell<T>(verb: "read" | "write", path: string, act: () => T): T {
    try {
      return act();
    } catch (error) {
      if (!(error instanceof Error) || !("code" in error)) throw error;
      const variable = `the folder of ${DISK_VARIABLE} must be this node's to read and write`;
      throw new DiskError(`cannot ${verb} ${path} as ${variable}: ${error.message}`, {
        cause: error,
      });
    }
  }

  /** A line that was being written when the last life ended goes: the next must not be joined to it. */
  #openAtEnd(name: string): number {
    const before = this.read(name);
    this.#make();
    const file = openSync(this.#pathOf(name), "a");
    this.#open.set(name, file);
    if (before === undefined) this.#syncFolder();
    else if (!before.endsWith("\n")) ftruncateSync(file, Buffer.byteLength(wholeLines(before)));
    return file;
  }

  #close(name: string): void {
    const file = this.#open.get(name);
    if (file === undefined) return;
    this.#open.delete(name);
    closeSync(file);
  }

  #make(): void {
    if (this.#isMade) return;
    makeFolders(this.#folder, FOLDER_MODE);
    this.#isMade = true;
  }

  /** A name is lasting only when its folder is. Windows has no such call and needs none. */
  #syncFolder(): void {
    if (process.platform === "win32") return;
    const folder = openSync(this.#folder, "r");
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  }

  #pathOf(name: string): string {
    return join(this.#folder, checkName(name));
  }
}
