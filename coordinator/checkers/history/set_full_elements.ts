/**
 * The elements of a set and the reads that have or miss them, gathered for its checkers.
 *
 * @module
 */
import type { Json, Operation } from "./history.ts";
import { compareJson, identityOf, isList } from "./json_values.ts";

/** An element while its reads are gathered. */
export interface SetElement {
  readonly value: Json;
  readonly addedAt: number;
  knownAt: number;
  knownNs: number;
  lastPresent: SetRead | undefined;
  lastAbsent: SetRead | undefined;
  /** The last read in the gathering that has it. */
  stamp: number;
}

/** A successful read. */
export interface SetRead {
  readonly operation: Operation;
  readonly values: readonly Json[];
}

/** An element that stood in one read more than once: where that was worst. */
export interface DuplicatedElement {
  readonly element: Json;
  readonly count: number;
  readonly read: number;
}

/** @throws RangeError when it holds no list. */
export function readOf(operation: Operation): SetRead {
  const { value, completedAt } = operation;
  if (!isList(value))
    throw new RangeError(
      `cannot read the history as an ok read must hold a list: event ${completedAt}`,
    );
  return { operation, values: value };
}

/** In the order of their invocations. An element that is added again begins again, as in Jepsen. */
export function elementsOf(adds: readonly Operation[]): Map<number | string, SetElement> {
  const elements = new Map<number | string, SetElement>();
  for (const { argument, invokedAt } of adds) {
    const identity = identityOf(argument);
    elements.delete(identity);
    elements.set(identity, {
      value: argument,
      addedAt: invokedAt,
      knownAt: Infinity,
      knownNs: Infinity,
      lastPresent: undefined,
      lastAbsent: undefined,
      stamp: -1,
    });
  }
  for (const { type, argument, completedAt, completedNs } of adds) {
    const element = elements.get(identityOf(argument))!;
    if (type === "ok" && completedAt > element.addedAt) learn(element, completedAt, completedNs);
  }
  return elements;
}

function learn(element: SetElement, at: number, ns: number): void {
  if (at >= element.knownAt) return;
  element.knownAt = at;
  element.knownNs = ns;
}

/**
 * Goes through the reads, the last one first, so that the first answer for an element is the one that
 * counts. An element waits in a linked list until a read misses it: a read walks over no more than it
 * holds and what it takes out, and all reads together take no longer than reading them.
 */
export function gather(
  elements: Map<number | string, SetElement>,
  reads: readonly SetRead[],
): DuplicatedElement[] {
  const waiting = [...elements.values()];
  const next = waiting.map((_, at) => at + 1);
  let head = 0;
  const duplicates = new Map<number | string, DuplicatedElement>();
  for (const [turn, read] of reads.toReversed().entries()) {
    const { invokedAt, completedAt, completedNs } = read.operation;
    const strangers = new Set<number | string>();
    const counts = new Map<number | string, number>();
    for (const value of read.values) {
      const identity = identityOf(value);
      const element = elements.get(identity);
      let again: boolean;
      if (element !== undefined && element.addedAt < completedAt) {
        again = element.stamp === turn;
        element.stamp = turn;
        element.lastPresent ??= read;
        learn(element, completedAt, completedNs);
      } else {
        again = strangers.has(identity);
        strangers.add(identity);
      }
      if (!again) continue;
      const count = (counts.get(identity) ?? 1) + 1;
      counts.set(identity, count);
      if (count > (duplicates.get(identity)?.count ?? 1))
        duplicates.set(identity, { element: value, count, read: invokedAt });
    }
    let before = -1;
    for (let at = head; at < waiting.length; at = next[at]!) {
      const element = waiting[at]!;
      if (element.addedAt > completedAt) break;
      if (element.stamp === turn) {
        before = at;
        continue;
      }
      element.lastAbsent = read;
      if (before === -1) head = next[at]!;
      else next[before] = next[at]!;
    }
  }
  return [...duplicates.values()].toSorted((a, b) => compareJson(a.element, b.element));
}
