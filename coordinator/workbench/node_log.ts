/**
 * What a node writes for people, on stderr: into a file, and the end of it kept at hand.
 *
 * @module
 */
import { createWriteStream, type WriteStream } from "node:fs";
import type { Readable } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { beginningOf } from "./node_output.ts";
import { LineReader } from "./line_reader.ts";

/** Lines that tell of a crash. */
const LAST_LINES_MAX = 20;

/** Kept for them. A stack of 20 lines has a tenth of it. */
const LAST_BYTES = 16_384;

/** Of one node: a program that writes without end must not fill the disk. */
const FILE_BYTES_MAX = 256 * 1024 * 1024;

/** A longer line is not shown on the terminal. */
const LINE_BYTES_MAX = 65_536;

export interface NodeLogOptions {
  /** @default none */
  readonly file?: string;
  /** Hears every line, made printable. */
  readonly line?: (line: string) => void;
}

/** The log of all lives of a node. */
export class NodeLog {
  readonly #file: WriteStream | undefined;
  readonly #line: ((line: string) => void) | undefined;
  #fileBytes = 0;
  /** Lives that write faster than the disk. */
  #waiting: Readable[] = [];

  constructor({ file, line }: NodeLogOptions) {
    this.#file = file === undefined ? undefined : createWriteStream(file);
    const goOn = (): void => this.#goOn();
    // A log that cannot be written must not end the run.
    this.#file?.on("error", goOn).on("drain", goOn);
    this.#line = line;
  }

  /** Takes down what a life writes. Returns its last lines when asked. */
  follow(stderr: Readable): () => string[] {
    const last: Buffer[] = [];
    let lastBytes = 0;
    const lines = this.#line === undefined ? undefined : readerFor(this.#line);
    stderr.on("data", (chunk: Buffer) => {
      last.push(chunk);
      lastBytes += chunk.length;
      while (lastBytes - last[0]!.length >= LAST_BYTES) lastBytes -= last.shift()!.length;
      lines?.push(chunk);
      this.#write(chunk, stderr);
    });
    stderr.on("end", () => lines?.end());
    stderr.on("error", () => {});
    return () => lastLines(Buffer.concat(last).subarray(-LAST_BYTES).toString());
  }

  /** Resolves when everything is on the disk. */
  async close(): Promise<void> {
    const file = this.#file;
    if (file === undefined || file.destroyed) return;
    await new Promise<void>((resolve) => {
      file.once("close", resolve);
      file.end();
    });
  }

  #write(chunk: Buffer, stderr: Readable): void {
    if (this.#file?.writable !== true || this.#fileBytes >= FILE_BYTES_MAX) return;
    this.#fileBytes += chunk.length;
    if (this.#fileBytes >= FILE_BYTES_MAX) {
      this.#file.write(`… more than ${FILE_BYTES_MAX} bytes are not kept\n`);
    } else if (!this.#file.write(chunk)) {
      stderr.pause();
      this.#waiting.push(stderr);
    }
  }

  #goOn(): void {
    for (const stderr of this.#waiting) stderr.resume();
    this.#waiting = [];
  }
}

function readerFor(say: (line: string) => void): LineReader {
  const line = (text: string): void => say(forPeople(text));
  return new LineReader({ line, bad: line }, LINE_BYTES_MAX);
}

function lastLines(text: string): string[] {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .slice(-LAST_LINES_MAX)
    .map(forPeople);
}

/** Without colours, which would be unreadable as escapes. */
function forPeople(line: string): string {
  return beginningOf(stripVTControlCharacters(line).replaceAll("\t", "  ").trimEnd(), 1000);
}
