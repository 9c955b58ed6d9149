/**
 * What set-full does not see: elements twice in one read, elements that nobody added, a client that is
 * shown an element and then not, and final reads that miss one.
 *
 * It takes for granted that a process talks to one node only, as in Maelstrom: what one node does not
 * show yet is no fault, what it no longer shows is one.
 *
 * @module
 */
import type { Json, Operation } from "./history.ts";
import type { DuplicatedElement, SetElement, SetRead } from "./set_full_elements.ts";
import { identityOf } from "./json_values.ts";

/** Elements shown for each kind of breach. All are counted. */
export const BREACHES_SHOWN_MAX = 32;

/**
 * - `duplicated`: an element stands more than once in one read.
 * - `phantom`: a read holds an element that nobody had begun to add.
 * - `failed-yet-read`: an element is read although every node that was to add it refused.
 * - `forgotten`: a process reads an element, and in a later read it is gone.
 * - `missing-at-the-end`: an element was known before a final read began, and that does not have it.
 */
export type SetBreachKind =
  | "duplicated"
  | "phantom"
  | "failed-yet-read"
  | "forgotten"
  | "missing-at-the-end";

export interface SetBreach {
  readonly kind: SetBreachKind;
  /** How many elements. */
  readonly count: number;
  /** Element, and where the first read that shows the breach was invoked. */
  readonly shown: readonly { readonly element: Json; readonly read: number }[];
}

/** What the gathering has found out. */
export interface SetBooks {
  readonly adds: readonly Operation[];
  /** In the order of invocations. */
  readonly reads: readonly SetRead[];
  readonly elements: ReadonlyMap<number | string, SetElement>;
  readonly duplicated: readonly DuplicatedElement[];
}

/** All breaches, one entry for each kind that was found. */
export function setBreaches({ adds, reads, elements, duplicated }: SetBooks): SetBreach[] {
  const found = new Map<SetBreachKind, Map<number | string, { element: Json; read: number }>>();
  const add = (kind: SetBreachKind, element: Json, read: number) => {
    const identity = identityOf(element);
    const group = found.get(kind) ?? new Map<number | string, { element: Json; read: number }>();
    if (!group.has(identity)) group.set(identity, { element, read });
    found.set(kind, group);
  };
  for (const { element, read } of duplicated) add("duplicated", element, read);

  /** When it was first to be added, and whether every try has failed. */
  const tries = new Map<number | string, { readonly begunAt: number; failed: boolean }>();
  for (const { argument, invokedAt, type } of adds) {
    const identity = identityOf(argument);
    const of = tries.get(identity) ?? { begunAt: invokedAt, failed: true };
    of.failed &&= type === "fail";
    tries.set(identity, of);
  }
  const known = [...elements].toSorted(([, a], [, b]) => a.knownAt - b.knownAt);
  /** What a process read last: whatever it read before and is not in there has been reported. */
  const lastOf = new Map<number, readonly Json[]>();
  for (const { operation, values } of reads) {
    const { process: client, invokedAt, completedAt, final } = operation;
    const held = new Set<number | string>();
    for (const value of values) {
      const identity = identityOf(value);
      held.add(identity);
      const tried = tries.get(identity);
      if (tried === undefined || tried.begunAt > completedAt) add("phantom", value, invokedAt);
      else if (tried.failed) add("failed-yet-read", value, invokedAt);
    }
    for (const value of lastOf.get(client) ?? []) {
      const identity = identityOf(value);
      // What should not have been there may go.
      if (!held.has(identity) && tries.get(identity)?.failed === false)
        add("forgotten", value, invokedAt);
    }
    lastOf.set(client, values);
    if (!final) continue;
    for (const [identity, { value, knownAt }] of known) {
      if (knownAt > invokedAt) break;
      if (!held.has(identity)) add("missing-at-the-end", value, invokedAt);
    }
  }
  return [...found].map(([kind, group]) => ({
    kind,
    count: group.size,
    shown: [...group.values()].slice(0, BREACHES_SHOWN_MAX),
  }));
}
