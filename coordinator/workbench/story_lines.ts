/**
 * The story of a test, the verdict first: what is wrong and where to look, then the figures. Plain
 * lines with a tone, so that a terminal and a page can show the same.
 *
 * @module
 */
import type { Json, Operation, Verdict } from "../checkers/history/history.ts";
import { operationsOf } from "../checkers/history/history.ts";
import { identityOf, isList } from "../checkers/history/json_values.ts";
import type { MessageEvent, RunRecord, TestOutcome } from "./record.ts";
import { counterLines } from "./story_counter.ts";
import { pathOf } from "./story_path.ts";
import { pathLines } from "./story_path_lines.ts";
import { picture, PICTURE_COLUMNS } from "./story_picture.ts";
import { meanwhile } from "./story_strikes.ts";
import { summaryLines } from "./story_summary.ts";
import { clipped, errorInWords, msOf, quoted, secondsOf } from "./words.ts";
import type { Complaint } from "./workload.ts";
import { NS_PER_MS } from "./clock.ts";

export type Tone = "good" | "bad" | "unsure" | "detail" | "plain";

export interface StoryLine {
  readonly text: string;
  readonly tone: Tone;
}

/**
 * Finds what happened to the messages that hold a value, in the order of time. It may give others, too.
 */
export type MessageLookup = (value: Json) => Iterable<MessageEvent>;

export interface StoryOptions {
  /** Without it no value is followed. */
  readonly messages?: MessageLookup;
  /** Where the files of the run lie. */
  readonly folder?: string;
}

/** Complaints told in full, the first of each anomaly: a second one of the same says little more. */
const COMPLAINTS_SHOWN = 3;
/** Operations of a complaint in words. */
const OPERATIONS_SHOWN = 4;
/** Lines that a node wrote before it crashed: most stacks are no longer. */
const LAST_LINES_SHOWN = 12;

/** Tells a test. */
export function storyLines(outcome: TestOutcome, options: StoryOptions = {}): StoryLine[] {
  const { complaints, record } = outcome;
  const lines = [verdictLine(outcome)];
  const tone = toneOf(outcome.valid);
  const operations = operationsOf(record.history);
  const shown = firstOfEach(complaints).slice(0, COMPLAINTS_SHOWN);
  for (const complaint of shown) {
    lines.push(...sentences(complaint).map((text) => ({ text, tone })));
    const details = detailsOf(complaint, { ...outcome, operations }, options.messages);
    lines.push(...details.map((text): StoryLine => ({ text: `    ${text}`, tone: "plain" })));
  }
  const others = othersOf(complaints, shown);
  if (others !== undefined) lines.push({ text: `  and in results.json ${others}`, tone });
  lines.push(...summaryLines(outcome, options.folder).map(asDetail));
  return lines;
}

/** The other complaints by their anomaly: `3 more lost, 1 duplicated`. */
function othersOf(
  complaints: readonly Complaint[],
  shown: readonly Complaint[],
): string | undefined {
  const counts = new Map<string, number>();
  for (const complaint of complaints) {
    const { anomaly, count = 1 } = complaint;
    if (!shown.includes(complaint)) counts.set(anomaly, (counts.get(anomaly) ?? 0) + count);
  }
  if (counts.size === 0) return undefined;
  const known = new Set(shown.map(({ anomaly }) => anomaly));
  const parts = [...counts].map(
    ([anomaly, count]) => `${count} ${known.has(anomaly) ? "more " : ""}${anomaly}`,
  );
  return parts.join(", ");
}

function firstOfEach(complaints: readonly Complaint[]): Complaint[] {
  const seen = new Set<string>();
  return complaints.filter(({ anomaly }) => !seen.has(anomaly) && seen.add(anomaly));
}

const asDetail = (text: string): StoryLine => ({ text, tone: "detail" });

function verdictLine({ valid, record: { plan, broken } }: TestOutcome): StoryLine {
  const nodes = plan.nodes.length === 1 ? "1 node" : `${plan.nodes.length} nodes`;
  const what = `${plan.workload} on ${nodes}, seed ${clipped(plan.seed)}, judged ${plan.judgement}`;
  const verdict = valid === true ? "VALID" : valid === false ? "INVALID" : "UNKNOWN";
  const why =
    valid === "unknown" && broken === undefined
      ? ": nothing forbidden was seen, but not enough to say that all is well"
      : "";
  return { text: `${verdict}  ${what}${why}`, tone: toneOf(valid) };
}

function toneOf(valid: Verdict): Tone {
  return valid === true ? "good" : valid === false ? "bad" : "unsure";
}

/** A long complaint, such as a cycle with its steps, has a line for each of its parts. */
function sentences({ anomaly, what }: Complaint): string[] {
  const whole = `  ${anomaly}: ${what}`;
  if (whole.length <= PICTURE_COLUMNS) return [whole];
  // Where transactions stand comes last, in brackets; the picture shows it.
  const [first = "", ...rest] = what.replace(/ \[T\d+: [^[\]]*\]$/, "").split(/(?<=[;.]) /);
  return [`  ${anomaly}: ${first}`, ...rest.map((part) => `    ${part}`)];
}

type Told = TestOutcome & { readonly operations: readonly Operation[] };

function detailsOf(complaint: Complaint, told: Told, messages?: MessageLookup): string[] {
  const { record, operations } = told;
  if (complaint.anomaly === "crash") return lastLinesOf(complaint, told);
  const { value } = complaint;
  const involved = operationsAt(complaint, operations);
  if (value === undefined) {
    const [only, second] = involved;
    if (only === undefined) return [];
    if (second !== undefined) return [...pictured(involved, told), ...struck(involved, record)];
    const counted = COUNTED.includes(complaint.anomaly)
      ? counterLines({ read: only, record, operations, ...(messages && { messages }) })
      : [];
    return [inWords(only, told), ...counted];
  }
  const lines = involved
    .slice(0, OPERATIONS_SHOWN)
    .map((operation) => inWords(operation, told, value));
  const path =
    messages === undefined
      ? []
      : pathLines({ value, path: pathOf(value, messages(value)), record, operations });
  // Where the value went says what hit it.
  return [...lines, ...(path.length === 0 ? struck(involved, record) : path)];
}

/** Complaints about the final read of a counter. */
const COUNTED: readonly string[] = ["final-read", "diverged"];

/** What struck the nodes of operations between the first and the last of them. */
function struck(involved: readonly Operation[], record: RunRecord): string[] {
  const nodes = involved.map((operation) => record.nodeOf.get(operation.process) ?? "");
  const ends = involved.map(({ completedNs, invokedNs }) =>
    completedNs === Infinity ? invokedNs : completedNs,
  );
  const fromNs = Math.min(...involved.map(({ invokedNs }) => invokedNs));
  return meanwhile(nodes, { fromNs, toNs: Math.max(...ends) }, record);
}

function lastLinesOf(complaint: Complaint, { complaints, record }: TestOutcome): string[] {
  const crashes = complaints.filter(({ anomaly }) => anomaly === "crash");
  const crash = record.crashes[crashes.indexOf(complaint)];
  const lines = (crash?.lastLines ?? []).flatMap((line) => line.split("\n"));
  return lines.slice(-LAST_LINES_SHOWN).map((line) => `| ${clipped(line)}`);
}

/** In the order of the complaint, each once. */
function operationsAt({ events }: Complaint, operations: readonly Operation[]): Operation[] {
  const byEvent = new Map<number, Operation>();
  for (const operation of operations) {
    byEvent.set(operation.invokedAt, operation);
    byEvent.set(operation.completedAt, operation);
  }
  const found = events.map((event) => byEvent.get(event));
  return [...new Set(found)].filter((operation) => operation !== undefined);
}

function pictured(involved: readonly Operation[], { record, operations }: Told): string[] {
  const isTransactional = record.plan.workload.startsWith("txn-");
  const drawn = involved.map((operation) => {
    // Complaints call transactions T and their place in the order of invocations.
    const name = isTransactional ? `T${operations.indexOf(operation)}` : operation.f;
    return { operation, text: `${name} ${valueOf(operation)}${markOf(operation)}` };
  });
  const from = Math.min(...involved.map(({ invokedNs }) => invokedNs));
  const nodes = record.nodeOf;
  return [...picture(drawn, nodes, PICTURE_COLUMNS - 4), `from ${secondsOf(from)} on`];
}

/** Without the quotes of JSON: every column counts. */
function valueOf({ f, argument, value, type }: Operation): string {
  const known = type === "ok" ? value : argument;
  if (f !== "txn" || !isList(known)) return quoted(known).replaceAll('"', "");
  const parts = known.map((part) =>
    isList(part) ? part.map((each) => quoted(each)).join(" ") : "",
  );
  return clipped(parts.join(", ").replaceAll('"', ""));
}

function markOf({ type }: Operation): string {
  return type === "ok" ? "" : type === "fail" ? " failed" : " ?";
}

/** @param followed A value that matters: of a list nothing else is said. */
function inWords(operation: Operation, { record }: Told, followed?: Json): string {
  const { f, argument, value, type, invokedNs, completedNs } = operation;
  const who = `process ${operation.process} at ${record.nodeOf.get(operation.process) ?? "?"}`;
  const asked = argument === null ? f : `${f} ${quoted(argument)}`;
  const took =
    completedNs === Infinity ? "" : ` after ${msOf((completedNs - invokedNs) / NS_PER_MS)} ms`;
  const got = type === "ok" && value !== argument ? `: ${answerOf(value, followed)}` : "";
  const error = record.history[operation.completedAt]?.error;
  const why = error === undefined ? "" : `: ${errorInWords(error)}`;
  return `${secondsOf(invokedNs)}  ${who}: ${asked} -> ${type}${took}${got}${why}`;
}

function answerOf(value: Json, followed?: Json): string {
  if (followed === undefined || !isList(value)) return quoted(value);
  const wanted = identityOf(followed);
  const isThere = value.some((each) => identityOf(each) === wanted);
  return `${value.length} ${value.length === 1 ? "value" : "values"} ${isThere ? "with" : "without"} ${quoted(followed)}`;
}
