/**
 * Virtual time: it stands still while anybody does something and leaps to what is due next. So a run of
 * a minute takes as long as its work, and goes the same way each time.
 *
 * @module
 */
import { promiseHooks } from "node:v8";
import { Agenda } from "./agenda.ts";
import type { Cancel, Clock } from "./clock.ts";

/** Steps before the event loop gets a turn, so that Ctrl-C is heard and progress is seen. */
const STEPS_PER_TURN = 10_000;

/** A clock that {@linkcode run} drives. */
export class VirtualClock implements Clock {
  readonly #agenda = new Agenda();
  readonly #onTurn: (nowNs: number) => void;
  #nowNs = 0;

  /** @param onTurn Called every so many steps: some times a second. */
  constructor(onTurn: (nowNs: number) => void = () => {}) {
    this.#onTurn = onTurn;
  }

  nowNs(): number {
    return this.#nowNs;
  }

  at(dueNs: number, action: () => void): Cancel {
    return this.#agenda.add(Math.max(dueNs, this.#nowNs), action);
  }

  /**
   * Lets time pass until `work` is done. Promises that became ready are always carried on before the
   * next step, in the order in which they did: a step that touches none costs no turn.
   *
   * @throws Error when nothing is left that could happen and `work` still waits; what `work` throws.
   */
  async run<T>(work: () => Promise<T>): Promise<T> {
    let touched = true;
    const touch = (): void => {
      touched = true;
    };
    const unhook = promiseHooks.createHook({ init: touch, settled: touch }) as () => void;
    try {
      const progress = { isOver: false };
      const over = (): void => {
        progress.isOver = true;
      };
      const result = work();
      result.then(over, over);
      for (let step = 1; !progress.isOver; step++) {
        if (touched || step % STEPS_PER_TURN === 0) {
          await turn();
          touched = false;
          if (progress.isOver) break;
        }
        if (step % STEPS_PER_TURN === 0) this.#onTurn(this.#nowNs);
        if (!this.#step()) throw new Error("nothing is left that could happen, but the run waits");
      }
      return await result;
    } finally {
      unhook();
    }
  }

  /** Does what is due next; false when nothing is. */
  #step(): boolean {
    const dueNs = this.#agenda.nextNs;
    const action = this.#agenda.take(dueNs);
    if (action === undefined) return false;
    this.#nowNs = dueNs;
    action();
    return true;
  }
}

/** Taken before anybody can replace it. */
const { setImmediate: afterPromises } = globalThis;

/** Carries on every promise that is ready, and those that become ready by that. */
function turn(): Promise<void> {
  return new Promise((resolve) => void afterPromises(resolve));
}
