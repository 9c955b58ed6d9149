/**
 * What a benchmark is: figures of ours beside a baseline that was measured in the same run.
 *
 * @module
 */

/** What every benchmark gets to work with. */
export interface BenchContext {
  /** A private Redis, for this bench alone. */
  readonly redisUrl: string;
  /** The process of that Redis, so that its CPU can be counted. */
  readonly redisPid: number;
  /** Fewer and shorter rounds: to see that everything works, not for quoting. */
  readonly quick: boolean;
  /** Told of each step, for people who wait. */
  readonly progress: (step: string) => void;
}

/** One benchmark: a name to ask for it by, and its measurement. */
export interface Benchmark {
  readonly name: string;
  /** One line for `--help`. */
  readonly about: string;
  run(context: BenchContext): Promise<Row[]>;
}

/** A limit to reach, of {@linkcode Row.value}. */
export interface Mark {
  readonly sense: "at least" | "at most";
  readonly limit: number;
}

/** One line of the report. */
export interface Row {
  readonly what: string;
  /** Our figure, with its unit. */
  readonly ours: string;
  /** The figure that it is held against, with its unit; empty when there is none. */
  readonly baseline: string;
  /** What the mark is about: most often ours over the baseline. */
  readonly value: number;
  /** How the value is written: `0.91x`, `3 %`. @default "x" */
  readonly unit?:
    | "x"
    | "%"
    | "GB"
    | "bytes"
    | "s"
    | "ms"
    | "round trips"
    | "M/s"
    | "seeds/min"
    | "thousand/s";
  /** Lowest and highest value of the rounds, where there are several. */
  readonly range?: readonly [number, number];
  /** Absent for figures that only inform. */
  readonly mark?: Mark;
}

/** Whether the mark of `row` is reached; `undefined` when it has none. */
export function isReached({ value, mark }: Row): boolean | undefined {
  if (mark === undefined) return undefined;
  return mark.sense === "at least" ? value >= mark.limit : value <= mark.limit;
}

/** A mark that is reached from `limit` upwards. */
export function atLeast(limit: number): Mark {
  return { sense: "at least", limit };
}

/** A mark that is reached from `limit` downwards. */
export function atMost(limit: number): Mark {
  return { sense: "at most", limit };
}
