/**
 * What a life reports: with the true time, once, and not lost while Redis is away.
 *
 * @module
 */
import { expect, onTestFinished, test } from "vitest";
import { close, connect, whenReady } from "../../coordinator/redis/connect.ts";
import { EventReader } from "../../coordinator/redis/event_stream.ts";
import { runKeys } from "../../coordinator/redis/keys.ts";
import { Reports } from "../../coordinator/reports.ts";
import { robotId } from "../../robots/engine/ids.ts";
import { freshRun, redisUrl, startRedis } from "../support/redis.ts";

async function fixture(url = redisUrl) {
  const [redis, blocking] = [connect(url), connect(url, { role: "blocking" })];
  onTestFinished(async () => void (await Promise.all([close(redis), close(blocking)])));
  await Promise.all([whenReady(redis, 5000), whenReady(blocking, 5000)]);
  const keys = runKeys(freshRun());
  const reports = new Reports({ redis, keys, robot: robotId("r1"), boot: 2, host: "here" });
  return { reports, reader: new EventReader(blocking, keys) };
}

test("notes this machine's time whatever a wrong clock shows", async () => {
  const { reports, reader } = await fixture();
  const beforeMs = Date.now() - 1;
  reports.add("converged", beforeMs - 3_600_000, { alone: true });
  reports.note("faulted", { reason: "stop r1", count: 3 });
  await reports.send();
  const events = await reader.read(1000);
  expect(events).toMatchObject([
    { kind: "converged", robot: "r1", boot: 2, host: "here" },
    { kind: "faulted", count: 3, reason: "stop r1" },
  ]);
  for (const { atMs } of events) expect(atMs).toBeGreaterThanOrEqual(beforeMs);
});

test("what could not be sent is sent later, in order", async () => {
  const server = await startRedis();
  const { reports } = await fixture(server.url);
  reports.note("started", { alone: true });
  process.kill(server.pid, "SIGKILL");
  await server.exited;
  await expect(reports.send()).rejects.toThrow(Error);
  reports.note("stopped", { alone: true });
  expect(reports.drain().map(({ kind }) => kind)).toEqual(["started", "stopped"]);
});
