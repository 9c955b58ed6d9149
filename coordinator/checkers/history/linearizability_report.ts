/**
 * What to tell people about a history that no order explains: which operation did not fit, what was
 * there instead, who had left that, and what it would have fitted after.
 *
 * @module
 */
import type { Json, Operation } from "./history.ts";
import { leadingTo } from "./linearizability_fit.ts";
import { IMPOSSIBLE, type Machine } from "./linearizability_model.ts";
import type { Found } from "./linearizability_search.ts";
import type { TimedAction } from "./linearizability_window.ts";

/** An operation of the history; find it by its events, counted from 0. */
export interface OperationNote {
  readonly process: number;
  readonly f: string;
  /** The argument with the result; the argument when nobody knows the result. */
  readonly value: Json;
  readonly invokedAt: number;
  /** Null when it may take effect, or have taken effect, at any later time. */
  readonly completedAt: number | null;
}

/** A state that was possible. */
export interface PossibleState {
  readonly state: Json;
  /** Who left it in one order that leads there; null when it is the initial one. */
  readonly leftBy: OperationNote | null;
}

/** Why a history cannot be linearized. */
export interface Nonlinearizable {
  /** The operation that no order has a place for. */
  readonly operation: OperationNote;
  /**
   * So many events of the history cannot be linearized, and one less can: as far as is known of
   * operations that are open then, with what came of them later.
   */
  readonly prefixEvents: number;
  /** The states that were possible when it had to take effect; the first 8. */
  readonly states: readonly PossibleState[];
  /** The last operation invoked before it completed that can leave a state in which it fits. */
  readonly fitsAfter: OperationNote | null;
  /** The first one invoked later: then it is a value from the future. */
  readonly fitsAfterLater: OperationNote | null;
  /** Other operations that were open and not yet in the longest order. */
  readonly open: readonly OperationNote[];
  /** How many operations the longest order has, and its last ones, in order. */
  readonly placed: number;
  readonly lastPlaced: readonly OperationNote[];
  /** All this in a sentence or three. */
  readonly explanation: string;
}

/** Operations of the longest order that are told of, and open ones: enough to see what went on. */
const NOTES_MAX = 16;

/** @param found How the search got stuck. */
export function reportOf(
  machine: Machine,
  operations: readonly Operation[],
  actions: readonly TimedAction[],
  { front = 0, longest, ends, isExhausted }: Found,
): Nonlinearizable {
  const note = (index: number) => noteOf(operations[index]!);
  const { completedAt } = actions[front]!;
  const states = ends.map(({ state, order }) => {
    const left = order.findLast((index) => machine.effectOf(actions[index]!.action) !== "none");
    return { state: machine.stateAt(state), leftBy: left === undefined ? null : note(left) };
  });
  const placed = new Set(longest.order);
  const open = [...operations.keys()].filter((index) => {
    const isOpen = actions[index]!.invokedAt < completedAt && index !== front;
    return isOpen && actions[index]!.completedAt > completedAt && !placed.has(index);
  });
  const leading = leadingTo(
    machine,
    actions.filter((_, index) => index !== front).map(({ action }) => action),
    actions[front]!.action,
  );
  const fitting = [...actions.keys()].filter(
    (index) => index !== front && leading?.has(actions[index]!.action),
  );
  const before = fitting.findLast((index) => actions[index]!.invokedAt < completedAt);
  const after = fitting.find((index) => actions[index]!.invokedAt > completedAt);
  const facts = {
    operation: note(front),
    prefixEvents: completedAt + 1,
    states,
    fitsAfter: before === undefined ? null : note(before),
    fitsAfterLater: after === undefined ? null : note(after),
    open: open.slice(-NOTES_MAX).map(note),
    placed: longest.order.length,
    lastPlaced: longest.order.slice(-NOTES_MAX).map(note),
  };
  const fitsAtFirst = machine.step(0, actions[front]!.action) !== IMPOSSIBLE;
  return { ...facts, explanation: explain(facts, isExhausted, leading !== undefined, fitsAtFirst) };
}

export function noteOf(operation: Operation): OperationNote {
  const { f, type, invokedAt } = operation;
  const begun = { process: operation.process, f, value: operation.argument, invokedAt };
  if (type !== "ok") return { ...begun, completedAt: null };
  return { ...begun, value: operation.value, completedAt: operation.completedAt };
}

/** `process 3's read 5 (events 40 to 42)`. */
export function nameOf(note: OperationNote): string {
  const { f, value, invokedAt, completedAt } = note;
  const events =
    completedAt === null
      ? `event ${invokedAt}, outcome unknown`
      : `events ${invokedAt} to ${completedAt}`;
  return `process ${note.process}'s ${f} ${JSON.stringify(value)} (${events})`;
}

type Facts = Omit<Nonlinearizable, "explanation">;

function explain(
  facts: Facts,
  isExhausted: boolean,
  isFitKnown: boolean,
  fitsAtFirst: boolean,
): string {
  const { operation, states, fitsAfter, fitsAfterLater } = facts;
  const there = states.map(({ state, leftBy }) => {
    return `${JSON.stringify(state)} (${leftBy === null ? "as at first" : `left by ${nameOf(leftBy)}`})`;
  });
  const orders = isExhausted
    ? "every order that fits until then has"
    : "orders that fit until then have";
  const what = `${nameOf(operation)} has no place: ${orders} ${there.join(" or ")} there.`;
  if (!isFitKnown) return what;
  if (fitsAfter !== null) {
    return `${what} The last that it could have followed is ${nameOf(fitsAfter)}.`;
  }
  if (fitsAtFirst) return `${what} It fits the state at first only.`;
  if (fitsAfterLater !== null) {
    return `${what} Nothing it could have followed had begun: ${nameOf(fitsAfterLater)} came later.`;
  }
  return `${what} Nothing in the history leaves what it needs.`;
}
