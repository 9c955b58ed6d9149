/**
 * Processes of a bench: started, asked and ended by the bench itself, and never left behind.
 *
 * @module
 */
import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import { withDeadline } from "../robots/transport/deadline.ts";

/** No single request takes longer, on however busy a machine, unless whoever asks says so. */
const REQUEST_MS_MAX = 60_000;

/** Those that live: killed when the bench ends, however it ends. */
const living = new Set<ChildProcess>();

process.on("exit", () => {
  for (const child of living) child.kill("SIGKILL");
});

/** Another process of the bench, seen from the one that started it. */
export class Peer {
  readonly pid: number;
  readonly #process: ChildProcess;
  readonly #exited: Promise<void>;

  /**
   * @param file A program in this folder, which calls {@linkcode serve}.
   * @param settings Reaches it as its one argument, as JSON.
   */
  constructor(file: string, settings: object, env: NodeJS.ProcessEnv = {}) {
    this.#process = fork(join(import.meta.dirname, file), [JSON.stringify(settings)], {
      env: { ...process.env, ...env },
    });
    this.pid = this.#process.pid ?? 0;
    this.#process.setMaxListeners(0);
    living.add(this.#process);
    this.#exited = new Promise((resolve) => {
      this.#process.once("exit", () => {
        living.delete(this.#process);
        resolve();
      });
    });
  }

  /** Asks for something and waits for the answer; one request at a time. */
  ask<Reply>(request: object, patienceMs: number = REQUEST_MS_MAX): Promise<Reply> {
    const { promise, resolve, reject } = Promise.withResolvers<Reply>();
    this.#process.once("message", (reply) => resolve(reply as Reply));
    void this.#exited.then(() => reject(new Error(`a bench process ended: ${this.pid}`)));
    this.#process.send(request);
    return withDeadline(promise, patienceMs, `asking for ${JSON.stringify(request)}`);
  }

  /** Tells it something that has no answer. */
  tell(message: object, done?: () => void): void {
    if (this.#process.connected) this.#process.send(message, () => done?.());
  }

  async end(): Promise<void> {
    this.#process.kill("SIGKILL");
    await this.#exited;
  }
}

/** Inside such a process: what it was started with. */
export function settingsOfPeer(): unknown {
  return JSON.parse(process.argv[2] ?? "{}");
}

/** Inside such a process: answers requests until the bench goes away. */
export function serve(answer: (request: never) => object | Promise<object>): void {
  process.on("disconnect", () => process.exit(0));
  process.on("message", (request) => {
    void Promise.resolve(answer(request as never)).then((reply) => process.send!(reply));
  });
}
