/**
 * What replicas of kv_map tell each other besides entries, as bytes.
 *
 * ```text
 * standing   node, origins, each: name, seen, seen less collected, collected less cut
 * ```
 *
 * In this form nobody can say that more was collected than seen, or cut than collected.
 *
 * @module
 */
import { ByteReader, ByteWriter } from "./bytes.ts";
import { type VersionVector, versionOf } from "./version_vector.ts";

export interface KvStanding {
  /** Who tells it. */
  readonly node: string;
  /** What it has seen. */
  readonly seen: VersionVector;
  /** Up to where a write that is not held is taken for dead: see `KvMap.collected`. */
  readonly collected: VersionVector;
  /** Tombstones within it are of no use any more. */
  readonly cut: VersionVector;
}

/** Name and three numbers. */
const ORIGIN_BYTES_MIN = 4;

export function encodeStanding({ node, seen, collected, cut }: KvStanding): Uint8Array {
  const writer = new ByteWriter().text(node).number(seen.size);
  for (const origin of [...seen.keys()].sort()) {
    const [most, dead, least] = [seen, collected, cut].map((vector) => versionOf(vector, origin));
    writer
      .text(origin)
      .number(most!)
      .number(most! - dead!)
      .number(dead! - least!);
  }
  return writer.finish();
}

/** @returns `undefined` when `bytes` are not what {@linkcode encodeStanding} gives. */
export function decodeStanding(bytes: Uint8Array): KvStanding | undefined {
  const reader = new ByteReader(bytes);
  const node = reader.text();
  const [seen, collected, cut] = [0, 0, 0].map(() => new Map<string, number>());
  let last = "";
  for (let count = reader.count(ORIGIN_BYTES_MIN); count > 0 && reader.ok; count--) {
    const origin = reader.text();
    const most = reader.number();
    const dead = most - reader.number();
    const least = dead - reader.number();
    // Nobody has no name.
    if (origin <= last || most === 0 || least < 0) reader.fail();
    seen!.set(origin, most);
    if (dead > 0) collected!.set(origin, dead);
    if (least > 0) cut!.set(origin, least);
    last = origin;
  }
  if (!reader.end || node === "") return undefined;
  return { node, seen: seen!, collected: collected!, cut: cut! };
}
