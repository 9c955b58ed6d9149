/**
 * The page of differences between the two ways to judge, on every recorded history.
 *
 * @module
 */
import { counter } from "../coordinator/checkers/history/counter.ts";
import type { HistoryEvent, Judgement, Verdict } from "../coordinator/checkers/history/history.ts";
import { kafka } from "../coordinator/checkers/history/kafka.ts";
import { setFull } from "../coordinator/checkers/history/set_full.ts";
import { checkListAppend } from "../coordinator/checkers/history/transactions/list_append.ts";
import type { Model } from "../coordinator/checkers/history/transactions/models.ts";
import { checkRwRegister } from "../coordinator/checkers/history/transactions/rw_register.ts";
import { uniqueIds } from "../coordinator/checkers/history/unique_ids.ts";
import { markdownTable } from "./markdown_parts.ts";
import { casesOf } from "../test/coordinator/checkers/history/oracle.ts";

const HEAD = `# What strict sees

\`hearsay test --strict\` closes the known blind spots of Maelstrom's checkers. These are all the recorded
histories of [test/oracle](../test/oracle), whose verdicts by the originals compat gives again, where strict
says something else. The numbers are the histories' ids. \`npm run strict\` writes this page.
`;

interface Judged {
  readonly valid: Verdict;
  /** Anomalies found. */
  readonly named: readonly string[];
}

type Judge = (history: readonly HistoryEvent[], judgement: Judgement) => Judged;

/** The page, in Markdown. */
export function strictPage(): string {
  const sections = [
    section("set_full", "broadcast and g-set", (history, judgement) => {
      const { valid, breaches } = setFull(history, judgement);
      return { valid, named: kinds(breaches) };
    }),
    section("counter", "g-counter and pn-counter", (history, judgement) => {
      const { valid, errors } = counter(history, judgement);
      return { valid, named: kinds(errors) };
    }),
    section("unique_ids", "unique-ids", (history, judgement) => ({
      valid: uniqueIds(history, judgement).valid,
      named: [],
    })),
    section("kafka", "kafka", (history, judgement) => {
      const { valid, badErrorTypes } = kafka(history, judgement);
      return { valid, named: badErrorTypes };
    }),
    ...transactionSections("txn_list_append", checkListAppend),
    ...transactionSections("txn_rw_register", checkRwRegister),
  ];
  return `${[HEAD, ...sections].join("\n")}\n`;
}

function kinds(found: readonly { readonly kind: string }[]): string[] {
  return found.map(({ kind }) => kind);
}

function transactionSections(file: string, check: typeof checkListAppend): string[] {
  const cases = casesOf<Record<string, unknown>>(file);
  const models = Object.keys(cases[0]?.results ?? {}) as Model[];
  return models.map((model) =>
    section(file, `${file.replaceAll("_", "-")}, ${model}`, (history, judgement) => {
      const transactions = history.map((event) => ({ ...event, f: "txn" }));
      const { valid, anomalies } = check(transactions, { models: [model], judgement });
      return { valid, named: Object.keys(anomalies) };
    }),
  );
}

function section(file: string, title: string, judge: Judge): string {
  const cases = casesOf(file);
  const rows = new Map<string, number[]>();
  for (const { id, history } of cases) {
    const [compat, strict] = [judge(history, "compat"), judge(history, "strict")];
    if (compat.valid === strict.valid) continue;
    const named = [...new Set(strict.named)].filter((name) => !compat.named.includes(name));
    const row = `${verdictOf(compat.valid)} | ${verdictOf(strict.valid)} | ${named.join(", ")}`;
    rows.set(row, [...(rows.get(row) ?? []), id]);
  }
  const head = `## ${title}\n\n`;
  if (rows.size === 0) return `${head}The same verdict on all ${cases.length}.\n`;
  const table = markdownTable(
    ["compat", "strict", "named by strict", "histories"],
    [...rows].map(([row, ids]) => [row, ids.join(" ")]),
  );
  return `${head}Of ${cases.length} histories:\n\n${table}\n`;
}

function verdictOf(valid: Verdict): string {
  return valid === "unknown" ? "unknown" : valid ? "valid" : "invalid";
}
