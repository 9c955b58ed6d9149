/**
 * The part of the run that is looked at, in seconds since its start. The diagram and the timeline share one.
 *
 * @module
 */

/** Times are kept in microseconds. */
const WIDTH_S_MIN = 20e-6;

export class View {
  readonly endS: number;
  readonly #changed: (() => void)[] = [];
  #fromS = 0;
  #toS: number;

  constructor(endS: number) {
    this.endS = Math.max(endS, WIDTH_S_MIN);
    this.#toS = this.endS;
  }

  get fromS(): number {
    return this.#fromS;
  }

  get toS(): number {
    return this.#toS;
  }

  get widthS(): number {
    return this.#toS - this.#fromS;
  }

  onChange(changed: () => void): void {
    this.#changed.push(changed);
  }

  /** Shows this part, moved and cut so that it lies within the run. */
  show(fromS: number, toS: number): void {
    const widthS = Math.min(this.endS, Math.max(WIDTH_S_MIN, toS - fromS));
    this.#fromS = Math.max(0, Math.min(fromS, this.endS - widthS));
    this.#toS = this.#fromS + widthS;
    for (const changed of this.#changed) changed();
  }

  /** The same width around a moment. */
  center(atS: number): void {
    this.show(atS - this.widthS / 2, atS + this.widthS / 2);
  }

  /** Moves by a share of the width. */
  pan(share: number): void {
    this.show(this.#fromS + share * this.widthS, this.#toS + share * this.widthS);
  }

  /** Makes it `factor` times as wide; what is at `share` of the width stays where it is. */
  zoom(factor: number, share = 0.5): void {
    const atS = this.#fromS + share * this.widthS;
    const widthS = Math.max(WIDTH_S_MIN, this.widthS * factor);
    this.show(atS - share * widthS, atS + (1 - share) * widthS);
  }
}

/** Round moments in a view, about `count` of them. */
export function ticks(fromS: number, toS: number, count: number): number[] {
  const least = (toS - fromS) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(least));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= least) ?? least;
  const first = Math.ceil(fromS / step);
  const last = Math.floor(toS / step);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => (first + i) * step);
}

/** A moment as exactly as a view of this width needs it. */
export function moment(atS: number, widthS: number): string {
  const digits = Math.max(0, Math.min(6, Math.ceil(-Math.log10(widthS)) + 2));
  return atS.toFixed(digits);
}
