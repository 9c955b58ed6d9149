/**
 * What somebody expects of a run besides that it is right: `servers.msgs-per-op<30,p50<400`. Part of
 * the verdict.
 *
 * @module
 */
import { UserError } from "../user_error.ts";

export type Comparison = "<" | "<=" | ">" | ">=" | "=";

/** One comparison. */
export interface Expectation {
  /** Such as `servers.msgs-per-op`, `p50`, `max`, `availability`. */
  readonly metric: string;
  readonly comparison: Comparison;
  readonly bound: number;
}

/** What came of an expectation. */
export interface ExpectationResult {
  readonly expectation: Expectation;
  readonly met: boolean;
  /** Undefined when the run has no such figure: then it is not met. */
  readonly actual: number | undefined;
}

/** The figure of a name; undefined when the run has none. */
export type Metrics = (metric: string) => number | undefined;

export const SIDES = ["servers", "clients", "all"] as const;
export const NET_FIGURES = ["msgs-per-op", "msg-count", "send-count", "recv-count"] as const;

/** Names of quantiles, and what results call them. */
export const POINTS = {
  p0: "0",
  p50: "0.5",
  median: "0.5",
  p95: "0.95",
  p99: "0.99",
  p100: "1",
  max: "1",
} as const;

/**
 * All names besides `workload.COUNT`, which is any number in the workload's results.
 *
 * - `p50`, `max` and so on: stable latencies in ms, which broadcast and g-set have;
 * - `latency.p50`: from invocation to completion in ms, whatever the completion;
 * - `rate`: operations that succeeded a second, before the final ones.
 */
export const METRICS: readonly string[] = [
  ...SIDES.flatMap((side) => NET_FIGURES.map((figure) => `${side}.${figure}`)),
  ...Object.keys(POINTS),
  ...Object.keys(POINTS).map((point) => `latency.${point}`),
  "availability",
  "ok-count",
  "rate",
];

/** How `workload.COUNT` begins. */
export const WORKLOAD = "workload.";

/**
 * Reads comparisons, separated by commas.
 *
 * @throws UserError when one cannot be read, or its metric is unknown.
 *
 * @example
 * ```ts
 * import { parseExpectations } from "./expectation.ts";
 * console.log(parseExpectations("p50<400")); // [ { metric: 'p50', comparison: '<', bound: 400 } ]
 * ```
 */
export function parseExpectations(text: string): Expectation[] {
  return text.split(",").map((part) => parseOne(part.trim()));
}

/** Holds expectations to a run's figures. */
export function evaluate(
  expectations: readonly Expectation[],
  metrics: Metrics,
): ExpectationResult[] {
  return expectations.map((expectation) => {
    const { metric, comparison, bound } = expectation;
    const actual = metrics(metric);
    return { expectation, actual, met: actual !== undefined && HOLDS[comparison](actual, bound) };
  });
}

/** `p50 < 400`. */
export function toldExpectation({ metric, comparison, bound }: Expectation): string {
  return `${metric} ${comparison} ${bound}`;
}

/** Longer ones first: `<=` begins with `<`. */
const FORM = /^([\w.-]+?)\s*(<=|>=|<|>|=)\s*(-?\d+(?:\.\d+)?)$/;

const FIGURE_OF_WORKLOAD = /^workload\.[\w-]+$/;

/** What an error quotes of the text at most. */
const QUOTED_MAX = 60;

function parseOne(part: string): Expectation {
  const [, metric, comparison, bound] = FORM.exec(part) ?? [];
  if (metric === undefined || !isComparison(comparison))
    throw misread("each must be a metric, one of < <= > >= = and a number", part);
  if (!METRICS.includes(metric) && !FIGURE_OF_WORKLOAD.test(metric))
    throw misread(`a metric must be one of ${METRICS.join(" ")} workload.COUNT`, metric);
  return { metric, comparison, bound: Number(bound) };
}

function misread(rule: string, given: string): UserError {
  const quoted = JSON.stringify(given.slice(0, QUOTED_MAX));
  return new UserError(`cannot read the expectations as ${rule}: got ${quoted}`, 2);
}

function isComparison(text: string | undefined): text is Comparison {
  return text !== undefined && Object.hasOwn(HOLDS, text);
}

const HOLDS: Readonly<Record<Comparison, (actual: number, bound: number) => boolean>> = {
  "<": (actual, bound) => actual < bound,
  "<=": (actual, bound) => actual <= bound,
  ">": (actual, bound) => actual > bound,
  ">=": (actual, bound) => actual >= bound,
  "=": (actual, bound) => actual === bound,
};
