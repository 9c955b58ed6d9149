/**
 * How a robot that comes by itself finds its place in a run: one that nobody runs, else a new one.
 *
 * @module
 */
import { type RobotId, robotId } from "../../robots/engine/ids.ts";
import { sleep } from "../../robots/transport/deadline.ts";
import { LEASE_MS, type Leases, RENEW_MS } from "../redis/leases.ts";
import type { RunStore } from "../redis/run_store.ts";
import { isDeadHere } from "./holder.ts";
import { inOrder } from "./robot_order.ts";

/** Pause between two looks for a place. */
const LOOK_MS = 100;

/** New names tried: as many robots may join at the same moment. */
const JOIN_TRIES_MAX = 1000;

/** By then every lease has either been renewed or has run out. */
const SETTLED_MS_MAX = LEASE_MS + 2 * RENEW_MS;

export interface PlaceSeeker {
  readonly store: RunStore;
  readonly leases: Leases;
  /** What goes into the lease. */
  readonly holder: string;
  /** This machine: a lease of one of its dead processes need not run out first. */
  readonly hostName: string;
}

/** A place whose lease is ours. */
export interface Place {
  readonly robot: RobotId;
  /** Highest boot number that is known to have been used. */
  readonly lastBoot: number;
}

/**
 * Takes a free or expired place; when every place has somebody who keeps it, makes a new one.
 *
 * A lease may belong to a process that has just died. So before a new place is made every holder
 * must have shown a sign of life, or else a share might lie idle while its robot begins with nothing.
 *
 * @throws Error when Redis does not answer, or no name is free.
 */
export async function takeAnyPlace(seeker: PlaceSeeker): Promise<Place> {
  const startedMs = performance.now();
  for (;;) {
    const place = await takeFreePlace(seeker);
    if (place !== undefined) return place;
    const elapsedMs = performance.now() - startedMs;
    if (elapsedMs > SETTLED_MS_MAX || (await allRenewedWithin(seeker, elapsedMs))) break;
    await sleep(LOOK_MS);
  }
  return makePlace(seeker);
}

/** Takes exactly this place, if nobody runs it; `undefined` otherwise. */
export async function takePlace(seeker: PlaceSeeker, robot: RobotId): Promise<Place | undefined> {
  const { store, leases, holder } = seeker;
  const [entry, holders] = await Promise.all([
    store.roster().then((roster) => roster.get(robot)),
    leases.holders([robot]),
  ]);
  if (!(await take(seeker, robot, holders.get(robot)))) return undefined;
  // A lease that was ours before, from an earlier life with the same process id, may be about to end.
  await leases.renew(new Map([[robot, holder]]));
  return { robot, lastBoot: entry?.boot ?? 0 };
}

async function takeFreePlace(seeker: PlaceSeeker): Promise<Place | undefined> {
  const { store, leases } = seeker;
  const [places, dealt, roster] = await Promise.all([
    store.places(),
    store.redis.hkeys(store.keys.shares),
    store.roster(),
  ]);
  // One whose restart budget is spent would only fail again.
  const wanted = inOrder(places).filter((robot) => roster.get(robot)?.state !== "failed");
  const holders = await leases.holders(wanted);
  const shares = new Set(dealt);
  const free = wanted
    .filter((robot) => isFree(seeker, holders.get(robot)))
    .map((robot) => ({ robot, rank: rankOf(holders.get(robot), shares.has(robot)) }))
    .sort((a, b) => a.rank - b.rank);
  for (const { robot } of free) {
    const place = await takePlace(seeker, robot);
    if (place !== undefined) return place;
  }
  return undefined;
}

/** One's own place first, then a share that waits for somebody, then one that had joined empty. */
function rankOf(holder: string | undefined, hasShare: boolean): number {
  if (holder !== undefined) return 0;
  return hasShare ? 1 : 2;
}

/** A holder with our own name and process id was an earlier life of this container. */
function isFree({ holder: own, hostName }: PlaceSeeker, holder: string | undefined): boolean {
  return holder === undefined || holder === own || isDeadHere(holder, hostName);
}

async function take(
  seeker: PlaceSeeker,
  robot: RobotId,
  holder: string | undefined,
): Promise<boolean> {
  if (!isFree(seeker, holder)) return false;
  if (holder !== undefined && holder !== seeker.holder) {
    await seeker.leases.release(robot, holder);
  }
  return seeker.leases.acquire(robot, seeker.holder);
}

/** Whether every place that is wanted has a lease that was renewed in the last `sinceMs`. */
async function allRenewedWithin({ store }: PlaceSeeker, sinceMs: number): Promise<boolean> {
  const [places, roster] = await Promise.all([store.places(), store.roster()]);
  const pipeline = store.redis.pipeline();
  for (const robot of places) {
    if (roster.get(robot)?.state !== "failed") pipeline.pttl(store.keys.lease(robot));
  }
  const replies = (await pipeline.exec()) ?? [];
  // Negative: it has just become free.
  return replies.every(([, leftMs]) => {
    const left = leftMs as number;
    return left >= 0 && LEASE_MS - left < sinceMs;
  });
}

/** The lease of a name that nobody has comes first, so that two who join never get the same one. */
async function makePlace(seeker: PlaceSeeker): Promise<Place> {
  const { store } = seeker;
  const places = new Set<string>(await store.places());
  let number = places.size;
  for (let tries = 0; tries < JOIN_TRIES_MAX; tries++) {
    number += 1;
    const robot = robotId(`r${number}`);
    if (places.has(robot)) continue;
    const place = await takePlace(seeker, robot);
    if (place !== undefined) return place;
  }
  throw new Error(`cannot join as ${JOIN_TRIES_MAX} new names in a row are taken`);
}
