/**
 * The chart and the tables of docs/reconciliation.md, from what was measured.
 *
 * @module
 */
import { FLOOR_BYTES_EACH } from "../coordinator/experiment/reconciliation.ts";
import type { Finding } from "../coordinator/experiment/reconciliation_table.ts";
import { STRATEGY_NAMES, type StrategyName } from "../robots/reconcile/strategy.ts";
import { markdownTable, withMadePart } from "./markdown_parts.ts";
import { type Axis, type Panel, plotSvg, type Series } from "./plot.ts";

/** The chart does not show no difference at all: there is no 0 on a logarithmic axis. */
const DIFFERENCES_MIN = 10;
const BYTES_MIN = 10;
const BYTES_MAX = 1e9;

const FLOOR = STRATEGY_NAMES.length;

export function reconciliationChart(findings: readonly Finding[]): string {
  const most = Math.max(...findings.map(({ differences }) => differences));
  return plotSvg({
    title: "Bytes besides the missing entries, against how many entries differ, for every strategy",
    colours: [...STRATEGY_NAMES.map(inWords), `floor: ${FLOOR_BYTES_EACH} bytes a difference`],
    styles: [
      ["line", "all bytes but the missing entries themselves"],
      ["rings", "auto, which lies upon what it chose"],
    ],
    panels: sizesOf(findings).map((entries): Panel => {
      const largest = differencesOf(findings, entries).at(-1)!;
      return {
        title: `two replicas of ${entries.toLocaleString("en")} entries`,
        x: decades("entries that differ", DIFFERENCES_MIN, most),
        y: decades("bytes", BYTES_MIN, BYTES_MAX),
        series: [
          // What stands last is drawn upon the others.
          ...STRATEGY_NAMES.toReversed().flatMap((strategy) => course(findings, entries, strategy)),
          {
            colour: FLOOR,
            style: "dashed",
            points: [DIFFERENCES_MIN, largest].map((d) => [d, d * FLOOR_BYTES_EACH] as const),
          },
        ],
      };
    }),
  });
}

/** `page` with the tables in their place. */
export function withReconciliationTables(page: string, findings: readonly Finding[]): string {
  return withMadePart(page, "npm run reconciliation", reconciliationTables(findings));
}

/** For each size a table of bytes and one of round trips, as Markdown. */
export function reconciliationTables(findings: readonly Finding[]): string {
  return sizesOf(findings)
    .flatMap((entries) => [
      `### ${entries.toLocaleString("en")} entries`,
      tableOf(findings, entries, "bytes besides the missing entries", (finding) =>
        finding.overheadBytes.toLocaleString("en"),
      ),
      tableOf(findings, entries, "round trips", ({ trips }) => String(trips)),
    ])
    .join("\n\n");
}

function tableOf(
  findings: readonly Finding[],
  entries: number,
  figure: string,
  written: (finding: Finding) => string,
): string {
  const rows = differencesOf(findings, entries).map((differences) => [
    differences.toLocaleString("en"),
    ...(figure.startsWith("bytes") ? [(differences * FLOOR_BYTES_EACH).toLocaleString("en")] : []),
    ...STRATEGY_NAMES.map((strategy) =>
      written(findingOf(findings, entries, differences, strategy)),
    ),
  ]);
  const floor = figure.startsWith("bytes") ? ["floor"] : [];
  return markdownTable([`d: ${figure}`, ...floor, ...STRATEGY_NAMES.map(inWords)], rows);
}

function course(findings: readonly Finding[], entries: number, strategy: StrategyName): Series[] {
  const colour = STRATEGY_NAMES.indexOf(strategy);
  const points = differencesOf(findings, entries)
    .filter((differences) => differences >= DIFFERENCES_MIN)
    .map((differences) => {
      const { overheadBytes } = findingOf(findings, entries, differences, strategy);
      return [differences, Math.max(BYTES_MIN, overheadBytes)] as const;
    });
  if (strategy === "auto") return [{ colour, style: "rings", points }];
  return [
    { colour, style: "line", points },
    { colour, style: "dots", points },
  ];
}

function findingOf(
  findings: readonly Finding[],
  entries: number,
  differences: number,
  strategy: StrategyName,
): Finding {
  return findings.find(
    (finding) =>
      finding.entries === entries &&
      finding.differences === differences &&
      finding.strategy === strategy,
  )!;
}

function sizesOf(findings: readonly Finding[]): number[] {
  return [...new Set(findings.map(({ entries }) => entries))];
}

function differencesOf(findings: readonly Finding[], entries: number): number[] {
  const mine = findings.filter((finding) => finding.entries === entries);
  return [...new Set(mine.map(({ differences }) => differences))];
}

function inWords(strategy: StrategyName): string {
  return strategy.replaceAll("_", " ");
}

/** A logarithmic axis with a tick at every power of ten. */
function decades(label: string, min: number, max: number): Axis {
  const from = Math.floor(Math.log10(min));
  const to = Math.ceil(Math.log10(max));
  const ticks = Array.from({ length: to - from + 1 }, (_, i) => 10 ** (from + i));
  return { label, min: ticks[0]!, max: ticks.at(-1)!, ticks, scale: "log", text: inPowers };
}

function inPowers(tick: number): string {
  if (tick >= 1e9) return `${tick / 1e9}G`;
  if (tick >= 1e6) return `${tick / 1e6}M`;
  return tick >= 1000 ? `${tick / 1000}k` : String(tick);
}
