/**
 * Views of runs made by hand.
 *
 * @module
 */
import { RunTally } from "../../../coordinator/observe/run_tally.ts";
import { isRunName } from "../../../coordinator/redis/keys.ts";
import type { RunView } from "../../../coordinator/run_view.ts";
import { robotId } from "../../../robots/engine/ids.ts";
import type { HearsayEvent } from "../../../robots/runtime/events.ts";

/** When these runs begin, milliseconds since the Unix epoch. */
export const STARTED_AT_MS = 1_000_000;

export interface ViewOptions {
  /** Words that each robot knows, r1 first; `undefined` for one that nothing is known of. */
  readonly known: readonly (number | undefined)[];
  readonly total?: number;
  /** What happened besides. */
  readonly events?: readonly HearsayEvent[];
  readonly rules?: readonly string[];
  readonly backlogs?: Readonly<Record<string, number>>;
  readonly state?: RunView["state"];
  readonly run?: string;
  /** The host of each robot, r1 first. @default vm */
  readonly hosts?: readonly string[];
}

/** A run in which each robot knows as much as it is said to. */
export function viewOf(options: ViewOptions): RunView & { tally: RunTally } {
  const {
    known,
    total = 20,
    events = [],
    rules = [],
    backlogs = {},
    run = "demo",
    hosts,
  } = options;
  if (!isRunName(run)) throw new Error(`cannot name a run ${run}`);
  const tally = new RunTally(known.map((_, i) => `r${i + 1}`));
  known.forEach((words, i) => {
    if (words === undefined) return;
    tally.apply(merged(`r${i + 1}`, words, total, { host: hosts?.[i] ?? "vm" }));
  });
  for (const event of events) tally.apply(event);
  return {
    config: {
      version: "0.1.0",
      seed: "5eed",
      robots: known.length,
      copies: 2,
      gossipMs: 100,
      quietMs: 1000,
      timeoutMs: 60_000,
      inboxMax: 1024,
      exchange: "push-pull",
      fanout: 1,
      ticks: "bullmq",
      secret: { wordCount: total, bytes: 100, sha256: "ab".repeat(32) },
    },
    run,
    tally,
    startedAtMs: STARTED_AT_MS,
    places: known.map((_, i) => robotId(`r${i + 1}`)),
    rules,
    backlogs: new Map(Object.entries(backlogs)),
    state: "state" in options ? options.state : "running",
  };
}

/** A robot has learned something. */
export function merged(
  robot: string,
  known: number,
  total: number,
  fields: Partial<HearsayEvent> = {},
): HearsayEvent {
  return {
    kind: "merged",
    robot,
    boot: 1,
    host: "vm",
    known,
    total,
    atMs: STARTED_AT_MS,
    ...fields,
  };
}
