/**
 * The form of an answer, as the workload prescribes it: these fields and no others, besides those that
 * every answer may have. Maelstrom's schemas are closed, too: an extra field is malformed.
 *
 * @module
 */
import type { Body } from "../../../robots/node/message.ts";
import type { Json } from "../../checkers/history/history.ts";
import { MalformedAnswer } from "../workload.ts";
import { quoted } from "./words.ts";

/** Where a value is not as it must be. */
export interface Misfit {
  /** From the value on: `.k[3]`; empty for the value itself. */
  readonly path: string;
  /** In words: `a whole number`. */
  readonly required: string;
  readonly given: unknown;
}

/** What a value must be. A shape of one's own is one function. */
export interface Shape<T extends Json = Json> {
  /** The first place that does not fit; nothing is made when all does. */
  misfit(value: unknown): Misfit | undefined;
  /** Never there: it tells the compiler what fits. */
  readonly fits?: T;
}

/** What fits a shape. */
export type Fitting<S extends Shape> = S extends Shape<infer T> ? T : never;

/** An answer that was checked. */
export type Checked<F extends Readonly<Record<string, Shape>>> = {
  readonly [field: string]: Json;
} & { readonly [K in keyof F]: Fitting<F[K]> };

/** A string. */
export const text: Shape<string> = must("a string", (value) => typeof value === "string");

/** A whole number. JSON does not tell 3 from 3.0, nor do we. */
export const whole: Shape<number> = must("a whole number", Number.isInteger);

/** Whatever JSON can say. */
export const anything: Shape = must("a value", (value) => value !== undefined);

/**
 * A list, however long. One without items may be null, as in Maelstrom's schemas: Go writes a slice so
 * that nothing was put into.
 */
export function list<T extends Json>(shape: Shape<T>): Shape<readonly T[] | null> {
  return {
    misfit(value) {
      if (value === null) return undefined;
      if (!Array.isArray(value)) return { path: "", required: "a list", given: value };
      const items: readonly unknown[] = value;
      for (let at = 0; at < items.length; at++) {
        const misfit = shape.misfit(items[at]);
        if (misfit !== undefined) return { ...misfit, path: `[${at}]${misfit.path}` };
      }
      return undefined;
    },
  };
}

/** An object with whatever keys. */
export function record<T extends Json>(shape: Shape<T>): Shape<{ readonly [key: string]: T }> {
  return {
    misfit(value) {
      if (typeof value !== "object" || value === null || Array.isArray(value))
        return { path: "", required: "an object", given: value };
      for (const [key, item] of Object.entries(value)) {
        const misfit = shape.misfit(item);
        if (misfit !== undefined) return { ...misfit, path: `${keyPath(key)}${misfit.path}` };
      }
      return undefined;
    },
  };
}

/** A list of exactly two. */
export function pair<A extends Json, B extends Json>(
  first: Shape<A>,
  second: Shape<B>,
): Shape<readonly [A, B]> {
  return {
    misfit(value) {
      if (!Array.isArray(value) || value.length !== 2)
        return { path: "", required: "a list of two", given: value };
      const [left, right]: readonly unknown[] = value;
      const misfit = first.misfit(left);
      if (misfit !== undefined) return { ...misfit, path: `[0]${misfit.path}` };
      const other = second.misfit(right);
      return other === undefined ? undefined : { ...other, path: `[1]${other.path}` };
    },
  };
}

/**
 * Checks an answer's type and fields.
 *
 * @returns The same answer, with what is now known of its fields.
 * @throws MalformedAnswer naming the field, what it must be and what came.
 *
 * @example
 * ```ts
 * import { checkAnswer, list, whole } from "./answer.ts";
 * const body = { type: "read_ok", in_reply_to: 7, messages: [1, 2] };
 * const { messages } = checkAnswer(body, "read_ok", { messages: list(whole) });
 * console.log(messages); // [ 1, 2 ]
 * ```
 */
export function checkAnswer<F extends Readonly<Record<string, Shape>>>(
  body: Body,
  type: string,
  fields: F,
): Checked<F> {
  if (body.type !== type) throw malformed("type must be", JSON.stringify(type), body.type);
  for (const field of Object.keys(body)) {
    const shape = COMMON.get(field) ?? (Object.hasOwn(fields, field) ? fields[field] : undefined);
    if (shape === undefined)
      throw malformed(`${type} must have`, `${fieldsOf(fields)} and no others`, field);
    const misfit = shape.misfit(body[field]);
    if (misfit === undefined) continue;
    throw malformed(`${field}${misfit.path} must be`, misfit.required, misfit.given);
  }
  for (const field of Object.keys(fields))
    if (!Object.hasOwn(body, field)) throw malformed(`${type} must have a field`, field, body);
  // Every field has been looked at.
  return body as unknown as Checked<F>;
}

/** What every answer may have. */
const COMMON = new Map<string, Shape>([
  ["type", text],
  ["msg_id", whole],
  ["in_reply_to", whole],
]);

function must<T extends Json>(required: string, is: (value: unknown) => boolean): Shape<T> {
  return {
    misfit: (value) => (is(value) ? undefined : { path: "", required, given: value }),
  };
}

function malformed(what: string, required: string, given: unknown): MalformedAnswer {
  return new MalformedAnswer(`cannot use the answer as ${what} ${required}: got ${quoted(given)}`);
}

function fieldsOf(fields: Readonly<Record<string, Shape>>): string {
  return [...COMMON.keys(), ...Object.keys(fields)].join(", ");
}

function keyPath(key: string): string {
  return /^[A-Za-z_][A-Za-z_0-9]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}
