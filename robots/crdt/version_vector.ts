/**
 * Version vectors: the summary a replica gossips so that peers send only what it lacks.
 *
 * Maps each origin to a number up to which everything of it was seen. Vectors form a
 * join-semilattice under {@linkcode mergeVersions}: they may arrive late, twice or out of order. Not to be
 * confused with a vector clock, which stamps one value (vector_clock.ts).
 *
 * @module
 */
import type { ByteReader, ByteWriter } from "./bytes.ts";

/** Highest version seen, by origin; an absent origin counts as 0, and 0 is never written. */
export type VersionVector = ReadonlyMap<string, number>;

/** How two vectors stand to each other. */
export type VectorOrder = "equal" | "before" | "after" | "concurrent";

/** The version of `origin` in `vector`. */
export function versionOf(vector: VersionVector, origin: string): number {
  return vector.get(origin) ?? 0;
}

/** The least vector that dominates both, in O(|a| + |b|). Neither is modified. */
export function mergeVersions(a: VersionVector, b: VersionVector): VersionVector {
  const merged = new Map(a);
  for (const [origin, version] of b) {
    if (version > versionOf(merged, origin)) merged.set(origin, version);
  }
  return merged;
}

/** The greatest vector that both dominate: what everybody has seen. */
export function meetVersions(a: VersionVector, b: VersionVector): VersionVector {
  const met = new Map<string, number>();
  for (const [origin, version] of a) {
    const least = Math.min(version, versionOf(b, origin));
    if (least > 0) met.set(origin, least);
  }
  return met;
}

/** How `a` stands to `b`: `before` means that `b` has seen all that `a` has, and more. */
export function compareVersions(a: VersionVector, b: VersionVector): VectorOrder {
  const more = exceedsVersions(a, b);
  const less = exceedsVersions(b, a);
  if (more && less) return "concurrent";
  if (more) return "after";
  return less ? "before" : "equal";
}

/** Whether `a` has seen something that `b` has not. */
export function exceedsVersions(a: VersionVector, b: VersionVector): boolean {
  for (const [origin, version] of a) if (version > versionOf(b, origin)) return true;
  return false;
}

/** Appends `vector`: how many origins, then each with its version, by ascending origin. */
export function writeVersions(writer: ByteWriter, vector: VersionVector): void {
  const origins = [...vector.keys()].filter((origin) => versionOf(vector, origin) > 0).sort();
  writer.number(origins.length);
  for (const origin of origins) writer.text(origin).number(versionOf(vector, origin));
}

/** Reads what {@linkcode writeVersions} wrote; anything else makes `reader` fail. */
export function readVersions(reader: ByteReader): VersionVector {
  const vector = new Map<string, number>();
  let last: string | undefined;
  for (let count = reader.count(2); count > 0 && reader.ok; count--) {
    const origin = reader.text();
    const version = reader.number();
    if ((last !== undefined && origin <= last) || version === 0) reader.fail();
    vector.set(origin, version);
    last = origin;
  }
  return vector;
}
