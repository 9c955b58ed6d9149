/**
 * The options of a challenge's program, from what stands behind `--` on the command line.
 *
 * @module
 */
import { parseArgs } from "node:util";

/** How the text of an option is read. */
export interface Option<T> {
  readonly otherwise: T;
  /** What it must be, in words: `a whole number from 0 to 9`. */
  readonly must: string;
  /** `undefined` when the text is none. */
  readonly read: (text: string) => T | undefined;
}

type Options = Readonly<Record<string, Option<unknown>>>;

export type Values<O extends Options> = {
  readonly [Name in keyof O]: O[Name] extends Option<infer T> ? T : never;
};

/** A whole number of at least `min` and at most `max`. */
export function wholeNumber(otherwise: number, min: number, max: number): Option<number> {
  return {
    otherwise,
    must: `a whole number from ${min} to ${max}`,
    read: (text) => {
      const value = Number(text);
      const fits = /^\d+$/.test(text) && value >= min && value <= max;
      return fits ? value : undefined;
    },
  };
}

/** One of some words; the first when nobody says which. */
export function oneOf<const W extends string>(words: readonly [W, ...W[]]): Option<W> {
  return {
    otherwise: words[0],
    must: words.join(" or "),
    read: (text) => words.find((word) => word === text),
  };
}

/**
 * Reads options that each take a value: `--epoch-ms 470` or `--epoch-ms=470`.
 *
 * @throws Error in one line when one is unknown or not what it must be.
 *
 * @example
 * ```ts
 * import { optionsOf, wholeNumber } from "./options.ts";
 * const options = { "epoch-ms": wholeNumber(470, 0, 60_000) };
 * console.log(optionsOf(["--epoch-ms", "100"], options)["epoch-ms"]); // 100
 * ```
 */
export function optionsOf<O extends Options>(args: readonly string[], options: O): Values<O> {
  const names = Object.keys(options);
  const { values } = parseArgs({
    // Whoever starts a node may have handed on the dashes that stand before its arguments.
    args: args[0] === "--" ? args.slice(1) : [...args],
    options: Object.fromEntries(names.map((name) => [name, { type: "string" as const }])),
  });
  const read = names.map((name) => {
    const { otherwise, must, read: valueOf } = options[name]!;
    const text = values[name];
    if (text === undefined) return [name, otherwise] as const;
    const value = valueOf(text);
    if (value === undefined)
      throw new Error(`cannot use --${name} as it must be ${must}: got ${text}`);
    return [name, value] as const;
  });
  // Each value was read by the option of its name.
  return Object.fromEntries(read) as Values<O>;
}
