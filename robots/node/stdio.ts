/**
 * A node as a process: messages on stdin and stdout, one a line, and logs on stderr, in real time. So it
 * runs under `hearsay test`, under Maelstrom, or by hand.
 *
 * @module
 */
import type { Readable, Writable } from "node:stream";
import { DiskError } from "./disk.ts";
import { DISK_VARIABLE, FileDisk } from "./file_disk.ts";
import { LineSplitter } from "./line_splitter.ts";
import { LineWriter } from "./line_writer.ts";
import { LivingNode } from "./living_node.ts";
import type { NodeProgram } from "./node.ts";
import { OptionsError } from "./options_error.ts";
import { parseMessage } from "./parse_message.ts";

/** After the last line nobody waits longer for an answer: Maelstrom's clients give up after this. */
const FINISH_MS_MAX = 5000;

/** How long readers of stdout and stderr may take for what is left at the end. */
const FLUSH_MS_MAX = 1000;

/** When nobody reads stderr this much is kept, and the rest is left out. */
const LOG_BYTES_MAX = 2 ** 24;

/** The most that `setTimeout` can wait, 24 days: it takes more for nothing. */
const TIMEOUT_MS_MAX = 2 ** 31 - 1;

/** The beginning of a bad line that is shown. */
const SHOWN_CHARS = 80;

const ENDING = ["SIGTERM", "SIGINT"] as const;
const BREAKING = ["uncaughtException", "unhandledRejection"] as const;

/** What a pipe says when nobody is at its other end. */
const DESERTED: readonly unknown[] = ["EPIPE", "ECONNRESET"];

export interface StdioOptions {
  /** For `node.args`. */
  readonly args?: readonly string[];
  /** @default those of the process */
  readonly stdin?: Readable;
  readonly stdout?: Writable;
  readonly stderr?: Writable;
}

/** Why a node ends: there is nothing more to do, or its program broke. */
type End = { readonly kind: "ended" } | { readonly kind: "broke"; readonly error: unknown };

/**
 * Runs a program until stdin ends and what it began is finished, until it breaks, or until SIGTERM or
 * SIGINT. All that it wrote until then has left, unless nobody reads it.
 *
 * @returns The exit code: 0, or 1 if the program broke, or 2 if its arguments are wrong; stderr says how.
 */
export async function runOnStdio(
  program: NodeProgram,
  options: StdioOptions = {},
): Promise<0 | 1 | 2> {
  const { stdin = process.stdin, stdout = process.stdout, stderr = process.stderr } = options;
  const { promise: over, resolve } = Promise.withResolvers<End>();
  const end = (): void => resolve({ kind: "ended" });
  const breakUp = (error: unknown): void => resolve({ kind: "broke", error });
  const log = (text: string): void => {
    if (stderr.writableLength < LOG_BYTES_MAX) stderr.write(`${text}\n`);
  };
  stderr.on("error", () => {});
  const output = new LineWriter(stdout, {
    pressed: () => stdin.pause(),
    relieved: () => stdin.resume(),
    failed: (error) => (DESERTED.includes(error.code) ? end() : breakUp(error)),
  });
  const folder = process.env[DISK_VARIABLE];
  const disk = folder ? new FileDisk(folder) : undefined;
  const node = new LivingNode(program, {
    args: options.args ?? [],
    ...(disk === undefined ? {} : { disk }),
    nowMs: () => performance.now(),
    random: Math.random,
    after,
    send: (message) => output.write(JSON.stringify(message)),
    log,
    broke: breakUp,
  });
  for (const signal of ENDING) process.on(signal, end);
  for (const event of BREAKING) process.on(event, breakUp);
  let finishing: NodeJS.Timeout | undefined;
  read(stdin, node, log, () => {
    finishing = setTimeout(end, FINISH_MS_MAX);
    void node.settled().then(end);
  });

  const how = await over;
  node.end();
  disk?.close();
  clearTimeout(finishing);
  stdin.destroy();
  output.flush();
  if (how.kind === "broke") log(inWords(how.error));
  await Promise.all([allLeft(stdout), allLeft(stderr)]);
  for (const signal of ENDING) process.off(signal, end);
  for (const event of BREAKING) process.off(event, breakUp);
  if (how.kind === "ended") return 0;
  return how.error instanceof OptionsError ? 2 : 1;
}

/** Hands every line to the node; those that are no messages are told of. */
function read(
  stdin: Readable,
  node: LivingNode,
  log: (text: string) => void,
  ended: () => void,
): void {
  const splitter = new LineSplitter();
  let count = 0;
  const hear = (line: string): void => {
    count += 1;
    if (line.trim() === "") return;
    const parsed = parseMessage(line);
    if (parsed.ok) {
      node.receive(parsed.message);
      return;
    }
    const shown = JSON.stringify(line.slice(0, SHOWN_CHARS));
    log(`cannot use line ${count} of stdin: ${parsed.problem}: got ${shown}`);
  };
  stdin.on("data", (chunk: Buffer) => splitter.push(chunk).forEach(hear));
  stdin.on("end", () => {
    hear(splitter.end());
    ended();
  });
  stdin.on("error", (error) => {
    log(`cannot read stdin: ${error.message}`);
    ended();
  });
}

/** Does not keep the process alive: stdin does. */
function after(delayMs: number, action: () => void): () => void {
  const timer = setTimeout(action, Math.min(delayMs, TIMEOUT_MS_MAX)).unref();
  return () => clearTimeout(timer);
}

/** Resolves when all that was written has left, or nobody takes it in time. */
function allLeft(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, FLUSH_MS_MAX);
    stream.write("", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function inWords(error: unknown): string {
  if (error instanceof DiskError || error instanceof OptionsError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
