/**
 * A run's operations and messages as the page carries them: columns in blocks, each packed with gzip and
 * written in base64. Blocks keep what is unpacked at once small, however long the run was. The browser's
 * side of it is `client/`.
 *
 * @module
 */
import { gzipSync } from "node:zlib";
import type { HistoryEvent, Json, Operation } from "../../checkers/history/history.ts";
import type { MessageEvent } from "../record.ts";
import { FATES, type MessageBlock, type OperationRow } from "./client/model.ts";

/** Events, or operations, in a block: some megabytes as text. */
const BLOCK_ROWS = 20_000;

/** Of a value or a body. Longer ones are whole in history.jsonl and messages.jsonl. */
export const TEXT_MAX = 4000;

/** Messages block by block. Of each only the number that it has here is kept. */
export async function* messageBlocks(
  messages: Iterable<MessageEvent> | AsyncIterable<MessageEvent>,
): AsyncGenerator<string> {
  const names = new Map<string, number>();
  const indexes = new Map<number, number>();
  let block = emptyBlock();
  let beforeUs = 0;
  for await (const { id, atNs, event, reason, src, dest, body } of messages) {
    const nameIndex = (name: string): number => {
      const known = names.get(name);
      if (known !== undefined) return known;
      block.names.push(name);
      names.set(name, names.size);
      return names.size - 1;
    };
    const index = indexes.get(id);
    // Small numbers pack well: messages since this one, time since the event before.
    block.backs.push(index === undefined ? 0 : indexes.size - index);
    if (index === undefined) {
      indexes.set(id, indexes.size);
      block.src.push(nameIndex(src));
      block.dest.push(nameIndex(dest));
      block.bodies.push(shortText(body));
    }
    const atUs = Math.round(atNs / 1000);
    block.stepsUs.push(atUs - beforeUs);
    block.fates.push(FATES.indexOf(event === "lost" ? (reason ?? "loss") : event));
    beforeUs = atUs;
    if (block.fates.length < BLOCK_ROWS) continue;
    yield pack(block);
    block = emptyBlock();
  }
  if (block.fates.length > 0) yield pack(block);
}

/** Operations block by block. */
export function* operationBlocks(
  operations: readonly Operation[],
  history: readonly HistoryEvent[],
  nodeOf: ReadonlyMap<number, string>,
): Generator<string> {
  for (let from = 0; from < operations.length; from += BLOCK_ROWS) {
    yield pack(
      operations.slice(from, from + BLOCK_ROWS).map((operation): OperationRow => {
        const { process: client, f, type, invokedNs, completedNs, argument, value } = operation;
        const error = history[operation.completedAt]?.error;
        return [
          client,
          nodeOf.get(client) ?? "",
          f,
          type,
          Math.round(invokedNs / 1000),
          Number.isFinite(completedNs) ? Math.round(completedNs / 1000) : -1,
          shortText(argument),
          type === "ok" ? shortText(value) : "",
          error === undefined ? "" : shortText(error),
          operation.invokedAt,
          Number.isFinite(operation.completedAt) ? operation.completedAt : -1,
        ];
      }),
    );
  }
}

/** Gzip's own time stamp is zero in node, so that the same run gives the same page. */
export function pack(value: unknown): string {
  return gzipSync(JSON.stringify(value)).toString("base64");
}

type Draft = { -readonly [K in keyof MessageBlock]: MessageBlock[K][number][] };

function emptyBlock(): Draft {
  return { names: [], src: [], dest: [], bodies: [], stepsUs: [], fates: [], backs: [] };
}

function shortText(value: Json): string {
  const text = JSON.stringify(value);
  if (text.length <= TEXT_MAX) return text;
  return `${text.slice(0, TEXT_MAX)}… (${text.length} characters)`;
}
