/**
 * A robot that is its own supervisor under a fault plan: it stands still, and goes on by itself.
 *
 * @module
 */
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";

import { sendControl } from "../../../coordinator/redis/control.ts";
import { eventOf } from "../../../coordinator/redis/event_stream.ts";
import { robotId } from "../../../robots/engine/ids.ts";
import { eventually } from "../../support/eventually.ts";
import { freshFolder, startHearsay } from "../../support/hearsay.ts";
import { redisUrl } from "../../support/redis.ts";
import { makeRun } from "./fixture.ts";

test.runIf(process.platform === "linux")("stands still, says why, and goes on", async () => {
  const { run, store } = await makeRun({ config: { quietMs: 60_000 } });
  const r1 = robotId("r1");
  const where = ["--redis", redisUrl, "--dir", freshFolder()];
  const running = startHearsay(["robot", run, "--robot", r1, ...where]);
  const faults = async () => {
    const rows = await store.redis.xrangeBuffer(store.keys.events, "-", "+");
    const events = rows.map(([, fields]) => eventOf(fields));
    return events.flatMap((event) => (event?.kind === "faulted" ? [event] : []));
  };
  await eventually(async () => (await store.redis.xlen(store.keys.events)) > 0, 20_000);
  const { pid } = (await store.rosterEntry(r1))!;
  const isStopped = async (): Promise<boolean> =>
    /\) T /.test(await readFile(`/proc/${pid}/stat`, "utf8"));
  const order = { robot: r1, forMs: 400 } as const;
  await sendControl(store.redis, store.keys, { command: "pause", reason: "stop r1", ...order });
  await eventually(isStopped);
  await eventually(async () => !(await isStopped()));
  expect(await faults()).toMatchObject([{ robot: r1, boot: 1, count: 1, reason: "stop r1" }]);
  await sendControl(store.redis, store.keys, { command: "kill", reason: "kill r1", ...order });
  expect((await running.finished).code).not.toBe(0);
  expect((await faults()).map(({ reason }) => reason)).toEqual(["stop r1", "kill r1"]);
});
