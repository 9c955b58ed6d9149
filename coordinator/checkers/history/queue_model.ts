/**
 * A queue, first in, first out: a model whose states are not single values.
 *
 * @module
 */
import type { Json } from "./history.ts";
import { same } from "./json_values.ts";
import type { Model } from "./linearizability_model.ts";

/**
 * A queue that is empty at first. Calls: `enqueue` with the value, `dequeue` with the value taken, null
 * when there was none.
 *
 * @example
 * ```ts
 * import { fifoQueue } from "./queue_model.ts";
 * console.log(fifoQueue().step([1, 2], { f: "dequeue", value: 1, known: true })); // [ 2 ]
 * ```
 */
export function fifoQueue(): Model<readonly Json[]> {
  return {
    name: "fifo-queue",
    init: [],
    outline: () => undefined,
    step(state, { f, value, known }) {
      if (f === "enqueue") return [...state, value];
      if (f !== "dequeue") {
        throw new RangeError(
          `cannot judge an operation as a queue has no such one: ${JSON.stringify(f)}`,
        );
      }
      const [first = null, ...rest] = state;
      return !known || same(first, value) ? rest : undefined;
    },
  };
}
