import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Redis } from "ioredis";
import { describe, expect, it, onTestFinished } from "vitest";

import { environmentOf } from "../../../coordinator/redis/binary.ts";
import { connect, whenReady } from "../../../coordinator/redis/connect.ts";
import { startPrivateServer } from "../../../coordinator/redis/private_server.ts";
import { UserError } from "../../../coordinator/user_error.ts";
import { eventually } from "../../support/eventually.ts";
import { redisBinary, startRedis } from "../../support/redis.ts";

const PRIVATE_SERVER = join(import.meta.dirname, "../../../coordinator/redis/private_server.ts");
/** `stop` promises 3 s; the machine may be busy. */
const STOP_MS_MAX = 4_000;

async function client(url: string): Promise<Redis> {
  const redis = connect(url);
  onTestFinished(() => redis.disconnect());
  await whenReady(redis, 5_000);
  return redis;
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "hearsay-test-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** The server's folder, which the guard's command line names, too. */
async function folderOf(redis: Redis): Promise<string> {
  const [, folder] = await redis.config("GET", "dir");
  expect(folder).toContain("hearsay-redis-");
  return folder!;
}

/** The processes whose command line names `text`. */
function processesNaming(text: string): string[] {
  const all = execFileSync("ps", ["-eo", "pid,args"], { encoding: "utf8" });
  return all.split("\n").filter((line) => line.includes(text));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe("startPrivateServer", () => {
  it("starts a server that is ours alone", async () => {
    const { url, port, pid, info } = await startRedis();
    expect(url).toBe(`redis://127.0.0.1:${port}`);
    expect(info).toMatchObject({ hz: 100, maxmemoryPolicy: "noeviction", pid });
    const redis = await client(url);
    const settings = await redis.config("GET", "[bas][ipa]*");
    const setting = (name: string): string | undefined => settings[settings.indexOf(name) + 1];
    expect(setting("bind")).toBe("127.0.0.1");
    expect(setting("save")).toBe("");
    expect(setting("appendonly")).toBe("no");
  });

  it("keeps servers apart", async () => {
    const [one, two] = await Promise.all([startRedis(), startRedis()]);
    expect(one.port).not.toBe(two.port);
    await (await client(one.url)).set("key", "one");
    expect(await (await client(two.url)).get("key")).toBeNull();
  });

  it("refuses a port that is taken, in one line", async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => {
      taken.listen(0, "127.0.0.1", resolve);
    });
    onTestFinished(() => void taken.close());
    const { port } = taken.address() as AddressInfo;
    const start = startPrivateServer(redisBinary(), { port });
    await expect(start).rejects.toThrow(
      new UserError(`cannot start a private Redis: port ${port} is taken`),
    );
  });

  it("does not take another Redis on its port for its own", async () => {
    const { port } = await startRedis();
    const start = startPrivateServer(redisBinary(), { port });
    await expect(start).rejects.toThrow(`port ${port} is taken`);
  });

  it("tries another port when an ephemeral one is snatched away", async () => {
    const binary = redisBinary();
    const folder = await temporaryFolder();
    const path = join(folder, "redis-server");
    const failsOnce = `#!/bin/sh
if mkdir "${folder}/second" 2>/dev/null; then echo "bind: Address already in use"; exit 1; fi
exec "${binary.path}" "$@"
`;
    await writeFile(path, failsOnce);
    await chmod(path, 0o755);
    const server = await startPrivateServer({ ...binary, path });
    onTestFinished(server.stop);
    expect(existsSync(join(folder, "second"))).toBe(true);
    expect(await (await client(server.url)).ping()).toBe("PONG");
  });

  it("tells the last words of a server that does not start, in one line", async () => {
    const start = startPrivateServer(redisBinary(), { extraArgs: ["--no-such-setting", "1"] });
    const error: unknown = await start.catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).message).toMatch(/^cannot start a private Redis: .+$/);
  });

  it("forgets everything with a restart on the same port, unless it is to persist", async () => {
    const persistence = await temporaryFolder();
    for (const options of [{}, { persistence }]) {
      const first = await startRedis(options);
      const { url, port } = first;
      await (await client(url)).set("key", "value");
      process.kill(first.pid, "SIGKILL");
      await first.exited;
      await startRedis({ ...options, port });
      const kept = "persistence" in options ? "value" : null;
      expect(await (await client(url)).get("key")).toBe(kept);
    }
  });
});

describe("stop", () => {
  it("leaves no process and no folder, however often it is called", async () => {
    const server = await startRedis();
    const folder = await folderOf(await client(server.url));
    expect(processesNaming(folder)).not.toEqual([]);
    await Promise.all([server.stop(), server.stop()]);
    await server.stop();
    expect(isAlive(server.pid)).toBe(false);
    expect(existsSync(folder)).toBe(false);
    expect(processesNaming(folder)).toEqual([]);
  });

  it("ends a server that is stopped with SIGSTOP", async () => {
    const server = await startRedis();
    process.kill(server.pid, "SIGSTOP");
    const beforeMs = performance.now();
    await server.stop();
    expect(performance.now() - beforeMs).toBeLessThan(STOP_MS_MAX);
    expect(isAlive(server.pid)).toBe(false);
  });

  it("ends a server that does not listen to SIGTERM", async () => {
    const binary = redisBinary();
    const path = join(await temporaryFolder(), "redis-server");
    // An ignored signal stays ignored across exec, but Redis sets its own handler: keep the shell.
    const deaf = `#!/bin/sh\ntrap "" TERM\n"${binary.path}" "$@" &\nwhile :; do wait; done\n`;
    await writeFile(path, deaf);
    await chmod(path, 0o755);
    const { spawnGuarded } = await import("../../../coordinator/redis/guard.ts");
    const folder = await temporaryFolder();
    const guarded = await spawnGuarded({ ...binary, path }, ["--version"], folder);
    await eventually(() => processesNaming(path).length > 0);
    const beforeMs = performance.now();
    await guarded.stop();
    expect(performance.now() - beforeMs).toBeLessThan(STOP_MS_MAX);
    expect(isAlive(guarded.pid)).toBe(false);
  });

  it("has nothing left to do when the server has died by itself", async () => {
    const server = await startRedis();
    const folder = await folderOf(await client(server.url));
    process.kill(server.pid, "SIGKILL");
    await server.exited;
    expect(existsSync(folder)).toBe(false);
    expect(processesNaming(folder)).toEqual([]);
    await server.stop();
  });
});

describe("the guard", () => {
  /** A process that starts a server, prints its pid and folder and waits for ever. */
  const OWNER = `
    import { startPrivateServer } from ${JSON.stringify(PRIVATE_SERVER)};
    const server = await startPrivateServer(JSON.parse(process.argv[1]));
    console.log(JSON.stringify({ pid: server.pid, url: server.url }));
    if (process.argv[2] === "wait") setInterval(() => {}, 1000);
  `;

  async function startOwner(mode: "wait" | "end") {
    const args = ["--input-type=module", "-e", OWNER, JSON.stringify(redisBinary()), mode];
    const owner = spawn(process.execPath, args, {
      stdio: ["ignore", "pipe", "inherit"],
      env: environmentOf({ path: "", origin: "" }),
    });
    onTestFinished(() => void owner.kill("SIGKILL"));
    const [line] = (await once(createInterface({ input: owner.stdout }), "line")) as [string];
    const { pid, url } = JSON.parse(line) as { pid: number; url: string };
    return { owner, pid, url };
  }

  it.each(["SIGKILL", "SIGTERM"] as const)(
    "ends the server after %s of its owner",
    async (name) => {
      const { owner, pid, url } = await startOwner("wait");
      const folder = await folderOf(await client(url));
      expect(isAlive(pid)).toBe(true);
      owner.kill(name);
      await eventually(() => !isAlive(pid), 5_000);
      await eventually(() => !existsSync(folder), 5_000);
      await eventually(() => processesNaming(folder).length === 0, 5_000);
    },
  );

  it("ends a server that hangs after SIGKILL of its owner", async () => {
    const { owner, pid } = await startOwner("wait");
    process.kill(pid, "SIGSTOP");
    owner.kill("SIGKILL");
    await eventually(() => !isAlive(pid), 5_000);
    expect(owner.killed).toBe(true);
  });

  it("does not keep an owner alive that forgets to stop its server", async () => {
    const { owner, pid } = await startOwner("end");
    if (owner.exitCode === null) await once(owner, "exit");
    expect(owner.exitCode).toBe(0);
    await eventually(() => !isAlive(pid), 5_000);
  });

  it("leaves the server alone when Ctrl-C ends its owner's group", async () => {
    const { pid } = await startRedis();
    const [own, servers] = [process.pid, pid].map((id) =>
      execFileSync("ps", ["-o", "pgid=", "-p", String(id)], { encoding: "utf8" }).trim(),
    );
    expect(servers).not.toBe(own);
  });
});
