/**
 * Contenders measured in turns, so that whatever else the machine does meets all of them alike.
 *
 * @module
 */
import { median, range } from "./statistics.ts";

/** One measurement of one contender; the unit is the benchmark's. */
export type Measure = () => number | Promise<number>;

/** What the rounds gave, by contender. */
export type Rounds<Name extends string> = Readonly<Record<Name, readonly number[]>>;

/**
 * Measures each contender once a round, in the same order; the first round warms up and does not
 * count.
 *
 * @param count Rounds that count.
 */
export async function inTurns<Name extends string>(
  count: number,
  contenders: Readonly<Record<Name, Measure>>,
): Promise<Rounds<Name>> {
  const names = Object.keys(contenders) as Name[];
  const samples = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<
    Name,
    number[]
  >;
  for (let round = 0; round <= count; round++) {
    for (const name of names) {
      const sample = await contenders[name]();
      if (round > 0) samples[name].push(sample);
    }
  }
  return samples;
}

/** Ours over the baseline, round by round: what drifts between rounds falls out. */
export function ratio(
  ours: readonly number[],
  baseline: readonly number[],
): { value: number; range: [number, number] } {
  const ratios = ours.map((sample, i) => sample / baseline[i]!);
  return { value: median(ratios), range: range(ratios) };
}
