/**
 * One robot process, seen from its host.
 *
 * @module
 */
import { type ChildProcess, spawn } from "node:child_process";
import type { RobotId } from "../robots/engine/ids.ts";
import { monotonicNowMs } from "../robots/runtime/clock.ts";
import type { RunName } from "./redis/keys.ts";
import { pauseUntilClosed } from "./pause.ts";
import { type ChildOrder, type ChildSettings, SETTINGS_VARIABLE } from "./robot_settings.ts";
import { robotProgram } from "./robot_program.ts";

/** How a robot process ended. */
export interface ChildExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly livedMs: number;
}

export interface ChildOptions {
  readonly run: RunName;
  readonly settings: ChildSettings;
  /** Where its logs go: a file descriptor, or this process's own stderr. */
  readonly stderr: number | "inherit";
}

export class RobotChild {
  readonly robot: RobotId;
  readonly boot: number;
  readonly pid: number;
  /** Settles when the process is gone; never rejects. */
  readonly exited: Promise<ChildExit>;
  readonly #process: ChildProcess;
  #tickPending = false;
  #pause: { readonly timer: NodeJS.Timeout; readonly end: () => void } | undefined;

  constructor({ settings, stderr }: ChildOptions) {
    this.robot = settings.robot;
    this.boot = settings.boot;
    const bornMs = monotonicNowMs();
    const { args, env } = robotProgram();
    this.#process = spawn(process.execPath, args, {
      env: { ...process.env, ...env, [SETTINGS_VARIABLE]: JSON.stringify(settings) },
      stdio: ["ignore", "ignore", stderr, "ipc"],
    });
    this.pid = this.#process.pid ?? 0;
    this.exited = new Promise((resolve) => {
      const end = (code: number | null, signal: NodeJS.Signals | null): void => {
        this.resume();
        resolve({ code, signal, livedMs: monotonicNowMs() - bornMs });
      };
      this.#process.once("exit", end);
      this.#process.once("error", () => end(null, null));
    });
  }

  /**
   * Hands a gossip tick on, unless the robot has not taken the last one yet or stands still: then it
   * would find all of them together.
   */
  tick(): void {
    if (this.#tickPending || this.#pause !== undefined) return;
    this.#tickPending = true;
    this.#send({ order: "tick" }, () => {
      this.#tickPending = false;
    });
  }

  /** Lets it stand still (SIGSTOP) for `forMs`, or until {@linkcode resume}. */
  pause(forMs: number): void {
    if (this.#pause !== undefined || this.pid === 0) return;
    const timer = setTimeout(() => this.resume(), forMs);
    this.#pause = { timer, end: pauseUntilClosed(this.pid) };
  }

  /** Lets it go on (SIGCONT). */
  resume(): void {
    if (this.#pause === undefined) return;
    clearTimeout(this.#pause.timer);
    this.#pause.end();
    this.#pause = undefined;
  }

  /** Asks it to end; if it stands still, it goes on first. */
  stop(): void {
    this.resume();
    this.#send({ order: "stop" });
  }

  kill(): void {
    this.#process.kill("SIGKILL");
  }

  #send(order: ChildOrder, sent: () => void = () => {}): void {
    if (this.#process.connected) this.#process.send(order, () => sent());
  }
}
