/**
 * The tables of the theory page.
 *
 * @module
 */
import {
  classicChances,
  classicPayloads,
  type Course,
  everyMessageChances,
  leadingRounds,
  spread,
  spreadLossy,
} from "../coordinator/experiment/theory.ts";
import { EXCHANGES, type Exchange } from "../robots/engine/robot.ts";
import { markdownTable, withMadePart } from "./markdown_parts.ts";
import { type Loss, LOSSES, NO_LOSS, oneRumour, type Plan, WORD_COUNTS } from "./theory_plan.ts";
import type { Findings } from "./theory_pool.ts";
import { type Measured, type Trial, trialKey } from "./theory_trials.ts";

/** Rounds over those expected that nobody should exceed. */
export const RATIO_MAX = 1.15;

/** Numbers of robots that the table shows, as far as a plan has them. */
const ROBOTS_SHOWN: readonly number[] = [1000, 10_000, 100_000];

/** What theory expects of our exchange. */
export function courseOf(robots: number, exchange: Exchange, { loss, lossOf }: Loss): Course {
  return lossOf === "updates"
    ? spread(robots, classicChances(exchange, loss))
    : spreadLossy(robots, exchange, loss);
}

/** One line of the first table. */
export interface Comparison {
  readonly robots: number;
  readonly exchange: Exchange;
  readonly loss: Loss;
  /** By the leading terms, and expected. */
  readonly leading: number;
  readonly expected: Course;
  readonly classicPayloads: number;
  /** In synchronous rounds, and real robots as they run. */
  readonly rounds: Measured;
  readonly live: Measured;
}

export function comparisons(plan: Plan, findings: Findings): Comparison[] {
  const shown = ROBOTS_SHOWN.filter((robots) => plan.rounds.has(robots) && plan.robots.has(robots));
  return shown.flatMap((robots) =>
    LOSSES.flatMap((loss) =>
      EXCHANGES.map((exchange) => {
        const chances = loss.lossOf === "updates" ? classicChances : everyMessageChances;
        return {
          robots,
          exchange,
          loss,
          leading: leadingRounds(robots, chances(exchange, loss.loss)),
          expected: courseOf(robots, exchange, loss),
          classicPayloads: classicPayloads(robots, exchange, loss.loss),
          rounds: findings.get(trialKey(oneRumour("rounds", robots, exchange, loss)))!,
          live: findings.get(trialKey(oneRumour("robots", robots, exchange, loss)))!,
        };
      }),
    ),
  );
}

/**
 * `page` with the tables of these findings in the place of those before.
 *
 * @throws Error when the page has no place for them.
 */
export function withTables(page: string, plan: Plan, findings: Findings): string {
  return withMadePart(page, "npm run experiments", tablesOf(plan, findings));
}

/** Both tables and what follows from them, as Markdown. */
export function tablesOf(plan: Plan, findings: Findings): string {
  const rows = comparisons(plan, findings);
  return [
    roundsTable(rows),
    `Largest ratio of our rounds to those expected: ${largest(rows, "rounds")} in synchronous rounds, ${largest(rows, "live")} as robots run. The mark is ${RATIO_MAX}.`,
    payloadTable(rows),
    wordsTable(plan, findings),
  ].join("\n\n");
}

function roundsTable(rows: readonly Comparison[]): string {
  return markdownTable(
    [
      "robots",
      "lost",
      "exchange",
      "leading terms",
      "expected",
      "ours, rounds",
      "ratio",
      "as they run",
      "ratio",
    ],
    rows.map((row) => [
      ...nameOf(row),
      row.leading.toFixed(1),
      row.expected.rounds.toFixed(1),
      String(row.rounds.rounds),
      ratioOf(row, "rounds").toFixed(2),
      row.live.rounds.toFixed(1),
      ratioOf(row, "live").toFixed(2),
    ]),
  );
}

function payloadTable(rows: readonly Comparison[]): string {
  return markdownTable(
    ["robots", "lost", "exchange", "classic", "expected of ours", "ours, rounds", "as they run"],
    rows.map((row) => [
      ...nameOf(row),
      row.classicPayloads.toFixed(1),
      row.expected.payloads.toFixed(2),
      row.rounds.payloads.toFixed(2),
      row.live.payloads.toFixed(2),
    ]),
  );
}

function nameOf({ robots, loss, exchange }: Comparison): string[] {
  return [robots.toLocaleString("en"), lossInWords(loss), exchange];
}

function ratioOf(row: Comparison, world: "rounds" | "live"): number {
  return row[world].rounds / row.expected.rounds;
}

function largest(rows: readonly Comparison[], world: "rounds" | "live"): string {
  return Math.max(...rows.map((row) => ratioOf(row, world))).toFixed(2);
}

function wordsTable({ wordRobots }: Plan, findings: Findings): string {
  const rows = WORD_COUNTS.map((words) => {
    const of = (world: Trial["world"]): Measured => {
      const trial = { ...oneRumour(world, wordRobots, "push-pull", NO_LOSS), words };
      return findings.get(trialKey(trial))!;
    };
    const [rounds, live] = [of("rounds"), of("robots")];
    return [
      String(words),
      String(rounds.rounds),
      live.rounds.toFixed(1),
      rounds.payloads.toFixed(2),
      live.payloads.toFixed(2),
    ];
  });
  return markdownTable(
    [
      `words, ${wordRobots.toLocaleString("en")} robots, push-pull, no loss`,
      "rounds",
      "as they run",
      "payload: rounds",
      "as they run",
    ],
    rows,
  );
}

function lossInWords({ loss, lossOf }: Loss): string {
  if (loss === 0) return "nothing";
  return `${Math.round(loss * 100)} % of ${lossOf === "updates" ? "those with words" : "all"}`;
}
