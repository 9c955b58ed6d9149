/**
 * Actions by time: a binary heap. Those due at the same time come in the order in which they were added.
 *
 * @module
 */
import type { Cancel } from "./clock.ts";

interface Due {
  readonly dueNs: number;
  /** Order among those due at the same time. */
  readonly order: number;
  /** Absent when it was taken back. */
  action: (() => void) | undefined;
}

export class Agenda {
  readonly #heap: Due[] = [];
  #added = 0;
  #size = 0;

  /** Actions that wait. */
  get size(): number {
    return this.#size;
  }

  /** When the first one is due; Infinity when none waits. */
  get nextNs(): number {
    while (this.#heap.length > 0 && this.#heap[0]!.action === undefined) pop(this.#heap);
    return this.#heap[0]?.dueNs ?? Infinity;
  }

  add(dueNs: number, action: () => void): Cancel {
    const due: Due = { dueNs, order: this.#added++, action };
    push(this.#heap, due);
    this.#size += 1;
    return () => {
      if (due.action === undefined) return;
      due.action = undefined;
      this.#size -= 1;
    };
  }

  /** Takes out the first action that is due by then. */
  take(nowNs: number): (() => void) | undefined {
    if (this.nextNs > nowNs || this.#size === 0) return undefined;
    const due = pop(this.#heap)!;
    const { action } = due;
    due.action = undefined;
    this.#size -= 1;
    return action;
  }

  clear(): void {
    for (const due of this.#heap) due.action = undefined;
    this.#heap.length = 0;
    this.#size = 0;
  }
}

function isBefore(a: Due, b: Due): boolean {
  return a.dueNs === b.dueNs ? a.order < b.order : a.dueNs < b.dueNs;
}

/** Each is before those at twice its place and one, and at twice its place and two. */
function push(heap: Due[], due: Due): void {
  let place = heap.push(due) - 1;
  while (place > 0) {
    const above = (place - 1) >> 1;
    if (!isBefore(due, heap[above]!)) break;
    heap[place] = heap[above]!;
    place = above;
  }
  heap[place] = due;
}

function pop(heap: Due[]): Due | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (first === undefined || last === undefined || heap.length === 0) return first;
  let place = 0;
  for (;;) {
    let below = 2 * place + 1;
    if (below >= heap.length) break;
    if (below + 1 < heap.length && isBefore(heap[below + 1]!, heap[below]!)) below += 1;
    if (!isBefore(heap[below]!, last)) break;
    heap[place] = heap[below]!;
    place = below;
  }
  heap[place] = last;
  return first;
}
