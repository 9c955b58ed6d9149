/**
 * Values of histories: which are equal, which comes first, and what they are.
 *
 * @module
 */
import type { Json } from "./history.ts";

/**
 * A key for a map: equal for equal values, whatever the order of an object's keys, and for no others.
 *
 * @example
 * ```ts
 * import { identityOf } from "./json_values.ts";
 * console.log(identityOf({ b: 1, a: [2] }), identityOf(7), identityOf("7")); // {"a":[2],"b":1} 7 "7"
 * ```
 */
export function identityOf(value: Json): number | string {
  // Numbers stay what they are: most histories hold nothing else, and no string looks like one.
  return typeof value === "number" ? value : canonical(value);
}

/**
 * Below 0 when `a` comes first. Kinds in the order null, booleans, numbers, strings, lists, objects;
 * short lists before long ones, as Clojure has it.
 */
export function compareJson(a: Json, b: Json): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  const kinds = kindOf(a) - kindOf(b);
  if (kinds !== 0) return kinds;
  if (isList(a) && isList(b)) {
    if (a.length !== b.length) return a.length - b.length;
    for (const [at, item] of a.entries()) {
      const order = compareJson(item, b[at]!);
      if (order !== 0) return order;
    }
    return 0;
  }
  const [left, right] =
    typeof a === "string" && typeof b === "string" ? [a, b] : [canonical(a), canonical(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Whether a value is a list. The compiler does not follow `Array.isArray` for read-only lists. */
export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** Whether a value is an object with keys. */
export function isRecord(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !isList(value);
}

/** JSON text that is equal for equal values: the keys of objects are in order. */
export function canonical(value: Json): string {
  if (isList(value)) return `[${value.map(canonical).join(",")}]`;
  if (!isRecord(value)) return JSON.stringify(value);
  const fields = Object.keys(value)
    .toSorted()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key]!)}`);
  return `{${fields.join(",")}}`;
}

function kindOf(value: Json): number {
  if (value === null) return 0;
  if (isList(value)) return 4;
  return ["boolean", "number", "string"].indexOf(typeof value) + 1 || 5;
}

/** Whether two values are equal as JSON. */
export function same(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object") return false;
  return canonical(a) === canonical(b);
}
