/**
 * Figures from noisy samples: the machine has two cores and other guests, so that single runs say
 * little.
 *
 * @module
 */

/** The value below which the share `p` of the samples lies; NaN of none. */
export function quantile(samples: readonly number[], p: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] ?? Number.NaN;
}

export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5);
}

/** Lowest and highest. */
export function range(samples: readonly number[]): [number, number] {
  return [Math.min(...samples), Math.max(...samples)];
}

export function mean(samples: readonly number[]): number {
  return samples.reduce((sum, sample) => sum + sample, 0) / samples.length;
}

/** Root of the mean squared distance from the mean. */
export function standardDeviation(samples: readonly number[]): number {
  const centre = mean(samples);
  return Math.sqrt(mean(samples.map((sample) => (sample - centre) ** 2)));
}
