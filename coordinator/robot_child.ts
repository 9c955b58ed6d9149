/**
 * One robot process, seen from its host.
 *
 * @module
 */
import { type ChildProcess, spawn } from "node:child_process";
import type { RobotId } from "../robots/engine/ids.ts";
import { monotonicNowMs } from "../robots/runtime/clock.ts";
import type { RunName } from "./redis/keys.ts";
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
      const end = (code: number | null, signal: NodeJS.Signals | null): void =>
        resolve({ code, signal, livedMs: monotonicNowMs() - bornMs });
      this.#process.once("exit", end);
      this.#process.once("error", () => end(null, null));
    });
  }

  /** Hands a gossip tick on, unless the robot has not taken the last one yet. */
  tick(): void {
    if (this.#tickPending) return;
    this.#tickPending = true;
    this.#send({ order: "tick" }, () => {
      this.#tickPending = false;
    });
  }

  /** Asks it to end. */
  stop(): void {
    this.#send({ order: "stop" });
  }

  kill(): void {
    this.#process.kill("SIGKILL");
  }

  #send(order: ChildOrder, sent: () => void = () => {}): void {
    if (this.#process.connected) this.#process.send(order, () => sent());
  }
}
