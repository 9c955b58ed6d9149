/**
 * The stream reader: each entry once and in order, nothing left behind, whatever becomes of its
 * connection.
 *
 * @module
 */
import type { Redis } from "ioredis";
import { expect, onTestFinished, test } from "vitest";
import { close, connect, whenReady } from "../../../coordinator/redis/connect.ts";
import { runKeys } from "../../../coordinator/redis/keys.ts";
import { robotId } from "../../../robots/engine/ids.ts";
import { StreamReader } from "../../../robots/transport/stream_reader.ts";
import { eventually } from "../../support/eventually.ts";
import { freshRun, redisUrl, startRedis } from "../../support/redis.ts";

interface Seen {
  readonly id: string;
  readonly fields: ReadonlyMap<string, Buffer>;
}

async function fixture(url = redisUrl) {
  const key = runKeys(freshRun()).inbox(robotId("r1"));
  const clients: Redis[] = [];
  for (const role of ["commands", "blocking", "commands"] as const) {
    const client = connect(url, { role, name: `${role}-${key}` });
    clients.push(client);
    onTestFinished(() => close(client));
    await whenReady(client, 5000);
  }
  const [commands, blocking, admin] = clients as [Redis, Redis, Redis];
  const open = (redis: Redis) => {
    const reader = new StreamReader({ commands, blocking: redis, key });
    onTestFinished(() => reader.close());
    return reader;
  };
  const reader = open(blocking);
  const entries: Seen[] = [];
  return {
    key,
    name: `blocking-${key}`,
    admin,
    commands,
    blocking,
    reader,
    open,
    entries,
    start: () =>
      reader.start(({ id, fields }) => void entries.push({ id, fields: new Map(fields) })),
    texts: () => entries.map(({ fields }) => fields.get("n")?.toString()),
    add: (n: number | string, id = "*") => admin.xadd(key, id, "n", n),
  };
}

/** The id of the connection with this name, once it waits in a blocking read. */
async function blockedClient(admin: Redis, name: string): Promise<string> {
  let id: string | undefined;
  await eventually(async () => {
    const list = String(await admin.client("LIST")).split("\n");
    const line = list.find((it) => it.includes(` name=${name} `) && / flags=\w*b\w* /.test(it));
    id = /^id=(\d+)/.exec(line ?? "")?.[1];
    return id !== undefined;
  });
  return id!;
}

function numbers(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, i) => `${from + i}`);
}

test("delivers what was there before and what comes later, once and in order", async () => {
  const { add, start, texts, entries } = await fixture();
  for (const n of numbers(1, 30)) await add(n);
  start();
  for (const n of numbers(31, 60)) await add(n);
  await eventually(() => entries.length >= 60);
  expect(texts()).toEqual(numbers(1, 60));
});

test("delivers more entries than one read holds", async () => {
  const { admin, key, start, texts, entries } = await fixture();
  const pipeline = admin.pipeline();
  for (const n of numbers(1, 1300)) pipeline.xadd(key, "*", "n", n);
  await pipeline.exec();
  start();
  await eventually(() => entries.length >= 1300);
  expect(texts()).toEqual(numbers(1, 1300));
});

test("trims what it has read, so that XLEN is what it has not", async () => {
  const { add, admin, key, start, entries } = await fixture();
  for (const n of numbers(1, 20)) await add(n);
  expect(await admin.xlen(key)).toBe(20);
  start();
  await eventually(async () => entries.length === 20 && (await admin.xlen(key)) === 0);
  await add(21);
  await eventually(async () => entries.length === 21 && (await admin.xlen(key)) === 0);
});

test("keeps every field byte by byte, repeated names too", async () => {
  const { admin, key, start, entries } = await fixture();
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
  await admin.xadd(key, "77-5", "body", bytes, "from", "r2", "from", "r3");
  start();
  await eventually(() => entries.length === 1);
  expect(entries[0]!.id).toBe("77-5");
  expect(entries[0]!.fields.get("body")).toEqual(bytes);
  expect(entries[0]!.fields.get("from")?.toString()).toBe("r3");
});

test("goes on after its connection was killed, again and again, and repeats nothing", async () => {
  const { add, admin, blocking, name, start, texts, entries } = await fixture();
  start();
  for (let round = 0; round < 5; round++) {
    await eventually(() => blocking.status === "ready");
    const id = await blockedClient(admin, name);
    for (const n of numbers(4 * round + 1, 4 * round + 2)) await add(n);
    await admin.call("CLIENT", "KILL", "ID", id);
    for (const n of numbers(4 * round + 3, 4 * round + 4)) await add(n);
    await eventually(() => entries.length >= 4 * (round + 1));
  }
  expect(texts()).toEqual(numbers(1, 20));
});

test("goes on after every connection was killed", async () => {
  const { url } = await startRedis();
  const { add, admin, start, entries, texts, commands, key } = await fixture(url);
  start();
  await add(1);
  await eventually(async () => entries.length === 1 && (await admin.xlen(key)) === 0);
  await admin.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
  await add(2);
  await eventually(() => entries.length === 2);
  await whenReady(commands, 5000);
  await add(3);
  await eventually(async () => entries.length === 3 && (await admin.xlen(key)) === 0);
  expect(texts()).toEqual(numbers(1, 3));
});

test("goes on behind a Redis that was restarted empty and whose clock is behind", async () => {
  const first = await startRedis();
  const { add, admin, start, texts, entries } = await fixture(first.url);
  start();
  await add("ahead", "99999999999999-0");
  await eventually(() => entries.length === 1);
  process.kill(first.pid, "SIGKILL");
  await first.exited;
  await startRedis({ port: first.port });
  await eventually(() => admin.status === "ready");
  await add("behind");
  await eventually(() => entries.length === 2);
  expect(texts()).toEqual(["ahead", "behind"]);
});

test("goes on after Redis stood still for longer than a read may take", async () => {
  const { url, pid } = await startRedis();
  const { add, admin, start, texts, entries } = await fixture(url);
  start();
  await add(1);
  await eventually(() => entries.length === 1);
  process.kill(pid, "SIGSTOP");
  // The other client's command times out after 2 s, and the read after 3 s.
  await expect(admin.ping()).rejects.toThrow("timed out");
  await expect(admin.ping()).rejects.toThrow("timed out");
  process.kill(pid, "SIGCONT");
  await eventually(() => add(2).then(Boolean, () => false));
  await eventually(() => entries.length >= 2);
  expect(texts()).toEqual(numbers(1, 2));
});

test("close() while it waits returns promptly and delivers nothing later", async () => {
  const { add, admin, key, reader, start, entries } = await fixture();
  start();
  await add(1);
  await eventually(() => entries.length === 1);
  const beforeMs = performance.now();
  await reader.close();
  expect(performance.now() - beforeMs).toBeLessThan(500);
  await add(2);
  await reader.close();
  expect(entries).toHaveLength(1);
  expect(await admin.xlen(key)).toBe(1);
});

test("close() before start is no error", async () => {
  const { reader, blocking } = await fixture();
  await reader.close();
  await eventually(() => blocking.status === "end");
  expect(blocking.status).toBe("end");
});

test("close() while Redis is away returns promptly", async () => {
  const { url, pid, exited } = await startRedis();
  const { reader, start, blocking } = await fixture(url);
  start();
  process.kill(pid, "SIGKILL");
  await exited;
  await eventually(() => blocking.status === "reconnecting");
  const beforeMs = performance.now();
  await reader.close();
  expect(performance.now() - beforeMs).toBeLessThan(1000);
});

test("stops between two entries of one read when it is closed there", async () => {
  const { add, open, blocking } = await fixture();
  for (const n of numbers(1, 5)) await add(n);
  const seen: string[] = [];
  const reader = open(blocking);
  const closed = Promise.withResolvers<void>();
  reader.start(({ fields }) => {
    seen.push(String(new Map(fields).get("n")));
    if (seen.length === 2) reader.close().then(closed.resolve, closed.reject);
  });
  await closed.promise;
  expect(seen).toEqual(numbers(1, 2));
});

test("trims an entry with the largest sequence number, too", async () => {
  const { add, admin, key, start, entries } = await fixture();
  await add(1, "5-18446744073709551615");
  start();
  await eventually(() => entries.length === 1);
  await eventually(async () => (await admin.xlen(key)) === 0, 500);
  expect(entries).toHaveLength(1);
});
