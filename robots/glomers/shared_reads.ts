/**
 * Reads that go together: whoever asks while one is under way waits for the next, which begins after he
 * has asked and so is fresh for him, too. At most one is under way and one waits, however many ask.
 *
 * @module
 */
export class SharedReads<T> {
  readonly #read: () => Promise<T>;
  #underWay: Promise<unknown> = Promise.resolve();
  #next: Promise<T> | undefined;

  constructor(read: () => Promise<T>) {
    this.#read = read;
  }

  /** What a read gives that begins now or later. Rejects as it does. */
  get(): Promise<T> {
    return (this.#next ??= this.#afterThatUnderWay());
  }

  async #afterThatUnderWay(): Promise<T> {
    // Whether it failed is the business of those who wait for it.
    await this.#underWay.catch(() => {});
    const reading = this.#read();
    this.#underWay = reading;
    this.#next = undefined;
    return reading;
  }
}
