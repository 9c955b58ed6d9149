/**
 * Logs like Kafka's, after Jepsen's checker: from what clients were told of offsets and messages it pieces
 * the logs together, and then names what cannot be.
 *
 * @module
 */
import type { HistoryEvent, Judgement, Verdict } from "./history.ts";
import { checkCommits } from "./kafka_commits.ts";
import { checkCycles } from "./kafka_cycles.ts";
import { checkFates, writersOf } from "./kafka_fates.ts";
import { LogFindings } from "./kafka_findings.ts";
import type { LogAnomaly } from "./kafka_findings.ts";
import { checkLogs, logsOf, readByOk } from "./kafka_log.ts";
import type { Log, MessageSets } from "./kafka_log.ts";
import { logOperationsOf } from "./kafka_operations.ts";
import { checkOrder } from "./kafka_order.ts";

export interface KafkaResult {
  readonly valid: Verdict;
  /** Names of all anomalies, and of those that make the history invalid, in alphabetical order. */
  readonly errorTypes: readonly string[];
  readonly badErrorTypes: readonly string[];
  readonly anomalies: Readonly<Record<string, LogAnomaly>>;
  /** Why the verdict is none of the original's, or not certain. */
  readonly remarks: readonly string[];
}

/** Sends of others may fall between those of one operation. */
const ALLOWED: ReadonlySet<string> = new Set(["int-send-skip"]);

/**
 * Judges a history of `assign`, `send`, `poll`, and in strict mode of `commit_offsets` and
 * `list_committed_offsets`. @see logOperationsOf for their form.
 *
 * Where the original throws, the other checks still say what they find, and a remark tells why it threw.
 *
 * @throws RangeError when a value has another form, or invocations and completions do not pair up.
 *
 * @example
 * ```ts
 * import { kafka } from "./kafka.ts";
 * const { valid, anomalies } = kafka(
 *   [
 *     { process: 0, type: "invoke", f: "send", value: [["send", "k", "a"]] },
 *     { process: 0, type: "ok", f: "send", value: [["send", "k", [0, "a"]]] },
 *     { process: 0, type: "invoke", f: "send", value: [["send", "k", "b"]] },
 *     { process: 0, type: "ok", f: "send", value: [["send", "k", [1, "b"]]] },
 *     { process: 1, type: "invoke", f: "poll", value: [["poll"]] },
 *     { process: 1, type: "ok", f: "poll", value: [["poll", { k: [[1, "b"]] }]] },
 *   ],
 *   "compat",
 * );
 * console.log(valid, anomalies["lost-write"]?.shown[0]?.values); // false [ 'a' ]
 * ```
 */
export function kafka(history: readonly HistoryEvent[], judgement: Judgement): KafkaResult {
  const strict = judgement === "strict";
  const operations = logOperationsOf(history);
  const read = readByOk(operations);
  const logs = logsOf(operations, read);
  const findings = new LogFindings();
  checkLogs(logs, operations, findings);
  checkOrder(logs, operations, judgement, findings);
  checkFates(logs, operations, read, findings);
  checkCycles(operations, writersOf(operations), findings);
  if (strict) checkCommits(operations, findings);
  const anomalies = findings.all;
  // Too little to say anything is no fault of the system.
  if (strict) delete anomalies["empty-transaction-graph"];
  const errorTypes = Object.keys(anomalies);
  const badErrorTypes = errorTypes.filter((name) => !ALLOWED.has(name));
  const remarks = remarksOn(logs, read, anomalies);
  const idle = strict && ![...read.values()].some(({ size }) => size > 0);
  if (idle) remarks.push("no poll has read anything");
  return {
    valid: badErrorTypes.length > 0 ? false : idle ? "unknown" : true,
    errorTypes,
    badErrorTypes,
    anomalies,
    remarks,
  };
}

function remarksOn(
  logs: ReadonlyMap<string, Log>,
  read: MessageSets,
  { phantom }: Readonly<Record<string, LogAnomaly>>,
): string[] {
  const remarks: string[] = [];
  const empty = [...read].filter(
    ([key, seen]) => ![...seen].some((identity) => logs.get(key)?.first.has(identity) === true),
  );
  if (empty.length > 0) {
    const keys = empty.map(([key]) => JSON.stringify(key)).join(", ");
    remarks.push(
      `the original throws, as polls have answered for ${keys} and never with a message: that is no fault`,
    );
  }
  if (phantom !== undefined)
    remarks.push(
      "the original throws, as a poll has read a message that nobody sent: that is a fault",
    );
  return remarks;
}
