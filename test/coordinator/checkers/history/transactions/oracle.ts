/**
 * The recorded verdicts of the original checkers.
 *
 * @module
 */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { HistoryEvent } from "../../../../../coordinator/checkers/history/history.ts";
import type { Model } from "../../../../../coordinator/checkers/history/transactions/models.ts";

export interface Recorded {
  readonly valid: boolean | "unknown" | "error";
  readonly maelstrom_valid?: boolean;
  readonly anomalies?: readonly string[];
  readonly not?: readonly string[];
}

export interface OracleCase {
  readonly id: number;
  readonly results: Readonly<Record<string, Recorded>>;
  readonly history: readonly HistoryEvent[];
}

export const ORACLE_MODELS: readonly Model[] = [
  "read-uncommitted",
  "read-committed",
  "serializable",
  "strict-serializable",
];

export function oracle(name: string): OracleCase[] {
  const file = new URL(`../../../../oracle/${name}.jsonl.gz`, import.meta.url);
  const lines = gunzipSync(readFileSync(file)).toString().trimEnd().split("\n");
  return lines.map((line) => {
    const parsed = JSON.parse(line) as OracleCase;
    return { ...parsed, history: parsed.history.map((event) => ({ ...event, f: "txn" })) };
  });
}
