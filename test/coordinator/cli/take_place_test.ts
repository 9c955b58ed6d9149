/**
 * Goal: a robot that comes by itself gets a share that lies idle, never one that somebody keeps, and
 * no two processes get the same place.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, test } from "vitest";

import { type PlaceSeeker, takeAnyPlace, takePlace } from "../../../coordinator/cli/take_place.ts";
import { LEASE_MS } from "../../../coordinator/redis/leases.ts";
import { eventually } from "../../support/eventually.ts";
import { type HandmadeRun, makeRun, r1, r2, r3 } from "./fixture.ts";

function seeker(made: HandmadeRun, pid = process.pid, hostName = "here"): PlaceSeeker {
  const { store, leases } = made;
  return { store, leases, holder: `${hostName}/${pid}`, hostName };
}

/** The id of a process of this machine that has ended. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ["-e", ""]);
  await once(child, "exit");
  return child.pid!;
}

/** Renews leases of others while `work` is under way, as their processes would. */
async function withLiving<T>(
  made: HandmadeRun,
  holders: ReadonlyMap<typeof r1, string>,
  work: () => Promise<T>,
): Promise<T> {
  await made.leases.renew(holders);
  const timer = setInterval(() => void made.leases.renew(holders), 100);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

describe("takeAnyPlace()", () => {
  test("takes the first place that nobody runs", async () => {
    const made = await makeRun({ robots: 3 });
    await made.leases.acquire(r1, "there/1");
    expect(await takeAnyPlace(seeker(made))).toEqual({ robot: r2, lastBoot: 0 });
    expect((await made.leases.holders([r2])).get(r2)).toBe(`here/${process.pid}`);
  });

  test("gives every one of many seekers another place", async () => {
    const made = await makeRun({ robots: 8 });
    const seekers = Array.from({ length: 8 }, (_, i) => seeker(made, process.pid, `box-${i}`));
    const places = await Promise.all(seekers.map((each) => takeAnyPlace(each)));
    const robots = new Set(places.map(({ robot }) => robot));
    expect(robots.size).toBe(8);
    expect([...robots].every((robot) => /^r[1-8]$/.test(robot))).toBe(true);
  });

  test("takes over at once from a dead process of its own machine", async () => {
    const made = await makeRun({ robots: 2 });
    await made.leases.acquire(r1, "there/1");
    await made.leases.acquire(r2, `here/${await deadPid()}`);
    const startedMs = performance.now();
    expect((await takeAnyPlace(seeker(made))).robot).toBe(r2);
    expect(performance.now() - startedMs).toBeLessThan(LEASE_MS / 2);
  });

  test("prefers the place of its own dead process to one that was always free", async () => {
    const made = await makeRun({ robots: 2 });
    await made.leases.acquire(r2, `here/${await deadPid()}`);
    expect((await takeAnyPlace(seeker(made))).robot).toBe(r2);
  });

  test("takes the place that had its own process id before, with a whole lease", async () => {
    const made = await makeRun({ robots: 2 });
    const { store } = made;
    await store.redis.set(store.keys.lease(r2), `here/${process.pid}`, "PX", 1000);
    expect((await takeAnyPlace(seeker(made))).robot).toBe(r2);
    expect(await store.redis.pttl(store.keys.lease(r2))).toBeGreaterThan(LEASE_MS - 1000);
  });

  test("leaves a dead process of another machine its lease, and waits until it runs out", async () => {
    const made = await makeRun({ robots: 2 });
    const dead = await deadPid();
    await made.store.redis.set(made.store.keys.lease(r2), `there/${dead}`, "PX", 600);
    const startedMs = performance.now();
    const place = await withLiving(made, new Map([[r1, "there/1"]]), () =>
      takeAnyPlace(seeker(made)),
    );
    expect(place.robot).toBe(r2);
    expect(performance.now() - startedMs).toBeGreaterThan(500);
  });

  test("makes a new place when all others are kept", async () => {
    const made = await makeRun({ robots: 2 });
    const living = new Map([
      [r1, "there/1"],
      [r2, "there/2"],
    ]);
    const place = await withLiving(made, living, () => takeAnyPlace(seeker(made)));
    expect(place).toEqual({ robot: r3, lastBoot: 0 });
  });

  test("gives two who join at once two new places", async () => {
    const made = await makeRun({ robots: 1 });
    const join = (host: string): Promise<unknown> => takeAnyPlace(seeker(made, process.pid, host));
    const places = await withLiving(made, new Map([[r1, "there/1"]]), () =>
      Promise.all([join("box-a"), join("box-b")]),
    );
    expect(places.map((place) => (place as { robot: string }).robot).sort()).toEqual(["r2", "r3"]);
  });

  test("leaves a robot alone whose restart budget is spent", async () => {
    const made = await makeRun({ robots: 2 });
    const entry = { host: "there", pid: 1, boot: 101, state: "failed" as const };
    await made.store.setRoster(r1, entry);
    expect((await takeAnyPlace(seeker(made))).robot).toBe(r2);
    const place = await withLiving(made, new Map([[r2, `here/${process.pid}`]]), () =>
      takeAnyPlace(seeker(made, process.pid, "box-a")),
    );
    expect(place.robot).toBe(r3);
    expect(await takePlace(seeker(made), r1)).toEqual({ robot: r1, lastBoot: 101 });
  });
});

describe("takePlace()", () => {
  test("does not take what another keeps", async () => {
    const made = await makeRun({ robots: 1 });
    await made.leases.acquire(r1, "there/1");
    expect(await takePlace(seeker(made), r1)).toBeUndefined();
    await made.leases.release(r1, "there/1");
    await eventually(async () => (await takePlace(seeker(made), r1)) !== undefined);
  });
});
