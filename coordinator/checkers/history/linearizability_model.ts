/**
 * Models: what an object does when operations happen one after the other. A machine turns a model's
 * states and calls into small integers, so that a search can keep millions of configurations.
 *
 * @module
 */
import type { Json } from "./history.ts";
import { canonical } from "./json_values.ts";
import { Rows } from "./linearizability_rows.ts";

/** What a model is told of an operation. Calls that are equal as JSON do the same. */
export interface Call {
  readonly f: string;
  /** The argument with the result. The argument alone, when `known` is false. */
  readonly value: Json;
  /** Whether the operation completed, so that `value` has the result. */
  readonly known: boolean;
}

/**
 * What calls may do to a state. `none`: never changes any. `overwrite`: possible in every state, and what
 * it leaves does not depend on the state before. `update` is never wrong; the others save work.
 */
export type Effect = "none" | "overwrite" | "update";

/** A sequential object. Its functions are pure, and states are values as JSON has them. */
export interface Model<State extends Json = Json> {
  readonly name: string;
  readonly init: State;
  /**
   * The state after `call`; undefined when it cannot have that result in `state`.
   *
   * @throws RangeError when the model has no such call.
   */
  step(state: State, call: Call): State | undefined;
  effect(call: Call): Effect;
}

/** What `step` of a machine returns for a call that cannot happen in that state. */
export const IMPOSSIBLE = -1;

/**
 * One model's states and actions by number. State 0 is the initial one; calls that do the same are one
 * action.
 *
 * @example
 * ```ts
 * import { Machine } from "./linearizability_model.ts";
 * import { casRegister } from "./register_model.ts";
 * const machine = new Machine(casRegister());
 * const write = machine.actionOf({ f: "write", value: 7, known: true });
 * console.log(machine.stateAt(machine.step(0, write))); // 7
 * ```
 */
export class Machine<State extends Json = Json> {
  readonly #model: Model<State>;
  readonly #states: State[] = [];
  readonly #stateNumbers = new Map<string | number, number>();
  readonly #calls: Call[] = [];
  readonly #effects: Effect[] = [];
  readonly #actionNumbers = new Map<string, number>();
  /** Steps taken before, and where they led. */
  readonly #taken = new Rows(2);
  readonly #led: number[] = [];
  readonly #pair = new Int32Array(2);

  constructor(model: Model<State>) {
    this.#model = model;
    this.#stateOf(model.init);
  }

  /** How many states have been seen. */
  get states(): number {
    return this.#states.length;
  }

  get actions(): number {
    return this.#calls.length;
  }

  stateAt(state: number): State {
    return this.#states[state]!;
  }

  effectOf(action: number): Effect {
    return this.#effects[action]!;
  }

  actionOf(call: Call): number {
    const key = canonical([call.f, call.value, call.known]);
    const known = this.#actionNumbers.get(key);
    if (known !== undefined) return known;
    this.#actionNumbers.set(key, this.#calls.length);
    this.#effects.push(this.#model.effect(call));
    return this.#calls.push(call) - 1;
  }

  /** The state after `action`, or {@linkcode IMPOSSIBLE}. */
  step(state: number, action: number): number {
    this.#pair[0] = state;
    this.#pair[1] = action;
    const at = this.#taken.indexOf(this.#pair);
    if (at < this.#led.length) return this.#led[at]!;
    const next = this.#model.step(this.#states[state]!, this.#calls[action]!);
    const led = next === undefined ? IMPOSSIBLE : this.#stateOf(next);
    this.#led.push(led);
    return led;
  }

  #stateOf(state: State): number {
    const key = typeof state === "number" ? state : canonical(state);
    const known = this.#stateNumbers.get(key);
    if (known !== undefined) return known;
    this.#stateNumbers.set(key, this.#states.length);
    return this.#states.push(state) - 1;
  }
}
