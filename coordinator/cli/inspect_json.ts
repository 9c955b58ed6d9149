/**
 * Stream records as JSON: words as text where they are UTF-8, other bytes in base64.
 *
 * @module
 */
import { messageId } from "../../robots/engine/ids.ts";
import type { HearsayEvent } from "../../robots/runtime/events.ts";
import type { InboxMessage, StreamRecord } from "./inspect_records.ts";
import { textOrHex } from "./printable.ts";

/** What `JSON.stringify` turns into the one line of a record. */
export function plainRecord(record: StreamRecord): Record<string, unknown> {
  const { stream, id, robot } = record;
  const head = { stream, id, atMs: Number(id.split("-")[0]), robot };
  switch (record.stream) {
    case "events":
      return { ...head, event: record.event === undefined ? null : plainEvent(record.event) };
    case "quarantine": {
      const { reason, source, evidence } = record;
      return { ...head, reason, source, evidence: base64(evidence) };
    }
    case "inbox": {
      const { from, kinds, ids, messages } = record;
      return { ...head, from, kinds, ids, messages: messages.map(plainMessage) };
    }
    default:
      return record satisfies never;
  }
}

function plainMessage(given: InboxMessage): Record<string, unknown> {
  if ("problem" in given) return { problem: given.problem, evidence: base64(given.evidence) };
  const { summary, update, ...head } = given.message;
  return {
    id: messageId(given.message),
    ...head,
    ...(summary !== undefined && {
      summary: { wordCount: summary.size, count: summary.count, known: [...summary.values()] },
    }),
    ...(update !== undefined && {
      update: update.map(({ index, value }) => ({ index, ...textOrHex(value) })),
    }),
  };
}

/** Every field that is set. */
function plainEvent(event: HearsayEvent): Record<string, unknown> {
  const { violation, file, ...rest } = event;
  const set = Object.entries(rest).filter(([, value]) =>
    Array.isArray(value) ? value.length > 0 : Boolean(value),
  );
  const { knownValue, givenValue } = violation ?? {};
  return {
    ...Object.fromEntries(set),
    ...(file && { file: { ...file } }),
    ...(violation && {
      violation: {
        ...violation,
        knownValue: textOrHex(knownValue ?? new Uint8Array()),
        givenValue: textOrHex(givenValue ?? new Uint8Array()),
      },
    }),
  };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}
