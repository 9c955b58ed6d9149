/**
 * Names for entries of types whose numbers name them for good: origin and version, in runs or as bits,
 * whichever is shorter (version_runs.ts). No two entries share a name, and a log without gaps takes a
 * few bytes for each origin, however long it is.
 *
 * ```text
 * page     from (origin and version, not covered itself), to the end or not, runs
 * lack     runs
 * cursor   origin, version: the last one that was covered
 * ```
 *
 * A page that does not go to the end covers all up to its last run.
 *
 * @module
 */
import { ByteReader, ByteWriter } from "../crdt/bytes.ts";
import type { Versioned, VersionRun, Versions } from "../crdt/entries.ts";
import { entryId } from "../crdt/entry_id.ts";
import { type Findings, type Names, type Naming, NO_CURSOR, type Room } from "./digest_names.ts";
import type { Reconcilable } from "./reconcilable.ts";
import {
  isShort,
  ORIGIN_BYTES_MAX,
  readRuns,
  RunsBudget,
  type RunsByOrigin,
  runsOf,
  RunsWalk,
  textBytes,
  withoutSpans,
  writeRuns,
} from "./version_runs.ts";

/** An origin and how far it is covered. */
interface Dot {
  readonly origin: string;
  readonly version: number;
}

/** Before every dot. */
const START: Dot = { origin: "", version: 0 };

const VERSION_BYTES_MAX = 8;
const UP_TO_LAST = 0;
const TO_END = 1;

export class DotNaming implements Naming {
  readonly #state: Reconcilable;
  readonly #versions: Versions;

  constructor(state: Reconcilable, versions: Versions) {
    this.#state = state;
    this.#versions = versions;
  }

  names(cursor: Uint8Array, _theirs: number, _longer: number, room: Room): Names {
    const pages: Uint8Array[] = [];
    let from = readCursor(cursor);
    let budget = pageBudget(from, room);
    let last = from;
    for (const run of this.#runs(from)) {
      if (budget.take(run)) {
        last = { origin: run.origin, version: run.to };
        continue;
      }
      pages.push(page(from, UP_TO_LAST, budget.taken));
      from = last;
      if (pages.length === room.pagesMax) {
        return { pages, next: new ByteWriter().text(from.origin).number(from.version).finish() };
      }
      budget = pageBudget(from, room);
      budget.take(run);
      last = { origin: run.origin, version: run.to };
    }
    pages.push(page(from, TO_END, budget.taken));
    return { pages, next: NO_CURSOR };
  }

  compare(reader: ByteReader, room: Room): Findings | undefined {
    const from = { origin: reader.text(), version: reader.number() };
    const scope = reader.fixed(1);
    const named = readRuns(reader);
    if (!reader.end || scope > TO_END) return undefined;
    let to: Dot | undefined;
    for (const [origin, spans] of named) {
      if (!isAfter({ origin, version: spans[0]!.from }, from)) return undefined;
      to = { origin, version: spans.at(-1)!.to };
    }
    if (scope === TO_END) to = undefined;
    else if (to === undefined) return undefined;
    return { give: this.#unnamed(named, from, to), lack: this.#lack(named, room) };
  }

  find(reader: ByteReader): Iterable<number> | undefined {
    const lacking = readRuns(reader);
    return reader.end ? this.#held(lacking) : undefined;
  }

  /** What is held behind `from`, in runs. */
  *#runs(from: Dot): Generator<VersionRun> {
    for (const run of runsOf(this.#versions.newer(new Map()))) {
      if (!isAfter({ origin: run.origin, version: run.to }, from)) continue;
      if (!isShort(run.origin)) continue;
      const isCut = run.origin === from.origin && run.from <= from.version;
      yield isCut ? { ...run, from: from.version + 1 } : run;
    }
  }

  /** The slots of what is held behind `from` and up to `to`, and was not named. */
  *#unnamed(named: RunsByOrigin, from: Dot, to: Dot | undefined): Generator<number> {
    const walk = new RunsWalk(named);
    for (const entry of this.#versions.newer(new Map())) {
      if (!isAfter(entry, from)) continue;
      if (to !== undefined && isAfter(entry, to)) return;
      if (!walk.has(entry)) yield* this.#slotsOf(entry);
    }
  }

  /** The slots of what is held and asked for. */
  *#held(lacking: RunsByOrigin): Generator<number> {
    const walk = new RunsWalk(lacking);
    for (const entry of this.#versions.newer(new Map())) {
      if (walk.has(entry)) yield* this.#slotsOf(entry);
    }
  }

  /** What was named and is not held. */
  #lack(named: RunsByOrigin, { bytesMax, pagesMax }: Room): Uint8Array[] {
    const held = Map.groupBy(runsOf(this.#versions.newer(new Map())), ({ origin }) => origin);
    const pages: Uint8Array[] = [];
    let budget = new RunsBudget(bytesMax);
    const finish = (): void => {
      if (budget.taken.size > 0 && pages.length < pagesMax) pages.push(body(budget.taken));
    };
    for (const [origin, spans] of named) {
      for (const span of withoutSpans(spans, held.get(origin) ?? [])) {
        const run = { origin, ...span };
        if (budget.take(run)) continue;
        finish();
        budget = new RunsBudget(bytesMax);
        budget.take(run);
      }
    }
    finish();
    return pages;
  }

  /** One slot, but for an entry that shares its id with another one. */
  *#slotsOf({ key }: Versioned): Generator<number> {
    const { high, low } = entryId(this.#state.entries.entry(key)!);
    const slot = this.#state.index.find(high, low);
    if (slot >= 0) yield slot;
  }
}

function pageBudget(from: Dot, room: Room): RunsBudget {
  const fromBytes = textBytes(from.origin) + VERSION_BYTES_MAX + 1;
  const cursorBytes = ORIGIN_BYTES_MAX + VERSION_BYTES_MAX;
  return new RunsBudget(room.bytesMax - fromBytes - cursorBytes);
}

function page(from: Dot, scope: number, runs: RunsByOrigin): Uint8Array {
  const writer = new ByteWriter().text(from.origin).number(from.version).fixed(scope, 1);
  writeRuns(writer, runs);
  return writer.finish();
}

function body(runs: RunsByOrigin): Uint8Array {
  const writer = new ByteWriter();
  writeRuns(writer, runs);
  return writer.finish();
}

function isAfter(a: Dot, b: Dot): boolean {
  return a.origin > b.origin || (a.origin === b.origin && a.version > b.version);
}

/** Of another form, it is the cursor of another type, and says nothing. */
function readCursor(cursor: Uint8Array): Dot {
  const reader = new ByteReader(cursor);
  const dot = { origin: reader.text(), version: reader.number() };
  return reader.end && isShort(dot.origin) ? dot : START;
}
