/**
 * What there is to know about a final read of a counter that is wrong: what each node acknowledged and
 * read, and which additions or messages have just the difference.
 *
 * @module
 */
import type { Json, Operation } from "../checkers/history/history.ts";
import { isClient } from "./net_tally.ts";
import type { MessageEvent, RunRecord } from "./record.ts";
import { holds } from "./story_path.ts";
import { meanwhile } from "./story_strikes.ts";
import { named, quoted, secondsOf } from "./words.ts";

/** Additions or messages with just the difference: of more nobody can tell which it was. */
const SUSPECTS_SHOWN = 3;

export interface CounterFacts {
  /** The read that is wrong. */
  readonly read: Operation;
  readonly record: RunRecord;
  readonly operations: readonly Operation[];
  /** Without it no message is looked for. */
  readonly messages?: (value: Json) => Iterable<MessageEvent>;
}

export function counterLines(facts: CounterFacts): string[] {
  const { read, record, operations } = facts;
  const nodeOf = (operation: Operation): string => record.nodeOf.get(operation.process) ?? "?";
  const adds = operations.filter(({ f, type }) => f === "add" && type !== "fail");
  const acknowledged = adds.filter(({ type }) => type === "ok");
  const open = adds.filter(({ type }) => type !== "ok");
  const finals = operations.filter(
    (each) => each.f === "read" && each.final && each.type === "ok" && each !== read,
  );
  const sums = [...Map.groupBy(acknowledged, nodeOf)].map(
    ([node, own]) => `${node} ${sumOf(own)} (${additions(own.length)})`,
  );
  const reads = [...Map.groupBy(finals, nodeOf)].map(([node, own]) => {
    return `${node} ${[...new Set(own.map(({ value }) => quoted(value)))].join(" and ")}`;
  });
  const lines = [
    sums.length === 0
      ? "no node acknowledged an addition"
      : `acknowledged: ${named(sums.toSorted())}: ${sumOf(acknowledged)} in all`,
  ];
  if (open.length > 0)
    lines.push(`additions that stayed open, and may count: ${named(open.map(told))}`);
  if (reads.length > 0) lines.push(`other final reads: ${named(reads.toSorted())}`);
  // Open ones leave many sums, and no difference from any of them.
  if (open.length === 0) lines.push(...suspects(facts, acknowledged));
  const fromNs = adds[0]?.invokedNs ?? read.invokedNs;
  const nodes = [...new Set([...adds, read].map(nodeOf))];
  lines.push(...meanwhile(nodes, { fromNs, toNs: read.invokedNs }, record));
  return lines;

  function told(add: Operation): string {
    return `${quoted(add.argument)} at ${nodeOf(add)} (${secondsOf(add.invokedNs)})`;
  }
}

function sumOf(adds: readonly Operation[]): number {
  return adds.reduce((sum, { argument }) => sum + Number(argument), 0);
}

function additions(count: number): string {
  return count === 1 ? "1 addition" : `${count} additions`;
}

/** What would explain the difference if it were missing, or counted twice. */
function suspects(facts: CounterFacts, acknowledged: readonly Operation[]): string[] {
  const { read, record, messages } = facts;
  if (typeof read.value !== "number") return [];
  const difference = read.value - sumOf(acknowledged);
  if (difference === 0) return [];
  const reader = record.nodeOf.get(read.process);
  const lines = [["missing", -difference] as const, ["counted twice", difference] as const].flatMap(
    ([fate, delta]) => {
      const found = acknowledged
        .filter(({ argument }) => argument === delta)
        .map((add) => `${record.nodeOf.get(add.process) ?? "?"} (${secondsOf(add.invokedNs)})`);
      if (found.length === 0) return [];
      return [`as if an addition of ${delta} were ${fate}: ${named(found, SUSPECTS_SHOWN)}`];
    },
  );
  if (messages === undefined || reader === undefined) return lines;
  return [
    ...lines,
    ...lostTo(reader, -difference, messages(-difference)),
    ...doubledTo(reader, difference, messages(difference)),
  ];
}

function lostTo(reader: string, delta: number, messages: Iterable<MessageEvent>): string[] {
  const lines: string[] = [];
  for (const message of messages) {
    if (lines.length === SUSPECTS_SHOWN) break;
    const { event, atNs, src, dest } = message;
    if (event === "lost" && dest === reader && !isClient(src) && holds(delta, message))
      lines.push(`the message ${src} -> ${dest} with ${delta} was lost at ${secondsOf(atNs)}`);
  }
  return lines;
}

function doubledTo(reader: string, delta: number, messages: Iterable<MessageEvent>): string[] {
  const lines: string[] = [];
  /** How often a message that the network doubled has arrived, by its number. */
  const arrivals = new Map<number, number>();
  for (const message of messages) {
    if (lines.length === SUSPECTS_SHOWN) break;
    const { id, event, atNs, src, dest } = message;
    if (dest !== reader || isClient(src) || !holds(delta, message)) continue;
    if (event === "duplicated") arrivals.set(id, 0);
    const before = arrivals.get(id);
    if (event !== "received" || before === undefined) continue;
    arrivals.set(id, before + 1);
    if (before === 1)
      lines.push(`the message ${src} -> ${dest} with ${delta} arrived again at ${secondsOf(atNs)}`);
  }
  return lines;
}
