/**
 * Which optional operations are worth a try: those that leave what an operation that must happen needs,
 * and those that leave what one of these needs, and so on. All else is overwritten unseen.
 *
 * @module
 */
import { listAt } from "./linearizability_fit.ts";
import { type Machine, UNKNOWN } from "./linearizability_model.ts";
import type { Optional } from "./linearizability_optional.ts";

/**
 * What optional operations can be of use for.
 *
 * @example
 * ```ts
 * import { Machine } from "./linearizability_model.ts";
 * import { Optional } from "./linearizability_optional.ts";
 * import { Prospects } from "./linearizability_prospects.ts";
 * import { casRegister } from "./register_model.ts";
 * const machine = new Machine(casRegister());
 * const action = (f: string, value: number | number[]) => machine.actionOf({ f, value, known: true });
 * const actions = [action("write", 1), action("write", 2), action("cas", [2, 3])];
 * const optional = new Optional(actions.map((one, i) => ({ action: one, invokedAt: i, index: i })));
 * console.log(new Prospects(machine, optional).of([action("read", 3)], 9)); // [ 1, 2 ]
 * ```
 */
export class Prospects {
  readonly #machine: Machine;
  readonly #optional: Optional;
  /** Kinds by the state that they leave. */
  readonly #leaving = new Map<number, number[]>();
  /** Whether some have no outline, so that they may leave or need anything. */
  readonly #isUnknown: boolean;

  constructor(machine: Machine, optional: Optional) {
    this.#machine = machine;
    this.#optional = optional;
    const { actions } = optional;
    this.#isUnknown = actions.some((action) => machine.leavesOf(action) === UNKNOWN);
    for (const [kind, action] of actions.entries()) {
      listAt(this.#leaving, machine.leavesOf(action)).push(kind);
    }
  }

  /** Kinds, ascending, that may be of use before `frontAt`; `waiting` are the actions to come that need a state. */
  of(waiting: readonly number[], frontAt: number): number[] {
    const isInvoked = (kind: number): boolean => this.#optional.firstAt(kind) < frontAt;
    const needed = new Set(waiting.map((action) => this.#machine.needsOf(action)));
    if (this.#isUnknown || needed.has(UNKNOWN)) {
      return [...this.#optional.actions.keys()].filter(isInvoked);
    }
    const kinds: number[] = [];
    // What is needed becomes more on the way.
    for (const state of needed) {
      for (const kind of this.#leaving.get(state) ?? []) {
        if (!isInvoked(kind)) continue;
        kinds.push(kind);
        needed.add(this.#machine.needsOf(this.#optional.actions[kind]!));
      }
    }
    return kinds.sort((a, b) => a - b);
  }
}
