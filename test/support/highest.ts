/**
 * The smallest type whose entries replace each other and go away again: the highest number of each
 * key.
 *
 * @module
 */
import type { ByteReader, ByteWriter } from "../../robots/crdt/bytes.ts";
import { EntryMap, type Joined } from "../../robots/crdt/entry_map.ts";

export class Highest extends EntryMap<number> {
  raise(key: string, value = 0): void {
    this.put(key, value);
  }

  /** Forgets a key, as a type does that collects tombstones. */
  forget(key: string): void {
    this.drop(key);
  }

  protected override joinValues(mine: number | undefined, theirs: number): Joined<number> {
    return { value: mine === undefined || theirs > mine ? theirs : mine };
  }

  protected override writeValue(writer: ByteWriter, value: number): void {
    writer.number(value);
  }

  protected override readValue(reader: ByteReader): number {
    return reader.number();
  }
}
