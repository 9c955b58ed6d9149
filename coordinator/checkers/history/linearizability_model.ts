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
 * A call in outline: it fits one state alone (`needs`), or else every state; and it leaves one state
 * alone (`leaves`), or else what it found.
 */
export interface Outline<State extends Json = Json> {
  readonly needs?: State;
  readonly leaves?: State;
}

/** What calls may do to a state: nothing; to be possible in every state and leave one alone; or more. */
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
  /**
   * What `step` does with `call`, if that is so simple that it has an outline. Undefined is never wrong;
   * an outline saves most of the work.
   *
   * @throws RangeError when the model has no such call.
   */
  outline(call: Call): Outline<State> | undefined;
}

/** What `step` of a machine returns for a call that cannot happen in that state. */
export const IMPOSSIBLE = -1;

/** What `needsOf` and `leavesOf` return for a call that fits every state, and that leaves what it found. */
export const ANY = -2;
/** What they return for a call that has no outline. */
export const UNKNOWN = -3;

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
  /** Of each action its outline: states, {@linkcode ANY} or {@linkcode UNKNOWN}. */
  readonly #needs: number[] = [];
  readonly #leaves: number[] = [];
  readonly #actionNumbers = new Map<string, number>();
  /** Steps taken before, and where they led. */
  readonly #taken = new Rows(2);
  readonly #led: number[] = [];
  readonly #pair = new Int32Array(2);

  constructor(model: Model<State>) {
    this.#model = model;
    this.#stateOf(model.init);
  }

  stateAt(state: number): State {
    return this.#states[state]!;
  }

  effectOf(action: number): Effect {
    if (this.#leaves[action] === ANY) return "none";
    return this.#needs[action] === ANY ? "overwrite" : "update";
  }

  /** The one state that an action fits, {@linkcode ANY} or {@linkcode UNKNOWN}. */
  needsOf(action: number): number {
    return this.#needs[action]!;
  }

  /** The one state that an action leaves where it fits, {@linkcode ANY} or {@linkcode UNKNOWN}. */
  leavesOf(action: number): number {
    return this.#leaves[action]!;
  }

  actionOf(call: Call): number {
    const key = canonical([call.f, call.value, call.known]);
    const known = this.#actionNumbers.get(key);
    if (known !== undefined) return known;
    this.#actionNumbers.set(key, this.#calls.length);
    const outline = this.#model.outline(call);
    this.#needs.push(outline ? this.#stateOrAny(outline.needs) : UNKNOWN);
    this.#leaves.push(outline ? this.#stateOrAny(outline.leaves) : UNKNOWN);
    return this.#calls.push(call) - 1;
  }

  /** The state after `action`, or {@linkcode IMPOSSIBLE}. */
  step(state: number, action: number): number {
    const needs = this.#needs[action]!;
    if (needs === UNKNOWN) return this.#stepOfModel(state, action);
    if (needs !== ANY && needs !== state) return IMPOSSIBLE;
    const leaves = this.#leaves[action]!;
    return leaves === ANY ? state : leaves;
  }

  #stepOfModel(state: number, action: number): number {
    this.#pair[0] = state;
    this.#pair[1] = action;
    const at = this.#taken.indexOf(this.#pair);
    if (at < this.#led.length) return this.#led[at]!;
    const next = this.#model.step(this.#states[state]!, this.#calls[action]!);
    const led = next === undefined ? IMPOSSIBLE : this.#stateOf(next);
    this.#led.push(led);
    return led;
  }

  #stateOrAny(state: State | undefined): number {
    return state === undefined ? ANY : this.#stateOf(state);
  }

  #stateOf(state: State): number {
    const key = typeof state === "number" ? state : canonical(state);
    const known = this.#stateNumbers.get(key);
    if (known !== undefined) return known;
    this.#stateNumbers.set(key, this.#states.length);
    return this.#states.push(state) - 1;
  }
}
