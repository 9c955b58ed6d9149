/**
 * Whether an operation could fit at all, whatever the order.
 *
 * @module
 */
import { IMPOSSIBLE, type Machine } from "./linearizability_model.ts";

/** Steps that are tried: a register of a hundred values and some more. Beyond that nothing is said. */
const FIT_STEPS_MAX = 100_000;

/** States that updates may add on the way: those of a queue become longer and longer. */
const FIT_STATES_MAX = 1_000;

/**
 * Those of `actions` that leave, in some state that can be or has been reached, a state in which `wanted`
 * fits, as if each could happen at any time and again and again. Undefined when there is too much to try.
 */
export function leadingTo(
  machine: Machine,
  actions: Iterable<number>,
  wanted: number,
): Set<number> | undefined {
  const changing = [...new Set(actions)].filter((action) => machine.effectOf(action) !== "none");
  const leading = new Set<number>();
  let steps = 0;
  let added = 0;
  for (let state = 0; state < machine.states; state++) {
    for (const action of changing) {
      const isOverwrite = machine.effectOf(action) === "overwrite";
      if (state > 0 && isOverwrite) continue;
      if (++steps > FIT_STEPS_MAX || added > FIT_STATES_MAX) return undefined;
      const before = machine.states;
      const next = machine.step(state, action);
      if (next !== IMPOSSIBLE && machine.step(next, wanted) !== IMPOSSIBLE) leading.add(action);
      if (!isOverwrite) added += machine.states - before;
    }
  }
  return leading;
}
