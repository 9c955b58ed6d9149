/**
 * Nodes as processes: any executable that speaks Maelstrom's protocol on stdin and stdout.
 *
 * @module
 */
import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeFolders } from "../../robots/node/make_folders.ts";
import type { Envelope } from "./envelope.ts";
import { executable } from "./executable.ts";
import type { BadOutput, Host, HostEvents, HostMaker } from "./host.ts";
import { NodeLog } from "./node_log.ts";
import { NodeProcess } from "./node_process.ts";
import { killMarked } from "./process_group.ts";
import type { WallClock } from "./wall_clock.ts";
import { fileName } from "./store.ts";
import { Watchdog } from "./watchdog.ts";

/** Reports of one node: by then it is clear what it does wrong. */
export const BAD_OUTPUT_MAX = 100;

/**
 * Messages and other things under way before nodes are read no faster than they arrive: more than any
 * honest run has, and some hundred megabytes of small messages.
 */
export const WAITING_MAX = 200_000;

export interface ProcessHostOptions {
  readonly clock: Pick<WallClock, "nowNs" | "waiting">;
  /** A path, or a command on the PATH: see {@linkcode executable}. */
  readonly bin: string;
  readonly args: readonly string[];
  /** Gets `n0.log` and so on: what nodes write on stderr. It is made. @default none */
  readonly logFolder?: string;
  /** Hears the lines that nodes write for people, made printable. */
  readonly log?: (node: string, line: string) => void;
  /** Where nodes run. @default the system's folder for temporary files, as under Maelstrom */
  readonly dir?: string;
}

/**
 * A host that starts an executable once for each node.
 *
 * @throws UserError (exit 2) when there is no such executable.
 */
export function processHost(options: ProcessHostOptions): HostMaker {
  const file = executable(options.bin);
  if (options.logFolder !== undefined) makeFolders(options.logFolder);
  return (events) => new ProcessHost(file, options, events);
}

class ProcessHost implements Host {
  readonly #file: string;
  readonly #options: ProcessHostOptions;
  readonly #events: HostEvents;
  /** All its processes have it, and so does whatever they start. */
  readonly #mark = `${randomUUID()}.`;
  /**
   * Whatever nodes write as `node.disk` (HEARSAY_DISK in their environment), in a folder for each. They
   * make it when they need it; it ends with the run.
   */
  readonly #disks = join(tmpdir(), `hearsay-disks-${randomUUID()}`);
  readonly #watchdog: Watchdog;
  readonly #lives = new Map<string, NodeProcess>();
  readonly #logs = new Map<string, NodeLog>();
  readonly #badOutputs = new Map<string, number>();
  #births = 0;
  #isOver = false;

  constructor(file: string, options: ProcessHostOptions, events: HostEvents) {
    this.#file = file;
    this.#options = options;
    this.#events = events;
    this.#watchdog = new Watchdog(this.#mark);
  }

  start(node: string): void {
    if (this.#isOver) return;
    const { args, clock, dir = tmpdir() } = this.#options;
    void this.kill(node);
    const mark = `${this.#mark}${++this.#births}.`;
    const life = new NodeProcess({
      node,
      file: this.#file,
      args,
      dir,
      // Whatever its name: it must not lead out of the folder.
      disk: join(this.#disks, `of-${encodeURIComponent(node)}`),
      mark,
      log: this.#logOf(node),
      isFull: () => clock.waiting > WAITING_MAX,
      events: {
        send: (message, line) => this.#events.send(message, line, node),
        bad: (text, line, reason) => this.#bad(node, text, line, reason),
        crashed: (how, lastLines) => {
          this.#forget(node, life);
          void killMarked(life.mark);
          this.#events.crashed({ node, atNs: clock.nowNs(), how, lastLines });
        },
      },
    });
    this.#lives.set(node, life);
    if (life.pid !== undefined) this.#watchdog.watch(life.pid);
  }

  deliver(node: string, envelope: Envelope): void {
    this.#lives.get(node)?.deliver(envelope);
  }

  async kill(node: string): Promise<void> {
    const life = this.#lives.get(node);
    if (life === undefined) return;
    const gone = life.kill();
    await killMarked(life.mark);
    await gone;
    this.#forget(node, life);
  }

  pause(node: string): void {
    this.#lives.get(node)?.pause();
  }

  resume(node: string): void {
    this.#lives.get(node)?.resume();
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    const gone = [...this.#lives.values()].map((life) => life.kill());
    await killMarked(this.#mark);
    await Promise.all(gone);
    await rm(this.#disks, { recursive: true, force: true, maxRetries: 3 });
    this.#watchdog.stop();
    await Promise.all([...this.#logs.values()].map((log) => log.close()));
  }

  #forget(node: string, life: NodeProcess): void {
    // It may live again already.
    if (this.#lives.get(node) === life) this.#lives.delete(node);
    if (life.pid !== undefined) this.#watchdog.forget(life.pid);
  }

  #bad(node: string, text: string, line: number, reason: string): void {
    const count = (this.#badOutputs.get(node) ?? 0) + 1;
    this.#badOutputs.set(node, count);
    if (count > BAD_OUTPUT_MAX) return;
    const bad: BadOutput = { node, atNs: this.#options.clock.nowNs(), line, text, reason };
    const isLast = count === BAD_OUTPUT_MAX;
    const andMore = "; what else is wrong with its output is not reported";
    this.#events.badOutput(isLast ? { ...bad, reason: reason + andMore } : bad);
  }

  #logOf(node: string): NodeLog {
    const { logFolder, log } = this.#options;
    let known = this.#logs.get(node);
    if (known === undefined) {
      known = new NodeLog({
        ...(logFolder === undefined ? {} : { file: join(logFolder, `${fileName(node)}.log`) }),
        ...(log === undefined ? {} : { line: (line: string) => log(node, line) }),
      });
      this.#logs.set(node, known);
    }
    return known;
  }
}
