/**
 * What survives a life of a node, kept in the memory of whoever outlives it: a host in virtual time keeps
 * one for each node of a run. A node that has no other place to write gets one that ends with it.
 *
 * @module
 */
import type { Disk } from "./node.ts";

/** A disk did not do what it must: the machine's affair, so where in the program it was says nothing. */
export class DiskError extends Error {
  override readonly name = "DiskError";
}

/** Names are names of files, too: on every file system, and none that means another folder. */
const NAME = /^[a-z0-9][a-z0-9_-]{0,63}$/;

/** A text, and lines after it: a log that grows is not copied for each of them. */
interface File {
  text: string;
  readonly added: string[];
}

export class MemoryDisk implements Disk {
  readonly #files = new Map<string, File>();

  read(name: string): string | undefined {
    const file = this.#files.get(checkName(name));
    if (file === undefined) return undefined;
    file.text += file.added.splice(0).join("");
    return file.text;
  }

  write(name: string, text: string): void {
    this.#files.set(checkName(name), { text, added: [] });
  }

  append(name: string, ...lines: readonly string[]): void {
    const text = asText(name, lines);
    const file = this.#files.get(checkName(name));
    if (file === undefined) this.write(name, text);
    else {
      if (file.added.length === 0) file.text = wholeLines(file.text);
      file.added.push(text);
    }
  }

  lines(name: string): string[] {
    return linesOf(this.read(name));
  }
}

/** @throws RangeError when it cannot be the name of a file. */
export function checkName(name: string): string {
  if (NAME.test(name)) return name;
  const rule = "1 to 64 of a-z, 0-9, _ and -, beginning with a letter or digit";
  throw new RangeError(
    `cannot use the disk as a name must be ${rule}: got ${JSON.stringify(name)}`,
  );
}

/** @throws RangeError when a line would be two. */
export function asText(name: string, lines: readonly string[]): string {
  if (lines.some((line) => line.includes("\n")))
    throw new RangeError(`cannot append to ${name} as a line must not contain a line break`);
  return lines.map((line) => `${line}\n`).join("");
}

/** Its lines; one without its end is none: it was being written when the node died. */
export function linesOf(text: string | undefined): string[] {
  return (text ?? "").split("\n").slice(0, -1);
}

/** A text without what comes after its last line break. */
export function wholeLines(text: string): string {
  return text.endsWith("\n") ? text : text.slice(0, text.lastIndexOf("\n") + 1);
}
