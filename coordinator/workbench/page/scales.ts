/**
 * Where values stand in a picture: the size of its plot, and axes upwards. What is drawn above the plot,
 * such as the lanes of faults, lies at negative heights.
 *
 * @module
 */
import { niceStep } from "./series.ts";

export const WIDTH = 960;
export const LEFT = 64;
export const RIGHT = 12;
export const TOP = 8;
/** Where the plot ends. */
export const PLOT_BOTTOM = 228;

/** Zero has no place on a logarithmic axis: it has a row of its own below, this far from the lowest power. */
const ZERO_ROW = 26;

/** With so few powers of ten, 2 and 5 times each are written, too. */
const DECADES_FEW = 2;

export interface Tick {
  readonly value: number;
  /** In the plot's own units, downwards. */
  readonly at: number;
}

export interface Scale {
  readonly place: (value: number) => number;
  readonly ticks: readonly Tick[];
}

/** Seconds since the start, to the right. */
export function xOf(atS: number, endS: number): number {
  return LEFT + (atS / Math.max(endS, 1e-9)) * (WIDTH - LEFT - RIGHT);
}

/** From 0 to the largest value or a little more. */
export function linearScale(values: readonly number[]): Scale {
  const step = niceStep(Math.max(largest(values), 1e-3) / 5);
  const top = Math.ceil(Math.max(largest(values), 1e-3) / step) * step;
  const place = (value: number): number => PLOT_BOTTOM - (value / top) * (PLOT_BOTTOM - TOP);
  return { place, ticks: ticksAt(range(0, top, step), place) };
}

/**
 * From one power of ten to another, as far as there are values. Zeros have a row of their own; without
 * zeros there is none.
 */
export function logScale(values: readonly number[]): Scale {
  const positive = values.filter((value) => value > 0);
  const hasZeros = positive.length < values.length;
  const bottom = hasZeros ? PLOT_BOTTOM - ZERO_ROW : PLOT_BOTTOM;
  const low = positive.length === 0 ? 0 : Math.floor(Math.log10(smallest(positive)));
  const high =
    positive.length === 0 ? 1 : Math.max(low + 1, Math.ceil(Math.log10(largest(positive))));
  const place = (value: number): number =>
    value > 0
      ? bottom - ((Math.log10(value) - low) / (high - low)) * (bottom - TOP)
      : PLOT_BOTTOM - ZERO_ROW / 3;
  const powers = range(low, high, 1).map((exponent) => 10 ** exponent);
  const steps =
    high - low > DECADES_FEW
      ? powers
      : powers.flatMap((power) =>
          [1, 2, 5].map((factor) => factor * power).filter((value) => value <= 10 ** high),
        );
  // Zeros alone need no powers of ten.
  const shown = hasZeros && positive.length === 0 ? [] : steps;
  return { place, ticks: ticksAt(hasZeros ? [0, ...shown] : shown, place) };
}

export function range(from: number, to: number, step: number): number[] {
  const count = Math.floor((to - from) / step + 1e-9);
  return Array.from({ length: count + 1 }, (_, i) => from + i * step);
}

function ticksAt(values: readonly number[], place: (value: number) => number): Tick[] {
  return values.map((value) => ({ value, at: place(value) }));
}

// Math.max takes its values as arguments, and there may be a million.
function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}

function smallest(values: readonly number[]): number {
  return values.reduce((least, value) => Math.min(least, value), Infinity);
}
