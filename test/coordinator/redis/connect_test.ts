import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { connect as connectTcp, createServer, type AddressInfo, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer as createTlsServer } from "node:tls";
import type { Redis } from "ioredis";
import { describe, expect, it, onTestFinished } from "vitest";

import {
  close,
  connect,
  type ConnectOptions,
  whenReady,
} from "../../../coordinator/redis/connect.ts";
import { parseRedisUrl, redactRedisUrl } from "../../../coordinator/redis/url.ts";
import { UserError } from "../../../coordinator/user_error.ts";
import { eventually } from "../../support/eventually.ts";
import { freshRun, redisUrl, startRedis } from "../../support/redis.ts";

const READY_MS = 5_000;

async function open(url: string, options: ConnectOptions = {}): Promise<Redis> {
  const redis = connect(url, options);
  onTestFinished(() => redis.disconnect());
  await whenReady(redis, READY_MS);
  return redis;
}

/** What `promise` rejects with, and after how many milliseconds. */
async function failure(promise: Promise<unknown>): Promise<{ error: Error; ms: number }> {
  const beforeMs = performance.now();
  try {
    await promise;
  } catch (error) {
    return { error: error as Error, ms: performance.now() - beforeMs };
  }
  throw new Error("it did not fail");
}

/** A way to Redis that can lose replies and be cut. */
async function lossyWay(url: string) {
  const { port } = parseRedisUrl(url);
  const sockets = new Set<Socket>();
  const way = { url: "", deaf: false, cut: () => sockets.forEach((socket) => socket.destroy()) };
  const server = createServer((near) => {
    const far = connectTcp(port, "127.0.0.1");
    for (const socket of [near, far]) sockets.add(socket.on("error", () => {}));
    near.on("data", (data) => far.write(data));
    far.on("data", (data) => way.deaf || near.write(data));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(() => {
    way.cut();
    server.close();
  });
  way.url = `redis://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return way;
}

describe("connect for commands", () => {
  it("rejects an unanswered write at once when the connection is lost and never repeats it", async () => {
    const way = await lossyWay(redisUrl);
    const redis = await open(way.url);
    const other = await open(redisUrl);
    const key = freshRun();
    way.deaf = true;
    const single = failure(redis.xadd(key, "*", "n", "1"));
    const pipeline = redis.pipeline().xadd(key, "*", "n", "2").xadd(key, "*", "n", "3").exec();
    await eventually(async () => (await other.xlen(key)) === 3);
    way.deaf = false;
    way.cut();
    const { error, ms } = await single;
    expect(error.name).toBe("MaxRetriesPerRequestError");
    expect(ms).toBeLessThan(1_500);
    for (const [failed] of (await pipeline) ?? []) expect(failed).toBeInstanceOf(Error);
    await whenReady(redis, READY_MS);
    // A repeated write would be ahead of this one.
    await redis.xadd(key, "*", "n", "4");
    expect(await other.xlen(key)).toBe(4);
    await other.del(key);
  });

  it("rejects what it cannot send instead of queueing it", async () => {
    const redis = connect(redisUrl);
    onTestFinished(() => redis.disconnect());
    const { error } = await failure(redis.ping());
    expect(error.message).toMatch("enableOfflineQueue");
    await whenReady(redis, READY_MS);
    expect(await redis.ping()).toBe("PONG");
  });

  it("gives up on a server that hangs, and goes on when it does", async () => {
    const { url, pid } = await startRedis();
    const redis = await open(url, { commandTimeoutMs: 200 });
    process.kill(pid, "SIGSTOP");
    const { error, ms } = await failure(redis.ping());
    process.kill(pid, "SIGCONT");
    expect(error.message).toBe("Command timed out");
    expect(ms).toBeGreaterThan(150);
    expect(ms).toBeLessThan(2_000);
    expect(await redis.ping()).toBe("PONG");
  });

  it("is back soon after its server is, and tells its owner about the errors", async () => {
    const first = await startRedis();
    const errors: Error[] = [];
    const redis = await open(first.url, { onError: (error) => errors.push(error) });
    process.kill(first.pid, "SIGKILL");
    await first.exited;
    await eventually(() => errors.length > 3);
    expect(errors[0]!.message).toMatch("ECONNREFUSED");
    await startRedis({ port: first.port });
    const beforeMs = performance.now();
    await whenReady(redis, READY_MS);
    expect(performance.now() - beforeMs).toBeLessThan(2_000);
    expect(await redis.ping()).toBe("PONG");
  });

  it("uses the database, the password and the name that it is given", async () => {
    const { port } = await startRedis({ password: "p@ss/w%rd" });
    const redis = await open(`redis://:p%40ss%2Fw%25rd@127.0.0.1:${port}/3`, { name: "tester" });
    expect(await redis.client("INFO")).toMatch(/ name=tester .* db=3 /);
  });
});

describe("connect for blocking reads", () => {
  it("outlives a full BLOCK", async () => {
    const redis = await open(redisUrl, { role: "blocking", blockMsMax: 100 });
    expect(await redis.xread("BLOCK", 100, "STREAMS", freshRun(), "$")).toBeNull();
  });

  it("settles a read whose connection is lost", async () => {
    const way = await lossyWay(redisUrl);
    const redis = await open(way.url, { role: "blocking" });
    const read = failure(redis.xread("BLOCK", 1_000, "STREAMS", freshRun(), "$"));
    way.cut();
    expect((await read).error.name).toBe("MaxRetriesPerRequestError");
    await whenReady(redis, READY_MS);
    expect(await redis.xread("BLOCK", 10, "STREAMS", freshRun(), "$")).toBeNull();
  });

  it("settles a read whose server has gone silent", async () => {
    const { url, pid } = await startRedis();
    const redis = await open(url, { role: "blocking", blockMsMax: 100 });
    process.kill(pid, "SIGSTOP");
    const { error, ms } = await failure(redis.xread("BLOCK", 100, "STREAMS", "key", "$"));
    expect(error.message).toBe("Command timed out");
    expect(ms).toBeLessThan(4_000);
  });
});

describe("connect for BullMQ", () => {
  it("waits for its server, however long that takes", async () => {
    const first = await startRedis();
    const redis = await open(first.url, { role: "bullmq" });
    process.kill(first.pid, "SIGKILL");
    await first.exited;
    const errors: Error[] = [];
    redis.on("error", (error: Error) => errors.push(error));
    const late = redis.ping();
    await eventually(() => errors.length > 3);
    await startRedis({ port: first.port });
    expect(await late).toBe("PONG");
  });
});

describe("whenReady", () => {
  it("says why it is not", async () => {
    const redis = connect("redis://127.0.0.1:1");
    onTestFinished(() => redis.disconnect());
    const { error, ms } = await failure(whenReady(redis, 200));
    expect(error.message).toMatch("ECONNREFUSED");
    expect(ms).toBeLessThan(2_000);
  });

  it("does not wait for a connection that is closed", async () => {
    const redis = await open(redisUrl);
    await close(redis);
    const { ms } = await failure(whenReady(redis, READY_MS));
    expect(ms).toBeLessThan(READY_MS / 2);
  });
});

describe("close", () => {
  it("waits for the replies that are on their way", async () => {
    const redis = await open(redisUrl);
    const key = freshRun();
    const replies = [redis.set(key, "1", "EX", 10), redis.get(key)];
    await close(redis);
    expect(await Promise.all(replies)).toEqual(["OK", "1"]);
    expect((await failure(redis.ping())).error.message).toBe("Connection is closed.");
  });

  it("does not wait for a blocked read", async () => {
    const redis = await open(redisUrl, { role: "blocking", blockMsMax: 5_000 });
    const read = failure(redis.xread("BLOCK", 5_000, "STREAMS", freshRun(), "$"));
    const beforeMs = performance.now();
    await close(redis);
    expect(performance.now() - beforeMs).toBeLessThan(2_000);
    expect((await read).error.message).toBe("Connection is closed.");
  });

  it("does not wait for a server that hangs", async () => {
    const { url, pid } = await startRedis();
    const redis = await open(url);
    process.kill(pid, "SIGSTOP");
    const beforeMs = performance.now();
    await close(redis);
    await close(redis);
    expect(performance.now() - beforeMs).toBeLessThan(2_000);
    expect(redis.status).toBe("end");
  });

  it("rejects what waits between two attempts", async () => {
    const redis = connect("redis://127.0.0.1:1", { role: "bullmq" });
    const waiting = failure(redis.ping());
    await eventually(() => redis.status === "reconnecting");
    await close(redis);
    expect(redis.status).toBe("end");
    expect((await waiting).error.message).toBe("Connection is closed.");
  });

  it("works before there is a connection", async () => {
    const redis = connect("redis://127.0.0.1:1");
    await close(redis);
    expect(redis.status).toBe("end");
  });
});

describe("rediss://", () => {
  it("needs the authority and, where the server asks, the client's certificate", async (context) => {
    const folder = await mkdtemp(join(tmpdir(), "hearsay-test-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const [cert, key] = [join(folder, "cert.pem"), join(folder, "key.pem")];
    try {
      const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"];
      const files = ["-keyout", key, "-out", cert];
      const pair = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"];
      execFileSync("openssl", [...pair, ...subject, ...files], { stdio: "ignore" });
    } catch {
      context.skip("needs openssl with -addext to make a certificate");
    }
    // Not every Redis is built with TLS, so it ends in front of it.
    const pem = readFileSync(cert);
    const settings = { cert: pem, key: readFileSync(key), ca: pem, requestCert: true };
    const door = createTlsServer(settings, (near) => {
      const far = connectTcp(parseRedisUrl(redisUrl).port, "127.0.0.1");
      for (const socket of [near, far]) socket.on("error", () => {});
      near.pipe(far).pipe(near);
    });
    await new Promise<void>((resolve) => {
      door.listen(0, "127.0.0.1", resolve);
    });
    onTestFinished(() => void door.close());
    const url = `rediss://127.0.0.1:${(door.address() as AddressInfo).port}`;
    const all = { HEARSAY_REDIS_CA: cert, HEARSAY_REDIS_CERT: cert, HEARSAY_REDIS_KEY: key };
    expect(await (await open(url, { env: all })).ping()).toBe("PONG");

    const untrusted = connect(url, { env: {} });
    onTestFinished(() => untrusted.disconnect());
    expect((await failure(whenReady(untrusted, 500))).error.message).toMatch("self-signed");

    const anonymous = connect(url, { env: { HEARSAY_REDIS_CA: cert } });
    onTestFinished(() => anonymous.disconnect());
    const { error } = await failure(whenReady(anonymous, 500));
    expect(error.message).toMatch(/certificate required|ECONNRESET|handshake/i);
  });

  it("says which file is missing", () => {
    const env = { HEARSAY_REDIS_CA: "/nonexistent/ca.pem" };
    expect(() => connect("rediss://127.0.0.1:1", { env })).toThrow(
      new UserError(
        "cannot read the file that HEARSAY_REDIS_CA names: /nonexistent/ca.pem: ENOENT",
        2,
      ),
    );
    const half = { HEARSAY_REDIS_CERT: import.meta.filename };
    expect(() => connect("rediss://127.0.0.1:1", { env: half })).toThrow("HEARSAY_REDIS_KEY");
  });
});

describe("parseRedisUrl", () => {
  it.each([
    ["redis://h", { host: "h", port: 6379, db: 0, tls: false }],
    ["rediss://h:1/2", { host: "h", port: 1, db: 2, tls: true }],
    ["redis://[::1]:7000/", { host: "::1", port: 7000, db: 0, tls: false }],
    [
      "redis://u:p%40@h",
      { host: "h", username: "u", password: "p@", port: 6379, db: 0, tls: false },
    ],
    ["redis://:100%@h", { host: "h", password: "100%", port: 6379, db: 0, tls: false }],
  ])("takes %s", (url, address) => {
    expect(parseRedisUrl(url)).toEqual(address);
  });

  it.each([
    "redis://",
    "redis://h/x",
    "redis://h?commandTimeout=0",
    "redis://h:99999",
    "/tmp/sock",
  ])("refuses %s", (url) => {
    expect(() => parseRedisUrl(url)).toThrow(UserError);
  });
});

describe("redactRedisUrl", () => {
  it.each([
    ["redis://user:hunter2@h:1/2", "redis://h:1/2"],
    ["rediss://:hunter2@[::1]?password=hunter2", "rediss://[::1]"],
    ["user:hunter2@h", "redis://(unreadable)"],
    ["hunter2", "redis://(unreadable)"],
  ])("shows %s as %s", (url, shown) => {
    expect(redactRedisUrl(url)).toBe(shown);
  });
});
