/**
 * Stream records as lines for people.
 *
 * @module
 */
import { messageId as idOf } from "../../robots/engine/ids.ts";
import type { HearsayEvent } from "../../robots/runtime/events.ts";
import type { SecretSummary, SecretUpdate } from "../../robots/secret/secret_replica.ts";
import type { InboxMessage, StreamRecord } from "./inspect_records.ts";
import { hexdump, printable, ranges, showBytes } from "./printable.ts";

/** Words of an update that are shown. */
const WORDS_MAX = 12;

/** Bytes of evidence that are shown: four lines. */
const EVIDENCE_BYTES_MAX = 64;

/** A record as lines; the first one says when and where. */
export function describeRecord(record: StreamRecord): string[] {
  const head = `${clock(record.id)}  ${record.stream.padEnd(10)}  ${printable(record.robot)}`;
  switch (record.stream) {
    case "events":
      return [`${head}  ${record.event === undefined ? "no event" : describeEvent(record.event)}`];
    case "quarantine": {
      const { id, reason, source, evidence } = record;
      const facts = `${printable(reason)}  (entry ${id}, source ${printable(source)}, ${evidence.length} bytes)`;
      return [`${head}  ${facts}`, ...indented(hexdump(evidence, EVIDENCE_BYTES_MAX))];
    }
    case "inbox": {
      const { id, from, kinds, ids, messages } = record;
      const facts = `from ${printable(from) || "nobody"}  kinds ${printable(kinds) || "-"}  ids ${printable(ids) || "-"}`;
      return [`${head}  ${facts}  (entry ${id})`, ...indented(messages.flatMap(describeMessage))];
    }
    default:
      return record satisfies never;
  }
}

function describeMessage(given: InboxMessage): string[] {
  if ("problem" in given) {
    return [
      `not a message: ${given.problem}`,
      ...indented(hexdump(given.evidence, EVIDENCE_BYTES_MAX)),
    ];
  }
  const { seq, boot, lamport, wantsUpdate, offersUpdate, summary, update } = given.message;
  const id = idOf(given.message);
  const intent = [wantsUpdate && "wants", offersUpdate && "offers"].filter(Boolean).join(" and ");
  const lines = [`${id}  life ${boot}  seq ${seq}  lamport ${lamport}  ${intent || "only tells"}`];
  if (summary !== undefined) lines.push(`  summary  ${describeSummary(summary)}`);
  if (update !== undefined) lines.push(`  update   ${describeUpdate(update)}`);
  return lines;
}

/** Such as `12 of 80 words known: 0-4,7,…`. */
export function describeSummary(summary: SecretSummary): string {
  const known = `${summary.count} of ${summary.size} words known`;
  return summary.count === 0 ? known : `${known}: ${ranges(summary.values())}`;
}

/** Such as `2 words: 3 "one ", 4 0x00ff`. */
export function describeUpdate(update: SecretUpdate): string {
  const words = update
    .slice(0, WORDS_MAX)
    .map(({ index, value }) => `${index} ${showBytes(value)}`);
  const more = update.length > WORDS_MAX ? `, … ${update.length - WORDS_MAX} more` : "";
  return `${update.length} word${update.length === 1 ? "" : "s"}: ${words.join(", ")}${more}`;
}

/** Every field that is set, with its name. */
function describeEvent(event: HearsayEvent): string {
  const {
    kind,
    robot: _,
    atMs: __,
    known,
    total,
    messageIds,
    peers,
    violation,
    file,
    ...rest
  } = event;
  const parts: string[] = [kind.padEnd(8)];
  for (const [name, value] of Object.entries(rest)) {
    if (value) parts.push(`${name} ${printable(String(value))}`);
  }
  if (total) parts.push(`known ${known ?? 0} of ${total}`);
  if (peers && peers.length > 0) parts.push(`peers ${printable(peers.join(","))}`);
  if (messageIds && messageIds.length > 0) parts.push(`ids ${printable(messageIds.join(","))}`);
  if (violation) {
    const { what, index, knownValue, givenValue, messageId } = violation;
    parts.push(
      `violation ${printable(what ?? "")}: word ${index ?? 0} known ${shown(knownValue)} given ${shown(givenValue)} by ${printable(messageId ?? "")}`,
    );
  }
  if (file) {
    parts.push(
      `file ${printable(file.path ?? "")} bytes ${file.bytes ?? 0} sha256 ${file.sha256 ?? ""}`,
    );
  }
  return parts.join("  ");
}

function shown(value: Uint8Array | null | undefined): string {
  return showBytes(value ?? new Uint8Array());
}

/** The time in a stream id, by the clock of Redis, in the time zone of this machine. */
function clock(id: string): string {
  const time = new Date(Number(id.split("-")[0]));
  const ms = String(time.getMilliseconds()).padStart(3, "0");
  return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}.${ms}`;
}

function two(part: number): string {
  return String(part).padStart(2, "0");
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `    ${line}`);
}
