/**
 * Finding the part that matters (Zeller and Hildebrandt 2002, "Simplifying and Isolating
 * Failure-Inducing Input"), as far as shrinking needs it. Pure.
 *
 * @module
 */

/**
 * Takes away as many of `items` as it can while `matters` holds for what is left: first large pieces,
 * then single ones. What is left is minimal: no single item of it can go.
 *
 * @param matters Whether these items, in their order, are still enough. It is asked at most some
 * n log n times in good cases and n^2 times in the worst.
 * @example
 * ```ts
 * import { minimal } from "./delta_debugging.ts";
 * console.log(minimal([1, 2, 3, 4, 5], (left) => left.includes(2) && left.includes(5))); // [ 2, 5 ]
 * ```
 */
export function minimal<T>(
  items: readonly T[],
  matters: (left: readonly T[]) => boolean,
): readonly T[] {
  const trials = minimizing(items);
  let next = trials.next();
  while (next.done !== true) next = trials.next(matters(next.value));
  return next.value;
}

/** {@linkcode minimal} where it takes a while to say what matters. */
export async function minimalLater<T>(
  items: readonly T[],
  matters: (left: readonly T[]) => Promise<boolean>,
): Promise<readonly T[]> {
  const trials = minimizing(items);
  let next = trials.next();
  while (next.done !== true) next = trials.next(await matters(next.value));
  return next.value;
}

/** Yields what to try and is told whether it is still enough; returns what is left. */
type Trials<T> = Generator<readonly T[], readonly T[], boolean>;

function* minimizing<T>(items: readonly T[]): Trials<T> {
  if (items.length === 0 || (yield [])) return [];
  let left = items;
  let piece = Math.ceil(left.length / 2);
  for (;;) {
    const before = left.length;
    left = yield* withoutPieces(left, piece);
    if (piece > 1) piece = Math.ceil(piece / 2);
    else if (left.length === before) return left;
  }
}

/** One pass: takes away each piece of this size that does not matter. */
function* withoutPieces<T>(items: readonly T[], piece: number): Trials<T> {
  let left = items;
  for (let start = 0; start < left.length;) {
    const rest = [...left.slice(0, start), ...left.slice(start + piece)];
    // All of it was tried before.
    if (rest.length > 0 && (yield rest)) left = rest;
    else start += piece;
  }
  return left;
}

/**
 * Numbers to try instead of `value`, smallest first: at and near `min`, then further and further
 * apart, and at last the one just below.
 */
export function smallerNumbers(value: number, min: number): number[] {
  const found: number[] = [];
  for (let step = 0; min + step < value - 1; step = step === 0 ? 1 : step * 2)
    found.push(min + step);
  if (value > min) found.push(value - 1);
  return found;
}
