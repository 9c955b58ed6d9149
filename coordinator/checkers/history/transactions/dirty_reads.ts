/**
 * Reads of what nobody should have seen: of a transaction that failed (G1a), in the middle of another
 * one (G1b), or of a value that nobody wrote.
 *
 * @module
 */
import type { Json } from "../history.ts";
import type { Findings } from "./findings.ts";
import { told } from "./sentences.ts";
import { FAIL, NOBODY } from "./transactions.ts";
import type { Transactions } from "./transactions.ts";

/** Notes `G1a` if the version was written by a transaction that failed. */
export function findAborted(
  { writer, outcome, versions, keys }: Transactions,
  reader: number,
  version: number,
  findings: Findings,
): void {
  const by = version === NOBODY ? NOBODY : (writer[version] ?? NOBODY);
  if (by === NOBODY || outcome[by] !== FAIL) return;
  const [key, value] = [keys[versions.keyOf[version]!]!, versions.values[version]!];
  findings.add("G1a", () => ({
    sentence: `T${reader} read ${told(value)} of key ${told(key)}, which T${by} wrote, but T${by} failed.`,
    transactions: [by, reader],
    key,
    values: [value],
  }));
}

/** Notes `G1b` if the version's writer, another transaction, wrote that key again. */
export function findIntermediate(
  { writer, overwritten, versions, keys }: Transactions,
  reader: number,
  version: number,
  findings: Findings,
): void {
  const by = version === NOBODY ? NOBODY : (writer[version] ?? NOBODY);
  if (by === NOBODY || by === reader || overwritten[version] !== 1) return;
  const [key, value] = [keys[versions.keyOf[version]!]!, versions.values[version]!];
  findings.add("G1b", () => ({
    sentence:
      `T${reader} read key ${told(key)} as ${told(value)} left it, which T${by} wrote in its middle: ` +
      `T${by} wrote that key again afterwards.`,
    transactions: [by, reader],
    key,
    values: [value],
  }));
}

/** Notes `unwritten-value`: somebody read what no transaction ever wrote. */
export function noteUnwritten(reader: number, key: Json, value: Json, findings: Findings): void {
  findings.add("unwritten-value", () => ({
    sentence: `T${reader} read ${told(value)} of key ${told(key)}, but no transaction ever wrote that.`,
    transactions: [reader],
    key,
    values: [value],
  }));
}

/** Notes the versions that were written more than once; whether there are any. */
export function findWrittenTwice(transactions: Transactions, findings: Findings): boolean {
  const { writtenTwice, keys, versions } = transactions;
  for (const [version, first, second] of writtenTwice) {
    const [key, value] = [keys[versions.keyOf[version]!]!, versions.values[version]!];
    findings.add("duplicate-writes", () => ({
      sentence:
        `T${first} and T${second} both wrote ${told(value)} to key ${told(key)}: the test must never ` +
        `write a value twice, as nobody can tell then whose it is.`,
      transactions: first === second ? [first] : [first, second],
      key,
      values: [value],
    }));
  }
  return writtenTwice.length > 0;
}
