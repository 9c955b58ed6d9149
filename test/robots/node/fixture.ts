/**
 * Nodes under test: one driven by hand in time that stands still, and processes of `hearsay node`.
 *
 * @module
 */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Writable } from "node:stream";
import { onTestFinished } from "vitest";

import { LivingNode } from "../../../robots/node/living_node.ts";
import type { Body, Message } from "../../../robots/node/message.ts";
import type { NodeProgram } from "../../../robots/node/node.ts";
import { freshFolder } from "../../support/hearsay.ts";

const SHIM = join(import.meta.dirname, "../../../bin/hearsay.mjs");

interface Timer {
  readonly dueMs: number;
  readonly action: () => void;
}

/** A life of a node and its whole world. */
export class HandDriven {
  readonly node: LivingNode;
  readonly sent: Message[] = [];
  readonly logged: string[] = [];
  readonly broken: unknown[] = [];
  nowMs = 0;
  #timers: Timer[] = [];

  constructor(program: NodeProgram, { args = [] as readonly string[], luck = 0 } = {}) {
    this.node = new LivingNode(program, {
      args,
      nowMs: () => this.nowMs,
      random: () => luck,
      after: (delayMs, action) => {
        const timer = { dueMs: this.nowMs + delayMs, action };
        this.#timers.push(timer);
        return () => {
          this.#timers = this.#timers.filter((each) => each !== timer);
        };
      },
      send: (message) => this.sent.push(JSON.parse(JSON.stringify(message)) as Message),
      log: (text) => this.logged.push(text),
      broke: (error) => this.broken.push(error),
    });
  }

  /** Timers that wait. */
  get waiting(): number {
    return this.#timers.length;
  }

  /** Bodies sent so far; they are forgotten. */
  bodies(): Body[] {
    return this.sent.splice(0).map(({ body }) => body);
  }

  hear(body: Body, src = "c1"): void {
    this.node.receive({ src, dest: this.node.id || "n1", body });
  }

  init(ids: readonly string[] = ["n1", "n2", "n3"]): void {
    this.hear({ type: "init", msg_id: 1, node_id: "n1", node_ids: ids }, "c0");
  }

  /** Lets time pass, one timer after the other, and what hangs on them. */
  async pass(ms: number): Promise<void> {
    const endMs = this.nowMs + ms;
    for (;;) {
      await turn();
      const [next] = this.#timers.toSorted((a, b) => a.dueMs - b.dueMs);
      if (next === undefined || next.dueMs > endMs) break;
      this.#timers = this.#timers.filter((each) => each !== next);
      this.nowMs = Math.max(this.nowMs, next.dueMs);
      next.action();
    }
    this.nowMs = endMs;
  }
}

/** A node that has heard its name. Its answer to that is forgotten. */
export function readyNode(
  program: NodeProgram,
  options?: { args?: readonly string[]; luck?: number },
): HandDriven {
  const driven = new HandDriven(program, options);
  driven.init();
  driven.sent.length = 0;
  return driven;
}

/** Carries on all promises that are ready. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A stream that takes one write whenever it is told to. */
export class Slow extends Writable {
  readonly writes: string[] = [];
  take = (): void => {};

  override _write(chunk: Buffer, _encoding: string, taken: () => void): void {
    this.writes.push(chunk.toString());
    this.take = taken;
  }
}

/** A process and what it has written so far. */
export interface NodeProcess {
  readonly child: ChildProcessWithoutNullStreams;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Exit code, or the signal that ended it. */
  readonly closed: Promise<number | string | null>;
  tell(body: Body): void;
  /** The bodies of all that it sent. */
  bodies(): Body[];
}

/** Writes a module and runs it with `hearsay node`. */
export function startNode(source: string, ...args: string[]): NodeProcess {
  return startNodeFile(writeModule(source), ...args);
}

/** A module in a folder of its own; returns its path. */
export function writeModule(source: string, name = "node.ts"): string {
  const file = join(freshFolder(), name);
  writeFileSync(file, source);
  return file;
}

export function startNodeFile(file: string, ...args: string[]): NodeProcess {
  const child = spawn(process.execPath, [SHIM, "node", file, ...args]);
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  // It may end before it has read everything.
  child.stdin.on("error", () => {});
  const closed = new Promise<number | string | null>((resolve) => {
    child.once("close", (code, signal) => resolve(code ?? signal));
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return {
    child,
    stdout: () => stdout,
    stderr: () => stderr,
    closed,
    tell: (body) => void child.stdin.write(`${JSON.stringify({ src: "c1", dest: "n1", body })}\n`),
    bodies: () =>
      stdout
        .split("\n")
        .slice(0, -1)
        .map((line) => (JSON.parse(line) as Message).body),
  };
}

export const INIT: Body = { type: "init", msg_id: 1, node_id: "n1", node_ids: ["n1"] };
