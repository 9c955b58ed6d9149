/**
 * `hearsay inspect RUN`: what is in a run's streams, decoded, with the names of the fields.
 *
 * @module
 */
import { type Command, Option } from "commander";
import type { RobotId } from "../../robots/engine/ids.ts";
import { secretCodec } from "../../robots/secret/codec.ts";
import { sleep } from "../../robots/transport/deadline.ts";
import { close, connect, whenReady } from "../redis/connect.ts";
import type { RunName } from "../redis/keys.ts";
import { plainRecord } from "./inspect_json.ts";
import {
  eventRecord,
  inboxRecord,
  quarantineRecord,
  type StreamName,
  type StreamRecord,
} from "./inspect_records.ts";
import { describeRecord } from "./inspect_text.ts";
import { checkRobots, commandOnRun, type OpenRun, type RunFlags, withRun } from "./open_run.ts";
import { endOnClosedPipe } from "./closed_pipe.ts";
import { newestEntries, newestId, nextEntries, type StreamEntry } from "./scan_stream.ts";
import { robotName, wholeNumber } from "./values.ts";

const STREAMS = ["events", "quarantine", "inbox", "all"] as const;

/** Entries shown of each stream: all that Redis keeps. */
const COUNT_MAX = 100_000;

/** How long one look at the streams waits, and how soon a new robot's inbox is noticed. */
const FOLLOW_MS = 500;

const READY_MS_MAX = 5000;

interface Flags extends RunFlags {
  readonly stream: (typeof STREAMS)[number];
  readonly robot?: RobotId;
  readonly count: number;
  readonly follow?: boolean;
  readonly json?: boolean;
}

/** A stream to show. */
interface Source {
  readonly key: string;
  readonly record: (entry: StreamEntry) => StreamRecord;
}

export function inspectCommand(): Command {
  return commandOnRun("inspect", "Decode a run's streams: events, quarantine and inboxes.")
    .addOption(new Option("--stream <name>", "which one").choices([...STREAMS]).default("all"))
    .addOption(new Option("--robot <name>", "only what is about this robot").argParser(robotName))
    .addOption(
      new Option("--count <n>", "the newest n entries of each stream")
        .argParser(wholeNumber(0, COUNT_MAX))
        .default(20),
    )
    .addOption(new Option("--follow", "go on with what comes, until Ctrl-C"))
    .addOption(new Option("--json", "print one JSON object a line"))
    .addHelpText(
      "after",
      `
Examples:
  hearsay inspect demo
  hearsay inspect demo --stream inbox --robot r3 --follow
  hearsay inspect demo --stream quarantine
  hearsay inspect demo --stream events --count 100000 --json | jq -c 'select(.event.kind == "lost")'

A robot trims its inbox as it reads, so an idle inbox is empty; --follow sees most of what passes.`,
    )
    .action(perform);
}

async function perform(run: RunName, flags: Flags): Promise<void> {
  endOnClosedPipe();
  await withRun(run, flags, async (open) => {
    if (flags.robot !== undefined) {
      await checkRobots(open.store, [flags.robot], `cannot inspect ${flags.robot}`);
    }
    // What comes while the newest entries are shown must not be missed.
    const after = new Map<string, string>();
    const sources = await sourcesOf(open, flags);
    for (const { key } of sources) after.set(key, await newestId(open.store.redis, key));
    await showNewest(open, sources, flags);
    if (flags.follow) await follow(open, after, flags);
  });
}

async function sourcesOf({ store, description }: OpenRun, flags: Flags): Promise<Source[]> {
  const { keys } = store;
  const wants = (name: StreamName): boolean => flags.stream === "all" || flags.stream === name;
  const sources: Source[] = [];
  if (wants("events")) sources.push({ key: keys.events, record: eventRecord });
  if (wants("quarantine")) sources.push({ key: keys.quarantine, record: quarantineRecord });
  if (wants("inbox")) {
    const codec = secretCodec(description.config.secret.wordCount);
    for (const robot of flags.robot === undefined ? await store.places() : [flags.robot]) {
      const record = (entry: StreamEntry): StreamRecord => inboxRecord(robot, entry, codec);
      sources.push({ key: keys.inbox(robot), record });
    }
  }
  return sources;
}

/** The newest entries of all streams, in the order in which they were written. */
async function showNewest(
  { store }: OpenRun,
  sources: readonly Source[],
  flags: Flags,
): Promise<void> {
  if (flags.count === 0) return;
  const records: StreamRecord[] = [];
  for (const { key, record } of sources) {
    const wanted = (entry: StreamEntry): boolean => isWanted(record(entry), flags);
    const entries = await newestEntries(store.redis, key, flags.count, wanted);
    records.push(...entries.map(record));
  }
  for (const record of records.sort(byTime)) show(record, flags);
}

/** Shows what comes until a signal. */
async function follow(open: OpenRun, after: Map<string, string>, flags: Flags): Promise<void> {
  const { redis } = open;
  const blocking = connect(redis.url, { role: "blocking", name: "hearsay-inspect" });
  const stopping = new AbortController();
  const stop = (): void => {
    stopping.abort();
    blocking.disconnect();
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, stop);
  try {
    await whenReady(blocking, READY_MS_MAX);
    while (!stopping.signal.aborted) {
      try {
        const sources = new Map((await sourcesOf(open, flags)).map((each) => [each.key, each]));
        // The inbox of a robot that has just joined is new as a whole.
        for (const key of sources.keys()) if (!after.has(key)) after.set(key, "0-0");
        for (const [key, entries] of await nextEntries(blocking, after, FOLLOW_MS)) {
          after.set(key, entries.at(-1)!.id);
          for (const entry of entries) {
            const record = sources.get(key)!.record(entry);
            if (isWanted(record, flags)) show(record, flags);
          }
        }
      } catch {
        // Redis is away for a moment, or we were told to stop.
        if (!stopping.signal.aborted) await sleep(FOLLOW_MS);
      }
    }
  } finally {
    await close(blocking);
  }
}

function isWanted({ robot }: StreamRecord, flags: Flags): boolean {
  return flags.robot === undefined || robot === flags.robot;
}

function show(record: StreamRecord, flags: Flags): void {
  const lines = flags.json ? [JSON.stringify(plainRecord(record))] : describeRecord(record);
  process.stdout.write(`${lines.join("\n")}\n`);
}

function byTime(a: StreamRecord, b: StreamRecord): number {
  const [aMs = 0, aSeq = 0] = a.id.split("-").map(Number);
  const [bMs = 0, bSeq = 0] = b.id.split("-").map(Number);
  return aMs - bMs || aSeq - bSeq;
}
