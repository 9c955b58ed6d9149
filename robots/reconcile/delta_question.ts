/**
 * What a side says of itself in the delta strategy: of which origin it needs nothing up to where, and
 * what it holds beyond a gap.
 *
 * ```text
 * question   turn, scope, [after, if scope is 1 or 2], origins, each: name, version
 *            runs, each: number of its origin above, versions after the last one (or after that of
 *            the origin), versions less one
 * scope      0, all origins: whoever is not named counts as 0
 *            1, all after `after` up to the last one named; 2, all after `after`
 *            3, only those named
 *            4, as 0, and "say so when I have everything"
 * ```
 *
 * @module
 */
import { type ByteReader, type ByteWriter, numberBytes } from "../crdt/bytes.ts";
import type { VersionRun } from "../crdt/entries.ts";
import { type VersionVector, versionOf } from "../crdt/version_vector.ts";
import { isShort, textBytes } from "./version_runs.ts";

const ALL = 0;
const AFTER_TO_LAST = 1;
const AFTER = 2;
const NAMED = 3;
const ALL_PENDING = 4;

/**
 * Most runs beyond gaps in a question. Loss makes a few for each burst; what is left out is sent again,
 * which costs bytes and does no harm.
 */
const RUNS_MAX = 256;

/** Turn and scope, and how many origins and runs there are. */
const AROUND_BYTES = 2 + 3 + 2;

/** What a side has. */
export interface Standing {
  /** For each origin: nothing up to here needs to be sent. */
  readonly vector: VersionVector;
  /** What is held above, ascending for each origin. */
  readonly beyond: ReadonlyMap<string, readonly VersionRun[]>;
}

/** What a peer has of some origins. */
export interface Question extends Standing {
  /** Comes back with a whole answer. */
  readonly turn: number;
  /** Whether it speaks of `origin`. */
  readonly covers: (origin: string) => boolean;
  /** Whether it speaks of all origins. */
  readonly isAboutAll: boolean;
  /** Whether the peer wants to hear that it has everything. */
  readonly isPending: boolean;
  /** Where it begins: behind this origin. */
  readonly after: string;
  /** Where it ends, if more origins may follow. */
  readonly upTo: string | undefined;
}

/**
 * Appends what is here of all origins or, if they do not fit into `bytesMax`, of those after `after`.
 *
 * @returns `all`, or a page; `end` when it is the last one.
 */
export function writeQuestion(
  writer: ByteWriter,
  turn: number,
  standing: Standing,
  isPending: boolean,
  after: string,
  bytesMax: number,
): "all" | "page" | "end" {
  const { vector, beyond } = standing;
  const end = writer.length + bytesMax;
  const origins = [...new Set([...vector.keys(), ...beyond.keys()])].filter(isShort).sort();
  writer.fixed(turn, 1);
  const room = bytesMax - AROUND_BYTES;
  if (fitting(origins, vector, room).length === origins.length) {
    writer.fixed(isPending ? ALL_PENDING : ALL, 1);
    writeOrigins(writer, origins, standing, end);
    return "all";
  }
  const following = origins.filter((origin) => origin > after);
  const page = fitting(following, vector, room - textBytes(after));
  const isEnd = page.length === following.length;
  writer.fixed(isEnd ? AFTER : AFTER_TO_LAST, 1).text(after);
  writeOrigins(writer, page, standing, end);
  return isEnd ? "end" : "page";
}

/** Appends what is here of `origins` alone, as far as it fits into `bytesMax`. */
export function writeNamed(
  writer: ByteWriter,
  standing: Standing,
  origins: readonly string[],
  bytesMax: number,
): void {
  const end = writer.length + bytesMax;
  writer.fixed(0, 1).fixed(NAMED, 1);
  const named = fitting(origins, standing.vector, bytesMax - AROUND_BYTES);
  writeOrigins(writer, named, standing, end);
}

/** The first of `origins`, as many as have room. */
function fitting(origins: readonly string[], vector: VersionVector, bytes: number): string[] {
  let left = bytes;
  const end = origins.findIndex(
    (origin) => (left -= textBytes(origin) + numberBytes(versionOf(vector, origin))) < 0,
  );
  return origins.slice(0, end < 0 ? origins.length : end);
}

/** @param end How long `writer` may become. */
function writeOrigins(
  writer: ByteWriter,
  origins: readonly string[],
  { vector, beyond }: Standing,
  end: number,
): void {
  writer.number(origins.length);
  for (const origin of origins) writer.text(origin).number(versionOf(vector, origin));
  let left = end - writer.length - numberBytes(RUNS_MAX);
  const runs: number[][] = [];
  for (const [place, origin] of origins.entries()) {
    let last = versionOf(vector, origin);
    for (const { from, to } of beyond.get(origin) ?? []) {
      const run = [place, from - last, to - from];
      for (const number of run) left -= numberBytes(number);
      if (left < 0 || runs.length === RUNS_MAX) break;
      runs.push(run);
      last = to;
    }
  }
  writer.number(runs.length);
  for (const number of runs.flat()) writer.number(number);
}

/** Reads what {@linkcode writeQuestion} or {@linkcode writeNamed} wrote; anything else makes it fail. */
export function readQuestion(reader: ByteReader): Question {
  const turn = reader.fixed(1);
  const scope = reader.fixed(1);
  if (scope > ALL_PENDING) reader.fail();
  const after = scope === AFTER_TO_LAST || scope === AFTER ? reader.text() : "";
  const vector = new Map<string, number>();
  let last = after;
  for (let count = reader.count(2); count > 0 && reader.ok; count--) {
    const origin = reader.text();
    // Nobody has no name.
    if (origin <= last || !isShort(origin)) reader.fail();
    vector.set(origin, reader.number());
    last = origin;
  }
  const upTo = scope === AFTER_TO_LAST ? last : undefined;
  if (upTo !== undefined && vector.size === 0) reader.fail();
  const covers = (origin: string): boolean => {
    if (scope === NAMED) return vector.has(origin);
    return origin > after && (upTo === undefined || origin <= upTo);
  };
  const isPending = scope === ALL_PENDING;
  const isAboutAll = isPending || scope === ALL;
  const beyond = readBeyond(reader, vector);
  return { turn, vector, beyond, covers, isAboutAll, isPending, after, upTo };
}

function readBeyond(reader: ByteReader, vector: VersionVector): Map<string, VersionRun[]> {
  const origins = [...vector.keys()];
  const runs: VersionRun[] = [];
  for (let count = reader.count(3); count > 0 && reader.ok; count--) {
    const origin = origins[reader.number()];
    const before = runs.at(-1);
    if (origin === undefined || (before !== undefined && origin < before.origin)) {
      reader.fail();
      break;
    }
    const last = before?.origin === origin ? before.to : versionOf(vector, origin);
    const from = last + reader.number();
    const to = from + reader.number();
    if (from <= last || !Number.isSafeInteger(to)) reader.fail();
    runs.push({ origin, from, to });
  }
  return Map.groupBy(runs, ({ origin }) => origin);
}
