/**
 * A running hash of everything that happens in a simulated run. Two runs with equal hashes took the
 * same steps; it guards against accidents, not against forgers.
 *
 * @module
 */

/** 64 bits in two lanes. */
export class TraceHash {
  #low = 0x2545f491;
  #high = 0x6c8e9cf5;

  /** Takes in three 32-bit integers. */
  add(a: number, b: number, c: number): void {
    let low = Math.imul(this.#low ^ a, 0x85ebca6b);
    let high = Math.imul(this.#high ^ b, 0xc2b2ae35);
    low = (low ^ (low >>> 15)) + c;
    high = (high ^ (high >>> 13)) + low;
    this.#low = Math.imul(low, 0x27d4eb2f) ^ (high >>> 16);
    this.#high = Math.imul(high, 0x165667b1) ^ (low >>> 17);
  }

  /** 16 hexadecimal digits. */
  get text(): string {
    return hex(this.#high) + hex(this.#low);
  }
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, "0");
}
