/**
 * One entry of a Redis stream, as Redis gives it. There are a hundred thousand a second: what nobody
 * looks at is never made.
 *
 * @module
 */

const BODY = Buffer.from("body");

export class StreamEntry {
  /** `milliseconds-sequence`, given by Redis. */
  readonly id: string;
  readonly #namesAndValues: readonly Buffer[];

  /** @param namesAndValues The fields, each name before its value. */
  constructor(id: Buffer, namesAndValues: readonly Buffer[]) {
    this.id = id.toString("latin1");
    this.#namesAndValues = namesAndValues;
  }

  /** Every field by its name; of equal names the last counts. */
  get fields(): ReadonlyMap<string, Buffer> {
    const fields = new Map<string, Buffer>();
    const flat = this.#namesAndValues;
    for (let i = 0; i + 1 < flat.length; i += 2) fields.set(flat[i]!.toString(), flat[i + 1]!);
    return fields;
  }

  /** The field `body`. Robots put it last, so that the search ends at once. */
  get body(): Buffer | undefined {
    const flat = this.#namesAndValues;
    for (let i = flat.length - 2; i >= 0; i -= 2) {
      const name = flat[i]!;
      if (name.length === BODY.length && name.equals(BODY)) return flat[i + 1];
    }
    return undefined;
  }
}
