/**
 * The order in which clients meet messages: within an operation, and from one operation of a process to
 * its next. It should be that of the log, without a gap: `nonmonotonic` goes back or stays, `skip` leaves
 * out messages that are known to exist.
 *
 * @module
 */
import type { Judgement } from "./history.ts";
import { LOG_FINDINGS_SHOWN_MAX } from "./kafka_findings.ts";
import type { LogFinding, LogFindings } from "./kafka_findings.ts";
import type { Log } from "./kafka_log.ts";
import type { LogOperation, Message } from "./kafka_operations.ts";

/** A message and the operation that met it. */
interface Meeting {
  readonly message: Message | undefined;
  readonly at: number;
}

/** What a process met last, key by key. */
type Memory = Map<string, Meeting>;

/**
 * `int-poll-skip`, `int-nonmonotonic-poll`, `int-send-skip`, `int-nonmonotonic-send` within operations;
 * `poll-skip`, `nonmonotonic-poll`, `nonmonotonic-send` between those of a process.
 *
 * Compat forgets where a process was in a key when a poll answers with an empty list for it, and what it
 * has sent when it assigns other keys. Strict forgets neither.
 */
export function checkOrder(
  logs: ReadonlyMap<string, Log>,
  operations: readonly LogOperation[],
  judgement: Judgement,
  findings: LogFindings,
): void {
  const strict = judgement === "strict";
  const polledBy = new Map<number, Memory>();
  const sentBy = new Map<number, Memory>();
  for (const operation of operations) {
    const { process: client, type, at, sent, polled, assigned } = operation;
    const polls: Memory = polledBy.get(client) ?? new Map();
    const sends: Memory = sentBy.get(client) ?? new Map();
    polledBy.set(client, polls);
    sentBy.set(client, sends);
    if (assigned !== undefined && type !== "fail") {
      keep(polls, assigned);
      if (!strict) keep(sends, assigned);
    }
    for (const [key, messages] of polled) {
      const log = logs.get(key);
      within(log, key, messages, at, "poll", findings);
      const before = polls.get(key);
      const next = { message: messages[0], at };
      compare(log, key, before, next, ["poll-skip", "nonmonotonic-poll"], findings);
      if (type === "ok" && (messages.length > 0 || !strict))
        polls.set(key, { message: messages.at(-1), at });
    }
    for (const [key, messages] of sent) {
      const log = logs.get(key);
      within(log, key, messages, at, "send", findings);
      if (type === "fail") continue;
      const next = { message: messages[0], at };
      // Others may send in between, so a gap is no fault.
      compare(log, key, sends.get(key), next, [undefined, "nonmonotonic-send"], findings);
      sends.set(key, { message: messages.at(-1), at });
    }
  }
}

function keep(memory: Memory, keys: readonly string[]): void {
  const kept = new Set(keys);
  for (const key of memory.keys()) if (!kept.has(key)) memory.delete(key);
}

function within(
  log: Log | undefined,
  key: string,
  messages: readonly Message[],
  at: number,
  what: "poll" | "send",
  findings: LogFindings,
): void {
  const names = [`int-${what}-skip`, `int-nonmonotonic-${what}`] as const;
  for (let place = 1; place < messages.length; place++) {
    const before = { message: messages[place - 1], at };
    compare(log, key, before, { message: messages[place], at }, names, findings);
  }
}

function compare(
  log: Log | undefined,
  key: string,
  before: Meeting | undefined,
  next: Meeting,
  [skip, nonmonotonic]: readonly [string | undefined, string],
  findings: LogFindings,
): void {
  if (log === undefined || before?.message === undefined || next.message === undefined) return;
  const from = log.indexOf(before.message.identity);
  const to = log.indexOf(next.message.identity);
  if (from === undefined || to === undefined) return;
  const finding = (): LogFinding => ({
    key,
    operations: before.at === next.at ? [next.at] : [before.at, next.at],
    values: [before.message!.value, next.message!.value],
    offsets: [log.places[from]!.offset, log.places[to]!.offset],
  });
  if (to <= from) findings.add(nonmonotonic, finding);
  else if (to > from + 1 && skip !== undefined)
    findings.add(skip, () => ({
      ...finding(),
      skipped: log.places
        .slice(from + 1, Math.min(to, from + 1 + LOG_FINDINGS_SHOWN_MAX))
        .map(({ values }) => values[0]!.value),
    }));
}
