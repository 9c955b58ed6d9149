/**
 * Registers: one value that is read, written, and changed when it is what one expects (`cas`), as a key
 * of lin-kv is.
 *
 * @module
 */
import type { Json, Judgement } from "./history.ts";
import { isList, same } from "./json_values.ts";
import type { Call, Model, Outline } from "./linearizability_model.ts";

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
  return modelOf("cas-register", (call) => {
    if (call.f !== "cas") return outlineOf(call, judgement);
    const { value } = call;
    if (!isList(value) || value.length !== 2) {
      throw new RangeError(`cannot judge cas as it must have [from, to]: got ${show(value)}`);
    }
    return { needs: value[0]!, leaves: value[1]! };
  });
}

/** A register with `read` and `write` alone; for the rest see {@linkcode casRegister}. */
export function register(judgement: Judgement = "compat"): Model {
  return modelOf("register", (call) => outlineOf(call, judgement));
}

/** Whatever a register does has an outline. */
function modelOf(name: string, outline: (call: Call) => Outline): Model {
  return {
    name,
    init: null,
    outline,
    step(state, call) {
      const { needs, leaves = state } = outline(call);
      return needs === undefined || same(state, needs) ? leaves : undefined;
    },
  };
}

function outlineOf({ f, value, known }: Call, judgement: Judgement): Outline {
  if (f === "write") return { leaves: value };
  if (f !== "read") {
    throw new RangeError(`cannot judge an operation as a register has no such one: ${show(f)}`);
  }
  const fitsAny = !known || (value === null && judgement === "compat");
  return fitsAny ? {} : { needs: value };
}

function show(value: Json): string {
  return JSON.stringify(value);
}
