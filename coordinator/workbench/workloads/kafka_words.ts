/**
 * Anomalies of logs in words.
 *
 * @module
 */
import type { HistoryEvent, Json } from "../../checkers/history/history.ts";
import type { LogFinding } from "../../checkers/history/kafka_findings.ts";
import { quoted, whoAndWhen } from "./words.ts";

/** Messages in a list; more are left out. */
const MESSAGES_MAX = 10;

/** One case of an anomaly as one line. */
export function toldFinding(
  anomaly: string,
  finding: LogFinding,
  history: readonly HistoryEvent[],
): string {
  const { key, operations, values = [], offsets = [], skipped = [] } = finding;
  const where = key === undefined ? "" : `key ${quoted(key)}: `;
  const who = (at: number): string => {
    const position = operations.at(at);
    return position === undefined ? "somebody" : whoAndWhen(history, position);
  };
  const message = `message ${quoted(values[0])}`;
  const [first, second] = [offsets[0] ?? "none", offsets[1] ?? "none"];
  const told: Readonly<Record<string, () => string>> = {
    "lost-write": () =>
      `${message} at offset ${first} was sent (${who(0)}) and never polled, though polls went on to offset ${second} (${who(1)})`,
    unseen: () => `acknowledged but never polled: ${all(values)}; the first was sent by ${who(0)}`,
    "inconsistent-offsets": () => `offset ${first} holds different messages: ${all(values)}`,
    duplicate: () => `${message} stands at several offsets: ${all(offsets)}`,
    G1a: () => `${message} was polled (${who(1)}), but its sending had failed (${who(0)})`,
    phantom: () => `${message} was polled (${who(0)}), but nobody sent it`,
    "precommitted-read": () => `${message} was polled by the operation that sent it (${who(0)})`,
    "committed-backwards": () =>
      `offset ${first} was committed and acknowledged (${who(0)}), then the listing showed ${backTo(second)} (${who(1)})`,
    "committed-unsent": () =>
      `the listing showed offset ${first} as committed (${who(0)}), but nobody was told of, or committed, more than ${second}`,
  };
  const known = told[anomaly];
  if (known !== undefined) return where + known();
  const step = `${quoted(values[0])} at offset ${first} to ${quoted(values[1])} at ${second}`;
  if (anomaly.endsWith("skip"))
    return `${where}${within(anomaly)} went from message ${step} and left out ${all(skipped)} (${who(-1)})`;
  if (anomaly.includes("nonmonotonic"))
    return `${where}${within(anomaly)} went from message ${step}, which is not forwards (${who(-1)})`;
  if (anomaly === "empty-transaction-graph") return "no operation follows another one";
  const circle = operations.map((at) => whoAndWhen(history, at)).slice(0, MESSAGES_MAX);
  return `${where}information flows in a circle: ${circle.join(", then ")}`;
}

function within(anomaly: string): string {
  const what = anomaly.includes("send") ? "send" : "poll";
  return anomaly.startsWith("int-") ? `one ${what}` : `from one ${what} to the next a process`;
}

/** The checker says -1 where nothing was listed. */
function backTo(offset: number | string): string {
  return typeof offset === "number" && offset < 0 ? "nothing" : String(offset);
}

function all(values: readonly Json[]): string {
  const shown = values.slice(0, MESSAGES_MAX).map((value) => quoted(value));
  const more = values.length - shown.length;
  return more > 0 ? `${shown.join(", ")} and ${more} more` : shown.join(", ");
}
