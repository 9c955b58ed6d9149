/**
 * One life of a node: a process with messages on stdin and stdout. Programs are not trusted: they may
 * say anything, nothing or too much, not read, not end, or start others.
 *
 * @module
 */
import { type ChildProcess, spawn } from "node:child_process";
import type { Socket } from "node:net";
import type { Readable } from "node:stream";
import { DISK_VARIABLE } from "../../robots/node/file_disk.ts";
import type { Message } from "../../robots/node/message.ts";
import type { Envelope } from "./envelope.ts";
import { LineReader } from "./line_reader.ts";
import type { NodeLog } from "./node_log.ts";
import { beginningOf, readMessage } from "./node_output.ts";
import { MARK_VARIABLE, signalGroup } from "./process_group.ts";

/** Of one message. Whole states are sent as one line now and then; a hundred megabytes are a mistake. */
export const LINE_BYTES_MAX = 16 * 1024 * 1024;

/** What waits for a node that does not read: as much as the longest message. More is lost. */
export const BACKLOG_CHARACTERS_MAX = LINE_BYTES_MAX;

/** For what a process wrote before it ended to be heard. Others may hold its stdout open. */
const DRAIN_MS_MAX = 500;

/** Time to end for a process that closed its stdin or stdout: most do so because they end. */
const CLOSED_MS = 500;

/** For a process to be gone after SIGKILL. Longer takes one that hangs inside the kernel. */
const GONE_MS_MAX = 5000;

/** Before a node that was held back is heard again. */
const HELD_MS = 5;

export interface NodeProcessOptions {
  readonly node: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly dir: string;
  /** Where it finds what its lives before have left it. */
  readonly disk: string;
  /** Marks it and all that it starts. */
  readonly mark: string;
  readonly log: NodeLog;
  /** Whether so much is under way that whoever says more has to wait. */
  readonly isFull: () => boolean;
  readonly events: NodeProcessEvents;
}

export interface NodeProcessEvents {
  /** Returns why it cannot be sent, when it cannot. */
  send(message: Message, line: string): string | undefined;
  /** Line 0: it is not about a line. */
  bad(text: string, line: number, reason: string): void;
  crashed(how: string, lastLines: readonly string[]): void;
}

export class NodeProcess {
  /** Its process and its group; undefined when it could not be started. */
  readonly pid: number | undefined;
  readonly #options: NodeProcessOptions;
  readonly #stdin: Socket | undefined;
  readonly #stdout: Socket | undefined;
  readonly #stderr: Readable | undefined;
  readonly #reader: LineReader;
  /** The process has ended; and nobody holds its stdout and stderr. */
  readonly #gone = Promise.withResolvers<void>();
  readonly #drained = Promise.withResolvers<void>();
  #lastLines: () => readonly string[] = () => [];
  readonly #timers = new Set<NodeJS.Timeout>();
  /** Nothing of it is heard any more. */
  #isOver = false;
  #hasEnded = false;
  #isPaused = false;
  #isDeaf = false;
  #isFlushing = false;
  /** Lines for it that are not written yet. */
  #unwritten = "";

  constructor(options: NodeProcessOptions) {
    this.#options = options;
    this.#reader = new LineReader(
      {
        line: (text, number) => this.#hear(text, number),
        bad: (text, number, reason) => this.#report(text, number, reason),
      },
      LINE_BYTES_MAX,
    );
    const child = this.#spawn();
    // Without a process there may be no streams either.
    if (child?.pid === undefined) return;
    this.pid = child.pid;
    this.#stdin = child.stdin as Socket;
    this.#stdout = child.stdout as Socket;
    this.#stderr = child.stderr!;
    this.#lastLines = options.log.follow(this.#stderr);
    child.once("exit", (code, signal) => void this.#exited(code, signal));
    child.once("close", this.#drained.resolve);
    this.#stdin.on("error", () => this.#closed("stdin"));
    this.#stdin.on("drain", () => this.#flush());
    this.#stdout.on("error", () => {});
    this.#stdout.on("data", (chunk: Buffer) => this.#read(chunk));
    this.#stdout.on("end", () => {
      this.#reader.end();
      this.#closed("stdout");
    });
  }

  /** Of it and all that it starts. */
  get mark(): string {
    return this.#options.mark;
  }

  /** All messages of one turn are written together. */
  deliver({ line, id, src, dest, body }: Envelope): void {
    if (this.#isOver || this.#hasEnded || this.#stdin?.writable !== true) return;
    if (this.#stdin.writableLength + this.#unwritten.length > BACKLOG_CHARACTERS_MAX) {
      this.#overflow();
      return;
    }
    this.#unwritten += `${line ?? JSON.stringify({ id, src, dest, body })}\n`;
    if (this.#isFlushing) return;
    this.#isFlushing = true;
    queueMicrotask(() => {
      this.#isFlushing = false;
      this.#flush();
    });
  }

  /** Ends it without a warning, and its group. Resolves when the process is gone. */
  async kill(): Promise<void> {
    this.#end();
    if (this.pid === undefined) return;
    if (!this.#hasEnded) signalGroup(this.pid, "SIGKILL");
    await within(GONE_MS_MAX, this.#gone.promise);
    await within(DRAIN_MS_MAX, this.#drained.promise);
    this.#stderr!.destroy();
  }

  pause(): void {
    this.#isPaused = true;
    if (this.pid !== undefined && !this.#hasEnded) signalGroup(this.pid, "SIGSTOP");
  }

  resume(): void {
    this.#isPaused = false;
    if (this.pid !== undefined && !this.#hasEnded) signalGroup(this.pid, "SIGCONT");
  }

  #read(chunk: Buffer): void {
    if (this.#isOver) return;
    this.#reader.push(chunk);
    if (!this.#options.isFull()) return;
    // Its pipe fills up, and it has to wait like any writer.
    this.#stdout!.pause();
    this.#later(HELD_MS, () => this.#stdout!.resume());
  }

  #hear(line: string, number: number): void {
    if (this.#isOver) return;
    const message = readMessage(line);
    const reason = typeof message === "string" ? message : this.#options.events.send(message, line);
    if (reason !== undefined) this.#report(line, number, reason);
  }

  #report(text: string, line: number, reason: string): void {
    if (!this.#isOver) this.#options.events.bad(beginningOf(text), line, reason);
  }

  #flush(): void {
    const stdin = this.#stdin!;
    // While its pipe is full the rest waits here, to be written in one piece.
    if (this.#unwritten === "" || stdin.writableNeedDrain || !stdin.writable) return;
    const lines = this.#unwritten;
    this.#unwritten = "";
    stdin.write(lines);
  }

  #overflow(): void {
    // One that stands still by order cannot read.
    if (this.#isDeaf || this.#isPaused) return;
    this.#isDeaf = true;
    this.#report("", 0, `must read its stdin: ${BACKLOG_CHARACTERS_MAX} bytes wait; more is lost`);
  }

  #closed(what: "stdin" | "stdout"): void {
    if (this.#isOver) return;
    if (what === "stdin") this.#unwritten = "";
    this.#later(CLOSED_MS, () => {
      if (!this.#hasEnded) this.#report("", 0, `must keep its ${what} open: it closed it`);
    });
  }

  async #exited(code: number | null, signal: NodeJS.Signals | null): Promise<void> {
    this.#hasEnded = true;
    // What it leaves behind would hold its stdout.
    signalGroup(this.pid!, "SIGKILL");
    this.#gone.resolve();
    if (this.#isOver) return;
    await within(DRAIN_MS_MAX, this.#drained.promise);
    if (this.#isOver) return;
    this.#end();
    this.#stderr!.destroy();
    const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
    this.#options.events.crashed(how, this.#lastLines());
  }

  #spawn(): ChildProcess | undefined {
    const { file, args, dir, disk, mark } = this.#options;
    const failed = (error: Error): void => {
      // A process that runs says this when it could not be signalled.
      if (this.pid !== undefined || this.#isOver) return;
      this.#end();
      this.#options.events.crashed(`cannot start: ${error.message}`, []);
    };
    try {
      const env = { ...process.env, [MARK_VARIABLE]: mark, [DISK_VARIABLE]: disk };
      // A group of its own: so whatever it starts can be killed, and Ctrl-C is not for it.
      return spawn(file, args, { cwd: dir, detached: true, env }).once("error", failed);
    } catch (error) {
      queueMicrotask(() => failed(error as Error));
      return undefined;
    }
  }

  #end(): void {
    this.#isOver = true;
    this.#unwritten = "";
    for (const timer of this.#timers) clearTimeout(timer);
    this.#stdin?.destroy();
    this.#stdout?.destroy();
  }

  #later(ms: number, action: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      action();
    }, ms);
    this.#timers.add(timer);
  }
}

/** Waits for it, but not for ever. */
async function within(ms: number, wanted: Promise<void>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const limit = setTimeout(resolve, ms);
  await Promise.race([wanted, promise]);
  clearTimeout(limit);
}
