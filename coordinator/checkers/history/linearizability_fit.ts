/**
 * Whether an operation could fit at all, whatever the order.
 *
 * @module
 */
import { ANY, IMPOSSIBLE, type Machine, UNKNOWN } from "./linearizability_model.ts";
import type { TimedAction } from "./linearizability_window.ts";

/** Steps of actions without an outline that are tried. Beyond that nothing is said. */
const FIT_STEPS_MAX = 100_000;

/** States in which those are tried: those of a queue become longer and longer. */
const FIT_STATES_MAX = 1_000;

/**
 * Those of `actions` that leave, in some state that can be reached by them, a state in which `wanted`
 * fits, as if each could happen at any time and again and again. Undefined when there is too much to try.
 */
export function leadingTo(
  machine: Machine,
  actions: Iterable<number>,
  wanted: number,
): Set<number> | undefined {
  const reached = new Set([0]);
  const leading = new Set<number>();
  const take = (state: number, action: number): void => {
    const next = machine.step(state, action);
    if (next === IMPOSSIBLE) return;
    if (machine.step(next, wanted) !== IMPOSSIBLE) leading.add(action);
    reached.add(next);
  };
  /** Actions by the one state that they fit; and those of which that is unknown. */
  const fitting = new Map<number, number[]>();
  const unknown: number[] = [];
  for (const action of new Set(actions)) {
    const needs = machine.needsOf(action);
    if (machine.effectOf(action) === "none") continue;
    if (needs === UNKNOWN) unknown.push(action);
    else if (needs === ANY) take(0, action);
    else listAt(fitting, needs).push(action);
  }
  let steps = 0;
  for (const state of reached) {
    for (const action of fitting.get(state) ?? []) take(state, action);
    steps += unknown.length;
    if (steps > FIT_STEPS_MAX || (unknown.length > 0 && reached.size > FIT_STATES_MAX)) {
      return undefined;
    }
    for (const action of unknown) take(state, action);
  }
  return leading;
}

/**
 * Whether nothing can come before `front` that leaves a state in which it fits, so that it needs no
 * search to say that no order passes it: whatever could was invoked too late, or else has certainly been
 * followed by something else that took effect before `front` began.
 */
export function isHopeless(
  machine: Machine,
  actions: readonly TimedAction[],
  front: TimedAction,
): boolean {
  let lastAt = -Infinity;
  const inTime: TimedAction[] = [];
  for (const one of actions) {
    if (one === front || one.invokedAt > front.completedAt) continue;
    if (machine.effectOf(one.action) === "none") continue;
    inTime.push(one);
    if (one.completedAt < front.invokedAt) lastAt = Math.max(lastAt, one.invokedAt);
  }
  if (lastAt === -Infinity && machine.step(0, front.action) !== IMPOSSIBLE) return false;
  const leading = leadingTo(
    machine,
    inTime.map(({ action }) => action),
    front.action,
  );
  if (leading === undefined) return false;
  return !inTime.some(({ action, completedAt }) => completedAt > lastAt && leading.has(action));
}

/** The list at `key`, a new one if there was none. */
export function listAt<Key>(lists: Map<Key, number[]>, key: Key): number[] {
  const known = lists.get(key);
  if (known !== undefined) return known;
  const list: number[] = [];
  lists.set(key, list);
  return list;
}
