/**
 * What a run leaves on disk: `<dir>/<run>/` with run.json, events.jsonl and the winner's secret.txt.
 *
 * @module
 */
import { createWriteStream, type WriteStream } from "node:fs";
import { access, constants, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { makeFolders } from "../robots/node/make_folders.ts";
import type { HearsayEvent } from "../robots/runtime/events.ts";
import type { RunName } from "./redis/keys.ts";
import { UserError } from "./user_error.ts";

/** The folder of one run. */
export class RunFolder {
  readonly path: string;
  #events: WriteStream | undefined;
  #created = false;

  constructor(dir: string, run: RunName) {
    this.path = resolve(dir, run);
  }

  /**
   * Makes the folder.
   *
   * @throws UserError when it cannot be written or belongs to an earlier run.
   */
  async create(): Promise<void> {
    try {
      makeFolders(dirname(this.path));
      await mkdir(this.path);
      this.#created = true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EEXIST") {
        throw new UserError(
          `cannot start as the run name is in use: ${this.path} is there from an earlier run; choose another --run or remove it`,
        );
      }
      throw notWritable(this.path, error);
    }
    this.#events = createWriteStream(join(this.path, "events.jsonl"));
    // A full disk must not end the run: what matters is the winner's file.
    this.#events.on("error", () => {});
  }

  /** Takes the folder away again: the run never began. */
  async discard(): Promise<void> {
    await this.close();
    if (!this.#created) return;
    await rm(this.path, { recursive: true, force: true });
  }

  log(event: HearsayEvent): void {
    this.#events?.write(`${JSON.stringify(event, bytesAsBase64)}\n`);
  }

  /** Writes run.json: settings, and how it ended as far as known. */
  async record(content: unknown): Promise<void> {
    await writeFile(join(this.path, "run.json"), `${JSON.stringify(content, null, 2)}\n`);
  }

  async close(): Promise<void> {
    const events = this.#events;
    this.#events = undefined;
    if (events === undefined) return;
    await new Promise<void>((done) => {
      events.end(() => done());
      events.once("error", () => done());
    });
  }
}

/**
 * Makes sure that `path` can be written when the winner comes to it.
 *
 * @throws UserError when it cannot.
 */
export async function checkOutput(path: string): Promise<void> {
  try {
    const there = await stat(path).catch(() => undefined);
    if (there?.isDirectory()) throw new Error("it is a folder");
    // A device would be replaced, and a pipe would keep the winner waiting.
    if (there !== undefined && !there.isFile()) throw new Error("it is not a regular file");
    if ((await stat(dirname(path))).isFile()) throw new Error("its folder is a file");
    await access(dirname(path), constants.W_OK | constants.X_OK);
    await access(path, constants.W_OK).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error;
    });
  } catch (error) {
    throw notWritable(path, error);
  }
}

/** The Redis that a run of this folder uses, if it left word; for commands without --redis. */
export async function recordedRedis(dir: string, run: RunName): Promise<string | undefined> {
  try {
    const content = await readFile(join(resolve(dir, run), "run.json"), "utf8");
    const { redis } = JSON.parse(content) as { redis?: unknown };
    return typeof redis === "string" ? redis : undefined;
  } catch {
    return undefined;
  }
}

function notWritable(path: string, error: unknown): UserError {
  const { code, message } = error as NodeJS.ErrnoException;
  return new UserError(`cannot write ${path}: ${REASONS[code ?? ""] ?? message}`);
}

const REASONS: Record<string, string> = {
  EACCES: "permission denied",
  ENOENT: "its folder does not exist",
  ENOTDIR: "a part of its path is not a folder",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
};

function bytesAsBase64(_: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  // Buffers have turned themselves into this before the replacer sees them.
  const buffer = value as { type?: unknown; data?: unknown } | null;
  if (buffer?.type === "Buffer" && Array.isArray(buffer.data)) {
    return Buffer.from(buffer.data as number[]).toString("base64");
  }
  return value;
}
