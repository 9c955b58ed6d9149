import { createServer, type AddressInfo, type Socket } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";

import { probe } from "../../../coordinator/redis/probe.ts";
import { UserError } from "../../../coordinator/user_error.ts";
import { redisUrl, startRedis } from "../../support/redis.ts";

const PATIENCE_MS = 2_000;

/** What `probe` tells the user about `url`. */
async function complaint(url: string, timeoutMs = PATIENCE_MS): Promise<string> {
  const error: unknown = await probe(url, timeoutMs).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(UserError);
  const { message, exitCode, cause } = error as UserError;
  expect(message).not.toContain("\n");
  expect(message).not.toContain("hunter2");
  // The client's errors hold the command, and so the password.
  expect(cause).toBeUndefined();
  expect(exitCode).toBe(url.startsWith("redis") ? 1 : 2);
  return message;
}

/** A TCP server; the port it listens on. */
async function listen(onConnection: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    onConnection(socket);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** A server that knows INFO alone, as version `version`. */
function impostor(version: string): Promise<number> {
  return listen((socket) => {
    socket.on("data", (data) => {
      for (const [, command] of data.toString().matchAll(/\*\d+\r\n\$\d+\r\n(\w+)\r\n/g)) {
        const info = `# Server\r\nredis_version:${version}\r\n`;
        const reply = `$${info.length}\r\n${info}\r\n`;
        socket.write(/info/i.test(command!) ? reply : `-ERR unknown command \`${command}\`\r\n`);
      }
    });
  });
}

describe("probe", () => {
  it("tells how a private server is set up", async () => {
    const info = await probe(redisUrl, PATIENCE_MS);
    expect(info).toEqual({
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      hz: 100,
      maxmemoryPolicy: "noeviction",
      pid: expect.any(Number),
    });
  });

  it("says that nobody listens", async () => {
    expect(await complaint("redis://127.0.0.1:1")).toBe(
      "cannot reach Redis at redis://127.0.0.1:1: connection refused; a Redis >= 6.2 is required there",
    );
  });

  it("says that there is no such host", async () => {
    expect(await complaint("redis://:hunter2@no-such-host.invalid:6379")).toMatch(
      /^cannot reach Redis at redis:\/\/no-such-host.invalid:6379: (no such host|its name cannot)/,
    );
  });

  it("tells a missing password from a wrong one", async () => {
    const { port } = await startRedis({ password: "hunter2" });
    const at = `cannot use Redis at redis://127.0.0.1:${port}`;
    expect(await complaint(`redis://127.0.0.1:${port}`)).toMatch(`${at}: it asks for a password`);
    const wrong = `${at}: it refuses this user or password`;
    expect(await complaint(`redis://:hunter22@127.0.0.1:${port}`)).toBe(wrong);
    expect(await complaint(`redis://eve:hunter2@127.0.0.1:${port}`)).toBe(wrong);
  });

  it("gets in with the right password, whatever characters it has", async () => {
    const { url } = await startRedis({ password: "p@ss/w%rd:?#" });
    expect((await probe(url, PATIENCE_MS)).hz).toBe(100);
  });

  it("gets by without CONFIG, which managed servers refuse", async () => {
    const { url } = await startRedis({ extraArgs: ["--rename-command", "CONFIG", ""] });
    expect(await probe(url, PATIENCE_MS)).toMatchObject({ hz: 100, maxmemoryPolicy: "noeviction" });
  });

  it("refuses a database that is not there, which the client would overlook", async () => {
    expect(await complaint(`${redisUrl}/999`)).toBe(
      `cannot use Redis at ${redisUrl}/999: it has no database of this number`,
    );
  });

  it.each(["5.0.7", "6.0.16", "2.8"])("refuses Redis %s as too old", async (version) => {
    const port = await impostor(version);
    expect(await complaint(`redis://127.0.0.1:${port}`)).toBe(
      `cannot use Redis at redis://127.0.0.1:${port}: it is Redis ${version}; a Redis >= 6.2 is required there`,
    );
  });

  it.each(["6.2.0", "6.10.1", "7.2.4", "10.0.0"])("takes Redis %s", async (version) => {
    const port = await impostor(version);
    expect(await probe(`redis://127.0.0.1:${port}`, PATIENCE_MS)).toEqual({
      version,
      hz: undefined,
      maxmemoryPolicy: undefined,
      pid: undefined,
    });
  });

  it("recognizes a web server", async () => {
    const port = await listen((socket) => {
      socket.once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    });
    expect(await complaint(`redis://127.0.0.1:${port}`)).toBe(
      `cannot use Redis at redis://127.0.0.1:${port}: it does not answer like a Redis; a Redis >= 6.2 is required there`,
    );
  });

  it("does not wait longer than it may for a server that says nothing", async () => {
    const port = await listen(() => {});
    const beforeMs = performance.now();
    expect(await complaint(`redis://127.0.0.1:${port}`, 200)).toMatch("no answer within 200 ms");
    expect(performance.now() - beforeMs).toBeLessThan(1_500);
  });

  it("copes with a server that hangs up", async () => {
    const port = await listen((socket) => socket.destroy());
    expect(await complaint(`redis://127.0.0.1:${port}`)).toMatch(/^cannot reach Redis at /);
  });

  it.each(["localhost:6379", "http://:hunter2@x", "", ":hunter2@host"])(
    "refuses %j, which is not the URL of a Redis, and does not repeat it",
    async (url) => {
      expect(await complaint(url)).toMatch(
        /^cannot use this Redis URL: it must be like redis:\/\//,
      );
    },
  );
});
