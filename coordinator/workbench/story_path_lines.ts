/**
 * The path of a value in sentences: who told whom, and why the others never heard of it.
 *
 * @module
 */
import type { Json, Operation } from "../checkers/history/history.ts";
import { identityOf, isList } from "../checkers/history/json_values.ts";
import { named, quoted, secondsOf, times } from "./words.ts";
import type { Strike } from "./fault_schedule.ts";
import { isClient } from "./net_tally.ts";
import type { RunRecord } from "./record.ts";
import type { Leg, Loss, ValuePath } from "./story_path.ts";
import { killIn } from "./story_strikes.ts";

/** Senders that one node is told of. */
const SENDERS_MAX = 6;
/** Nodes that a story is told of: more of them are like these. */
const NODES_MAX = 4;

export interface PathFacts {
  readonly value: Json;
  readonly path: ValuePath;
  readonly record: RunRecord;
  readonly operations: readonly Operation[];
}

/** None when no client's request held the value. */
export function pathLines(facts: PathFacts): string[] {
  const { path, record } = facts;
  const { learned, legs } = path;
  const origins = learned.filter(({ from }) => isClient(from));
  if (origins.length === 0) return [];
  const missing = record.plan.nodes.filter((node) => !learned.some((each) => each.node === node));
  const lines = origins
    .slice(0, NODES_MAX)
    .map(({ node, from, atNs }) => `${node} had it from its client ${from} at ${secondsOf(atNs)}`);
  if (legs.length === 0 && missing.length > 0) {
    const all = record.plan.nodes.length === 1 ? "" : `: ${named(missing)} never heard of it`;
    lines.push(`no message from there on shows it as JSON${all}`);
  } else {
    lines.push(...tellings(path), ...missed(missing, facts));
  }
  lines.push(...lastReads(facts));
  if (path.isCutShort) lines.push("(there is more, but this is where following it ended)");
  return lines;
}

/** Who brought it to whom: for each node the first message with it that arrived. */
function tellings({ learned }: ValuePath): string[] {
  const told = new Map<string, string[]>();
  for (const { node, from, atNs } of learned)
    if (!isClient(from))
      told.set(from, [...(told.get(from) ?? []), `${node} (${secondsOf(atNs)})`]);
  const lines = [...told].map(([from, nodes]) => `${from} told ${named(nodes)}`);
  if (lines.length <= NODES_MAX) return lines;
  return [...lines.slice(0, NODES_MAX), `and ${lines.length - NODES_MAX} others passed it on`];
}

/** Nodes that missed it for the same reasons are told of together. */
function missed(missing: readonly string[], { path, record }: PathFacts): string[] {
  const byReason = new Map<string, string[]>();
  for (const node of missing) {
    const attempts = path.legs.filter(({ to }) => to === node);
    const told = attempts.slice(0, SENDERS_MAX).map((leg) => attempt(leg, record.strikes));
    const reason = told.join("; ");
    byReason.set(reason, [...(byReason.get(reason) ?? []), node]);
  }
  const lines = [...byReason].map(([reason, nodes]) =>
    reason === "" ? `nobody ever told ${named(nodes)}` : `${named(nodes)} never got it: ${reason}`,
  );
  if (lines.length <= NODES_MAX) return lines;
  const others = [...byReason.values()].slice(NODES_MAX).flat();
  return [...lines.slice(0, NODES_MAX), `nor did ${named(others)} get it`];
}

function attempt({ from, sent, lost }: Leg, strikes: readonly Strike[]): string {
  const ends = lost.map(
    (loss) => `${loss.count === sent ? "" : `${loss.count} `}${lossOf(loss, strikes)}`,
  );
  const pending = sent - lost.reduce((sum, { count }) => sum + count, 0);
  if (pending > 0) ends.push(`${pending === sent ? "" : `${pending} `}still on the way at the end`);
  return `${from} sent it ${times(sent)}, ${ends.join(", ")}`;
}

function lossOf({ reason, count, firstNs }: Loss, strikes: readonly Strike[]): string {
  const when = `${count === 1 ? "at" : "first at"} ${secondsOf(firstNs)}`;
  switch (reason) {
    case "loss":
      return `lost by chance ${when}`;
    case "cut": {
      const cut = strikes.findLast(({ f, atNs }) => f === "cut" && atNs <= firstNs);
      return `cut off ${when}${cut === undefined ? "" : ` (${cut.what})`}`;
    }
    case "down":
      return `to a node that was down ${when}`;
    default:
      return `to nobody of that name ${when}`;
  }
}

/** The last read of each node, when reads are lists and lack the value. */
function lastReads({ value, path, record, operations }: PathFacts): string[] {
  const last = new Map<string, Operation>();
  for (const operation of operations) {
    const node = record.nodeOf.get(operation.process);
    if (node === undefined || operation.f !== "read" || operation.type !== "ok") continue;
    last.set(node, operation);
  }
  const wanted = identityOf(value);
  const lacking = [...last].filter(
    ([, read]) => isList(read.value) && !read.value.some((each) => identityOf(each) === wanted),
  );
  if (lacking.length === 0) return [];
  const killed: string[] = [];
  const told = lacking.map(([node, { invokedNs }]) => {
    const { arrivalsNs = [] } = path.learned.find((each) => each.node === node) ?? {};
    const heardNs = arrivalsNs.findLast((atNs) => atNs <= invokedNs);
    if (heardNs === undefined) return `${node} (${secondsOf(invokedNs)})`;
    const kill = killIn(node, { fromNs: heardNs, toNs: invokedNs }, record.strikes);
    if (kill === undefined) return `${node} (${secondsOf(invokedNs)}, though it had heard it)`;
    const again = kill.againNs === undefined ? "" : ` at ${secondsOf(kill.againNs)}`;
    killed.push(
      `${node} had it, was killed at ${secondsOf(kill.atNs)} and started again${again} without it`,
    );
    return `${node} (${secondsOf(invokedNs)})`;
  });
  return [`the last read lacks ${quoted(value)} at ${named(told)}`, ...killed.slice(0, NODES_MAX)];
}
