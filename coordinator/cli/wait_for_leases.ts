/**
 * Waits until nobody runs a robot of a run any more.
 *
 * @module
 */
import { sleep } from "../../robots/transport/deadline.ts";
import { LEASE_MS, Leases } from "../redis/leases.ts";
import type { RunStore } from "../redis/run_store.ts";
import type { RobotId } from "../../robots/engine/ids.ts";
import { inOrder } from "./robot_order.ts";

/** Robots have 2.5 s to end; the lease of a process that could not release it runs out after that. */
export const LEASES_GONE_MS_MAX = 2500 + LEASE_MS + 1000;

const LOOK_MS = 50;

/** The robots that somebody runs now, and who. */
export async function heldRobots(store: RunStore): Promise<Map<RobotId, string>> {
  const robots = inOrder(await store.places());
  const holders = await new Leases(store.redis, store.keys).holders(robots);
  const held = new Map<RobotId, string>();
  for (const [robot, holder] of holders) if (holder !== undefined) held.set(robot, holder);
  return held;
}

/** Waits for the end of all leases; returns those that are left when time is up. */
export async function waitForLeases(store: RunStore): Promise<Map<RobotId, string>> {
  const endMs = performance.now() + LEASES_GONE_MS_MAX;
  for (;;) {
    const held = await heldRobots(store);
    if (held.size === 0 || performance.now() > endMs) return held;
    await sleep(LOOK_MS);
  }
}

/** Who holds leases, in one line: `r1, r2 (host/12)`. */
export function describeHolders(held: ReadonlyMap<RobotId, string>): string {
  const robotsOf = Map.groupBy(held.keys(), (robot) => held.get(robot)!);
  return [...robotsOf].map(([holder, robots]) => `${robots.join(", ")} (${holder})`).join("; ");
}
