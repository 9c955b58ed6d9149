/**
 * BullMQ's clients: all of them end, also those that BullMQ makes itself.
 *
 * @module
 */
import { expect, onTestFinished, test } from "vitest";
import { BullClients } from "../../../coordinator/redis/bull_clients.ts";
import { whenReady } from "../../../coordinator/redis/connect.ts";
import { eventually } from "../../support/eventually.ts";
import { redisUrl } from "../../support/redis.ts";

function fixture(url = redisUrl): BullClients {
  const clients = new BullClients(url);
  onTestFinished(() => clients.close());
  return clients;
}

test("what BullMQ demands of a client holds for it and its duplicates", async () => {
  const client = fixture().connect();
  const copy = client.duplicate();
  for (const { options } of [client, copy]) expect(options.maxRetriesPerRequest).toBeNull();
  await Promise.all([client, copy].map((redis) => whenReady(redis, 5000)));
  expect(await copy.ping()).toBe("PONG");
});

test("close() ends every client, its duplicates and theirs", async () => {
  const clients = fixture();
  const first = clients.connect();
  const all = [first, first.duplicate(), clients.connect()];
  all.push(all[1]!.duplicate());
  await Promise.all(all.map((redis) => whenReady(redis, 5000)));
  await clients.close();
  await eventually(() => all.every(({ status }) => status === "end"));
  for (const redis of all) await expect(redis.ping()).rejects.toThrow("closed");
});

// Between two attempts ioredis's own disconnect() would leave what is queued hanging for ever.
test("close() settles what still waits for a Redis that is away", async () => {
  const clients = fixture("redis://127.0.0.1:1");
  const client = clients.connect();
  let settled = false;
  client.ping().catch(() => (settled = true));
  await eventually(() => client.status === "reconnecting");
  await clients.close();
  await eventually(() => settled, 1500);
  expect(client.status).toBe("end");
});

test("errors of a duplicate bother nobody", async () => {
  const client = fixture("redis://127.0.0.1:1").connect();
  const copy = client.duplicate();
  await eventually(() => copy.status === "reconnecting");
  expect(copy.listenerCount("error")).toBeGreaterThan(0);
});
