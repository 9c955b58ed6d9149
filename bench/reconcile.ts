/**
 * What it costs two replicas to find out what each lacks: bytes and round trips of every strategy
 * beside the least that ids of 64 bits can take, and how long the symbols of riblt take to make.
 *
 * @module
 */
import { NumberedEntries } from "../coordinator/experiment/numbered_entries.ts";
import { FLOOR_BYTES_EACH, ORIGINS } from "../coordinator/experiment/reconciliation.ts";
import {
  type Finding,
  FULL_PLAN,
  QUICK_PLAN,
  reconciliationFindings,
} from "../coordinator/experiment/reconciliation_table.ts";
import { CodedSymbols } from "../robots/reconcile/coded_symbols.ts";
import type { EntryIndex } from "../robots/reconcile/entry_index.ts";
import { Reconcilable } from "../robots/reconcile/reconcilable.ts";
import { symbolsFor } from "../robots/reconcile/riblt.ts";
import { atLeast, atMost, type BenchContext, type Benchmark, type Row } from "./benchmark.ts";
import { median, range } from "./statistics.ts";

/** From so many differences on the floor is a mark. */
const MARKED_DIFFERENCES = 100;
/** What delta may need for each origin besides a tenth of what is missing. */
const ORIGIN_BYTES = 16;
const MISSING_SHARE_MAX = 1.1;
const FLOORS_MAX = 2.5;
/** Of so many entries: a smaller tree is soon sent as a whole. */
const BELOW_MERKLE_ENTRIES = 1_000_000;
const BELOW_MERKLE = 10;
const ENCODE_ENTRIES = 1_000_000;
const ENCODE_MS_MAX = 300;
const ENCODED_DIFFERENCES = 1000;
const ENCODE_ROUNDS = 7;

export const reconcile: Benchmark = {
  name: "reconcile",
  about: "bytes and round trips of every reconciliation strategy, against the 8d-byte floor",
  run: ({ quick, progress }: BenchContext) => {
    const plan = quick ? QUICK_PLAN : FULL_PLAN;
    const findings = [...reconciliationFindings(plan, progress)];
    progress("the symbols of riblt");
    return Promise.resolve([...rowsOf(findings), encodeRow(plan.sizes.at(-1)!)]);
  },
};

function rowsOf(findings: readonly Finding[]): Row[] {
  return findings.flatMap((finding) => [costRow(finding), ...marks(finding, findings)]);
}

/** The whole cost; how much above the floor. */
function costRow(finding: Finding): Row {
  const { strategy, differences, overheadBytes, trips } = finding;
  const floor = FLOOR_BYTES_EACH * differences;
  return {
    what: `${title(finding)}: ${strategy}`,
    ours: `${overheadBytes} bytes, ${trips} round trips`,
    baseline: floor === 0 ? "" : `${floor} bytes floor`,
    value: floor === 0 ? overheadBytes : overheadBytes / floor,
    unit: floor === 0 ? "bytes" : "x",
  };
}

function marks(finding: Finding, findings: readonly Finding[]): Row[] {
  const { strategy, differences, entries, findingBytes, findingTrips } = finding;
  const rows: Row[] = [];
  if (strategy === "riblt" && differences >= MARKED_DIFFERENCES) {
    const floor = FLOOR_BYTES_EACH * differences;
    const tree = findings.find(
      (other) =>
        other.strategy === "merkle" &&
        other.entries === entries &&
        other.differences === differences,
    )!;
    const ours = `${findingBytes} bytes, ${findingTrips} round trips`;
    rows.push(
      {
        what: "  until the difference is known",
        ours,
        baseline: `${floor} bytes floor`,
        value: findingBytes / floor,
        mark: atMost(FLOORS_MAX),
      },
      {
        what: "  the same, in round trips",
        ours: "",
        baseline: "",
        value: findingTrips,
        unit: "round trips",
        mark: atMost(1),
      },
      {
        what: "  the same, below merkle",
        ours,
        baseline: `${tree.findingBytes} bytes, ${tree.findingTrips} round trips`,
        value: tree.findingBytes / findingBytes,
        ...(entries === BELOW_MERKLE_ENTRIES ? { mark: atLeast(BELOW_MERKLE) } : {}),
      },
    );
  }
  if (strategy === "delta" && differences > 0) rows.push(deltaMark(finding));
  return rows;
}

function deltaMark({ missingBytes, overheadBytes }: Finding): Row {
  const sent = missingBytes + overheadBytes - ORIGIN_BYTES * ORIGINS.length;
  return {
    what: `  all it sends, less ${ORIGIN_BYTES} bytes for each of ${ORIGINS.length} origins`,
    ours: `${sent} bytes`,
    baseline: `${missingBytes} bytes missing`,
    value: sent / missingBytes,
    mark: atMost(MISSING_SHARE_MAX),
  };
}

/**
 * How long a replica takes to make the symbols that a peer needs for {@linkcode ENCODED_DIFFERENCES}
 * differences, from its ids alone; beside the least one can do with every id.
 */
function encodeRow(entries: number): Row {
  const counts = new Map([["r000", entries]]);
  const { index } = new Reconcilable(new NumberedEntries(counts, false));
  const symbols = symbolsFor(ENCODED_DIFFERENCES);
  const timesMs: number[] = [];
  const ratios: number[] = [];
  for (let round = 0; round < ENCODE_ROUNDS; round++) {
    const ours = elapsedMs(() => new CodedSymbols(index).below(symbols));
    const baseline = elapsedMs(() => digestOf(index));
    timesMs.push(ours);
    ratios.push(ours / baseline);
  }
  return {
    what: `riblt: ${symbols} symbols of ${entries} entries, from nothing`,
    ours: `${median(ratios).toFixed(0)}x one pass over all ids`,
    baseline: `${(median(timesMs) / median(ratios)).toFixed(1)} ms one pass`,
    value: median(timesMs),
    range: range(timesMs),
    unit: "ms",
    ...(entries === ENCODE_ENTRIES ? { mark: atMost(ENCODE_MS_MAX) } : {}),
  };
}

function elapsedMs(act: () => unknown): number {
  const fromMs = performance.now();
  act();
  return performance.now() - fromMs;
}

/** The exclusive or of all ids: what an index of them costs at least. */
function digestOf({ high, low, slotsEnd }: EntryIndex): number {
  let digest = 0;
  for (let slot = 0; slot < slotsEnd; slot++) digest ^= high[slot]! ^ low[slot]!;
  return digest;
}

function title({ entries, differences }: Finding): string {
  return `n = ${entries}, d = ${differences}`;
}
