/**
 * The options of a challenge's program, from what stands behind `--` on the command line.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { HelpWanted, OptionsError } from "../node/options_error.ts";

/** How the text of an option is read. */
export interface Option<T> {
  readonly otherwise: T;
  /** What it must be, in words: `a whole number from 0 to 9`. */
  readonly must: string;
  /** What it is for, in a line. */
  readonly what: string;
  /** `undefined` when the text is none. */
  readonly read: (text: string) => T | undefined;
}

type Options = Readonly<Record<string, Option<unknown>>>;

export type Values<O extends Options> = {
  readonly [Name in keyof O]: O[Name] extends Option<infer T> ? T : never;
};

/** A whole number of at least `min` and at most `max`. */
export function wholeNumber(
  otherwise: number,
  min: number,
  max: number,
  what = "",
): Option<number> {
  return {
    otherwise,
    must: `a whole number from ${min} to ${max}`,
    what,
    read: (text) => {
      const value = Number(text);
      const fits = /^\d+$/.test(text) && value >= min && value <= max;
      return fits ? value : undefined;
    },
  };
}

/** One of some words; the first when nobody says which. */
export function oneOf<const W extends string>(words: readonly [W, ...W[]], what = ""): Option<W> {
  return {
    otherwise: words[0],
    must: words.join(" or "),
    what,
    read: (text) => words.find((word) => word === text),
  };
}

/**
 * Reads options that each take a value: `--epoch-ms 470` or `--epoch-ms=470`.
 *
 * @throws OptionsError in one line when one is unknown or not what it must be, and HelpWanted for `--help`.
 *
 * @example
 * ```ts
 * import { optionsOf, wholeNumber } from "./options.ts";
 * const options = { "epoch-ms": wholeNumber(470, 0, 60_000, "between two epochs") };
 * console.log(optionsOf(["--epoch-ms", "100"], options)["epoch-ms"]); // 100
 * ```
 */
export function optionsOf<O extends Options>(args: readonly string[], options: O): Values<O> {
  if (args.includes("--help") || args.includes("-h")) throw new HelpWanted(helpOf(options));
  const texts = textsOf(args, options);
  const read = Object.entries(options).map(([name, { otherwise, must, read: valueOf }]) => {
    if (!texts.has(name)) return [name, otherwise] as const;
    const text = texts.get(name);
    const value = text === undefined ? undefined : valueOf(text);
    if (value === undefined)
      throw new OptionsError(
        `cannot use --${name} as it must be ${must}: got ${text === undefined ? "nothing" : shown(text)}`,
      );
    return [name, value] as const;
  });
  // Each value was read by the option of its name.
  return Object.fromEntries(read) as Values<O>;
}

/** What was given by name of the option, `undefined` for one at the end without a value. */
function textsOf(args: readonly string[], options: Options): Map<string, string | undefined> {
  const names = Object.keys(options);
  const { tokens } = parseArgs({
    // Whoever starts a node may have handed on the dashes that stand before its arguments.
    args: args[0] === "--" ? args.slice(1) : [...args],
    options: Object.fromEntries(names.map((name) => [name, { type: "string" as const }])),
    // What is wrong is told here, in a line of the same form for all.
    strict: false,
    tokens: true,
  });
  const texts = new Map<string, string | undefined>();
  for (const token of tokens) {
    if (token.kind === "option" && Object.hasOwn(options, token.name))
      texts.set(token.name, token.value);
    else throw unknown(args[token.index] ?? "", names);
  }
  return texts;
}

function unknown(got: string, names: readonly string[]): OptionsError {
  const known = names.map((name) => `--${name}`).join(" or ");
  const must = known === "" ? "the program has no options" : `an option must be ${known}`;
  return new OptionsError(`cannot use the arguments as ${must}: got ${shown(got)}`);
}

/** In a line, and with ends that can be seen if there could be a doubt. */
function shown(text: string): string {
  return /^[\w.,:=+-]+$/.test(text) ? text : JSON.stringify(text);
}

/** Two columns: the options, and what they are for, take and are when nobody says it. */
function helpOf(options: Options): string {
  const rows = Object.entries(options).map(([name, { what, must, otherwise, read }]) => {
    const taken = what === "" ? must : `${what}: ${must}`;
    // A default that cannot be given is one that the program chooses.
    const isPlain = read(String(otherwise)) !== undefined;
    return [`--${name} <value>`, isPlain ? `${taken} [${String(otherwise)}]` : taken] as const;
  });
  const all = [...rows, ["-h, --help", "says this"] as const];
  const width = Math.max(...all.map(([left]) => left.length));
  return all.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join("\n");
}
