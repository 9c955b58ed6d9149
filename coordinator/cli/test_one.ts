/**
 * One test of `hearsay test`, and what is kept of it: results.json, history.jsonl, messages.jsonl,
 * plan.json, the logs of the nodes, results.html and, of a failure that can be shrunk, case.json.
 *
 * @module
 */
import { join, relative } from "node:path";
import { mkdir } from "node:fs/promises";
import { VERSION } from "../version.ts";
import { caseText } from "../workbench/case_file.ts";
import type { Script, Watcher } from "../workbench/conduct.ts";
import type { Journal } from "../workbench/envelope.ts";
import {
  fileSink,
  lookUpIn,
  MessageLog,
  piecesOf,
  readMessages,
} from "../workbench/message_log.ts";
import { renderPage } from "../workbench/page/page.ts";
import type { TestPlan } from "../workbench/plan.ts";
import type { RunRecord } from "../workbench/record.ts";
import type { Tested } from "../workbench/run_test.ts";
import type { Shrunk } from "../workbench/shrink_case.ts";
import { openStore, type StoredRun } from "../workbench/store.ts";
import { storyOf } from "../workbench/story.ts";
import type { MessageLookup } from "../workbench/story_lines.ts";
import type { Target } from "./test_target.ts";

/** Some millions of messages: a flood must not fill the disk. */
const MESSAGES_CHARACTERS_MAX = 500_000_000;

export interface OneOptions {
  readonly target: Target;
  readonly plan: TestPlan;
  readonly script?: Script;
  readonly signal: AbortSignal;
  readonly watch?: Watcher;
  readonly progress: (nowNs: number) => void;
  /** Besides those that are kept. */
  readonly journals: readonly Journal[];
  /** Hears the lines that nodes write for people, besides their logs. */
  readonly log?: (node: string, line: string) => void;
  /** Where the nodes' logs go. */
  readonly logFolder?: string;
}

export interface Kept {
  readonly tested: Tested;
  /** Where everything lies; none when nothing was kept. */
  readonly folder: string | undefined;
  /** Finds the messages with a value. */
  readonly messages: MessageLookup | undefined;
}

/** Runs a test and keeps nothing. */
export function runOne({ target, log = () => {}, ...options }: OneOptions): Promise<Tested> {
  return target.run({ ...options, log });
}

/**
 * Runs a test and keeps all of it in a new folder of `store`.
 *
 * @param command How to run it again.
 */
export async function keepOne(options: OneOptions, store: string, command: string): Promise<Kept> {
  const stored = await openStore(store, options.plan, new Date());
  const logFolder = join(stored.path, "node-logs");
  await mkdir(logFolder);
  const messagesFile = join(stored.path, "messages.jsonl");
  const sink = fileSink(messagesFile);
  let written = 0;
  const messageLog = new MessageLog((lines) => {
    written += lines.length;
    if (written <= MESSAGES_CHARACTERS_MAX) sink.write(lines);
  });
  let tested: Tested;
  try {
    const journals = [...options.journals, messageLog];
    tested = await runOne({ ...options, journals, logFolder });
  } finally {
    messageLog.flush();
    sink.close();
  }
  if (written > MESSAGES_CHARACTERS_MAX)
    process.stderr.write(
      "hearsay: messages.jsonl ends early: the nodes sent more than anybody can look at\n",
    );
  const messages = lookUpIn(() => piecesOf(messagesFile));
  const fromHere = relative(process.cwd(), stored.path);
  const folder = fromHere.startsWith("..") ? stored.path : fromHere;
  await writeAll(stored, tested, { command, messages, messagesFile, folder });
  return { tested, folder, messages };
}

/** Keeps a shrunk failure beside the run. Returns the file. */
export async function keepCase(
  folder: string,
  module: string,
  { case: smallest, tested }: Shrunk,
): Promise<string> {
  const file = join(folder, "case.json");
  const anomaly = tested.outcome.complaints[0]?.anomaly ?? "unknown";
  const text = caseText({
    ...smallest,
    module: relative(folder, module),
    anomaly,
    trace: tested.trace,
    hearsay: VERSION,
  });
  const { writeFile } = await import("node:fs/promises");
  await writeFile(file, text);
  return file;
}

interface Keeping {
  readonly command: string;
  readonly messages: MessageLookup;
  readonly messagesFile: string;
  readonly folder: string;
}

async function writeAll(
  stored: StoredRun,
  { outcome, trace }: Tested,
  { command, messages, messagesFile, folder }: Keeping,
): Promise<void> {
  const { record } = outcome;
  await stored.write("plan.json", `${JSON.stringify(record.plan, undefined, 2)}\n`);
  await stored.write("history.jsonl", historyLines(record));
  await stored.write(
    "results.json",
    `${JSON.stringify({ ...resultsObject(outcome.results), trace }, undefined, 2)}\n`,
  );
  const page = await renderPage({
    outcome,
    storyText: storyOf(outcome, { messages, folder }),
    messages: readMessages(piecesOf(messagesFile)),
    command,
  });
  await stored.write("results.html", page);
}

function resultsObject(results: unknown): object {
  return results as object;
}

/** As Jepsen writes a history; what the nemesis does stands between the operations. */
function historyLines({ history, strikes }: RunRecord): string {
  const lines: string[] = [];
  let struck = 0;
  const strikeUntil = (timeNs: number): void => {
    for (; struck < strikes.length && strikes[struck]!.atNs <= timeNs; struck++) {
      const { atNs, f, what } = strikes[struck]!;
      lines.push(JSON.stringify({ time: atNs, process: "nemesis", type: "info", f, value: what }));
    }
  };
  for (const [
    index,
    { process: id, type, f, value, timeNs = 0, final, error },
  ] of history.entries()) {
    strikeUntil(timeNs);
    const extra = {
      ...(final === true ? { "final?": true } : {}),
      ...(error === undefined ? {} : { error }),
    };
    lines.push(JSON.stringify({ index, time: timeNs, process: id, type, f, value, ...extra }));
  }
  strikeUntil(Infinity);
  return lines.map((line) => `${line}\n`).join("");
}
