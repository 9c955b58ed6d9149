/**
 * A run as Redis shows it at one moment.
 *
 * @module
 */
import type { RobotId } from "../../robots/engine/ids.ts";
import { describeRule } from "../../robots/faults/describe.ts";
import { decodeEvent } from "../../robots/runtime/events.ts";
import { RunTally } from "../observe/run_tally.ts";
import { Leases } from "../redis/leases.ts";
import type { RunStore } from "../redis/run_store.ts";
import { hasEnded, type RosterEntry, type RunConfig, type RunState } from "../run_config.ts";
import { placeNames } from "../places.ts";
import type { Claim } from "../claim.ts";
import { readWinner } from "../winner.ts";
import type { OpenRun } from "./open_run.ts";
import { inOrder } from "./robot_order.ts";
import { everyEntry } from "./scan_stream.ts";

/** One place of a run. `null` is what is not known, or not there. */
export interface RobotStatus {
  readonly robot: RobotId;
  readonly host: string | null;
  readonly pid: number | null;
  readonly boot: number;
  /** `waiting`: it has never lived; `gone`: nobody has its lease, and it did not say that it ends. */
  readonly state: RosterEntry["state"] | "waiting" | "gone";
  /** Who runs it. */
  readonly holder: string | null;
  /** Entries in its inbox. */
  readonly backlog: number;
  /** Words known, as last reported. */
  readonly known: number | null;
  readonly total: number | null;
  /** Whether it has a share of the deal; those that joined have none. */
  readonly dealt: boolean;
  /** Since its last report of a tick. */
  readonly tickAgeMs: number | null;
}

export interface RunStatus {
  readonly run: string;
  readonly state: RunState;
  readonly startedAtMs: number;
  readonly config: RunConfig;
  /** Why it ended, if it was not won. */
  readonly reason: string | null;
  readonly robots: readonly RobotStatus[];
  /** Places of a run under way that no process runs. */
  readonly unattended: readonly RobotId[];
  readonly winner: Claim | null;
  /** What the winner wrote. */
  readonly file: string | null;
  /** Rules of the fault plan in force, in words. */
  readonly faults: readonly string[];
  readonly quarantined: number;
}

/** Looks at everything, without changing any of it. */
export async function takeSnapshot({ store, description }: OpenRun): Promise<RunStatus> {
  const { config, state, startedAtMs } = description;
  const { redis, keys } = store;
  const [robots, fields, winner, { plan }, quarantined] = await Promise.all([
    robotsOf(store, config.robots, hasEnded(state)),
    store.runFields(),
    readWinner(redis, keys),
    store.faults(),
    redis.xlen(keys.quarantine),
  ]);
  return {
    run: store.run,
    state,
    startedAtMs,
    config,
    reason: fields["reason"] ?? null,
    robots,
    unattended: hasEnded(state) ? [] : unattended(robots),
    winner: winner ?? null,
    file: fields["file"] ?? null,
    faults: plan?.rules.map(describeRule) ?? ["a plan that cannot be used"],
    quarantined,
  };
}

async function robotsOf(store: RunStore, places: number, ended: boolean): Promise<RobotStatus[]> {
  const { redis, keys } = store;
  const names = inOrder(await store.places());
  const [roster, shares, holders, backlogs, { tally, tickedAtMs }] = await Promise.all([
    store.roster(),
    redis.hkeys(keys.shares),
    new Leases(redis, keys).holders(names),
    backlogsOf(store, names),
    fold(store, placeNames(places)),
  ]);
  const nowMs = Date.now();
  return names.map((robot, i): RobotStatus => {
    const entry = roster.get(robot);
    const reported = tally.robots.get(robot);
    const tickAtMs = tickedAtMs.get(robot);
    return {
      robot,
      host: entry?.host ?? null,
      pid: entry?.pid ?? null,
      boot: entry?.boot ?? 0,
      state: stateOf(entry, holders.get(robot), ended),
      holder: holders.get(robot) ?? null,
      backlog: backlogs[i] ?? 0,
      known: reported?.total ? reported.known : null,
      total: reported?.total ? reported.total : null,
      dealt: shares.includes(robot),
      tickAgeMs: tickAtMs === undefined ? null : Math.max(0, Math.round(nowMs - tickAtMs)),
    };
  });
}

/** The roster is only as good as what its robots could still tell. */
function stateOf(
  entry: RosterEntry | undefined,
  holder: string | undefined,
  ended: boolean,
): RobotStatus["state"] {
  if (entry?.state !== "running" || holder !== undefined) return entry?.state ?? "waiting";
  return ended ? "stopped" : "gone";
}

async function backlogsOf(
  { redis, keys }: RunStore,
  robots: readonly RobotId[],
): Promise<number[]> {
  const pipeline = redis.pipeline();
  for (const robot of robots) pipeline.xlen(keys.inbox(robot));
  return ((await pipeline.exec()) ?? []).map(([, length]) => Number(length ?? 0));
}

/** What the robots have told so far. */
async function fold(
  { redis, keys }: RunStore,
  places: readonly string[],
): Promise<{ tally: RunTally; tickedAtMs: Map<string, number> }> {
  const tally = new RunTally(places);
  const tickedAtMs = new Map<string, number>();
  for await (const { fields } of everyEntry(redis, keys.events)) {
    const body = fields.get("body");
    const event = body && decodeEvent(body);
    if (event === undefined) continue;
    tally.apply(event);
    if (event.kind === "ticked") tickedAtMs.set(event.robot, event.atMs ?? 0);
  }
  return { tally, tickedAtMs };
}

/** A robot that is about to be restarted has no lease, but a host that lives. */
function unattended(robots: readonly RobotStatus[]): RobotId[] {
  const holders = robots.flatMap(({ holder }) => holder ?? []);
  const isAwaited = ({ state, host }: RobotStatus): boolean =>
    state === "restarting" && holders.some((holder) => holder.startsWith(`${host}/`));
  return robots
    .filter((status) => status.holder === null && !isAwaited(status))
    .map(({ robot }) => robot);
}
