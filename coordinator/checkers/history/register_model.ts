/**
 * Registers: one value that is read, written, and changed when it is what one expects (`cas`), as a key
 * of lin-kv is.
 *
 * @module
 */
import type { Json, Judgement } from "./history.ts";
import { isList, same } from "./json_values.ts";
import type { Call, Effect, Model } from "./linearizability_model.ts";

/**
 * A register that is null at first. Calls: `read` with the value read, `write` with the value, `cas` with
 * `[from, to]`.
 *
 * @param judgement `compat`: a read of null fits any state, as in Knossos, where null says that nobody
 * knows what was read. `strict`: it fits null alone. @default "compat"
 *
 * @example
 * ```ts
 * import { casRegister } from "./register_model.ts";
 * const { step } = casRegister();
 * console.log(step(1, { f: "cas", value: [1, 2], known: true })); // 2
 * console.log(step(1, { f: "read", value: 5, known: true })); // undefined
 * ```
 */
export function casRegister(judgement: Judgement = "compat"): Model {
  return {
    name: "cas-register",
    init: null,
    effect,
    step(state, call) {
      if (call.f !== "cas") return stepRegister(state, call, judgement);
      const { value } = call;
      if (!isList(value) || value.length !== 2) {
        throw new RangeError(`cannot judge cas as it must have [from, to]: got ${show(value)}`);
      }
      return same(state, value[0]!) ? value[1] : undefined;
    },
  };
}

/** A register with `read` and `write` alone; for the rest see {@linkcode casRegister}. */
export function register(judgement: Judgement = "compat"): Model {
  return {
    name: "register",
    init: null,
    effect,
    step: (state, call) => stepRegister(state, call, judgement),
  };
}

function effect({ f }: Call): Effect {
  if (f === "read") return "none";
  return f === "write" ? "overwrite" : "update";
}

function stepRegister(state: Json, call: Call, judgement: Judgement): Json | undefined {
  const { f, value, known } = call;
  if (f === "write") return value;
  if (f !== "read") {
    throw new RangeError(`cannot judge an operation as a register has no such one: ${show(f)}`);
  }
  const fits = !known || (value === null && judgement === "compat") || same(state, value);
  return fits ? state : undefined;
}

function show(value: Json): string {
  return JSON.stringify(value);
}
