import { execFileSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { connect as connectTcp } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";

import { redisOnPath, versionOf } from "../../../coordinator/redis/binary.ts";
import { type FindOptions, findRedis, type FoundRedis } from "../../../coordinator/redis/find.ts";
import { noRedis } from "../../../coordinator/redis/no_redis.ts";
import { cachedRedis, unpackRedis } from "../../../coordinator/redis/unpack.ts";
import { UserError } from "../../../coordinator/user_error.ts";
import { cacheDir, redisBinary, redisUrl, startRedis } from "../../support/redis.ts";

const NOWHERE = "redis://:hunter2@127.0.0.1:1";
/** Has no program at all: no server, no apt-get, no docker. */
const NO_PATH = { PATH: "/nonexistent" };

/** Looks for a Redis, by default where there is none, and stops it when the test finishes. */
async function find(options: Partial<FindOptions>): Promise<FoundRedis> {
  const folder = options.cacheDir ?? (await temporaryFolder());
  const found = await findRedis({
    env: NO_PATH,
    log: () => {},
    localUrl: "redis://127.0.0.1:1",
    ...options,
    cacheDir: folder,
  });
  onTestFinished(found.stop);
  return found;
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "hearsay-test-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A folder with a program `name` that runs the real server. */
async function folderWithServer(name: string): Promise<string> {
  const folder = await temporaryFolder();
  const { path, libraryPath = "" } = redisBinary();
  const script = `#!/bin/sh\nLD_LIBRARY_PATH="${libraryPath}" exec "${path}" "$@"\n`;
  await writeFile(join(folder, name), script);
  await chmod(join(folder, name), 0o755);
  return folder;
}

describe("findRedis with a named Redis", () => {
  it("takes --redis before HEARSAY_REDIS before REDIS_URL", async () => {
    const env = { ...NO_PATH, HEARSAY_REDIS: redisUrl, REDIS_URL: NOWHERE };
    expect(await find({ env })).toMatchObject({ url: redisUrl, private: false, warnings: [] });
    expect((await find({ env: { ...NO_PATH, REDIS_URL: redisUrl } })).url).toBe(redisUrl);
    await expect(find({ env, url: NOWHERE })).rejects.toThrow("connection refused");
  });

  it("never falls back in silence", async () => {
    const env = { PATH: await folderWithServer("redis-server") };
    const error: unknown = await find({ env, url: NOWHERE }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).message).toMatch(
      /^cannot reach Redis at redis:\/\/127.0.0.1:1: connection refused/,
    );
  });

  it("shows no password", async () => {
    const { url, port } = await startRedis({ password: "hunter2" });
    const found = await find({ url });
    expect(found.url).toBe(url);
    expect(found.source).toMatch(new RegExp(`^Redis [\\d.]+ at redis://127.0.0.1:${port}$`));
  });

  it("warns of a slow clock and of lost keys", async () => {
    const extraArgs = ["--hz", "10", "--maxmemory-policy", "allkeys-lru"];
    const { url } = await startRedis({ extraArgs });
    const { warnings } = await find({ url });
    expect(warnings).toEqual([
      `Redis at ${url} runs with hz 10: BullMQ's ticks will be late below periods of 100 ms (1/hz); set \`CONFIG SET hz 100\` or use --ticks timer`,
      `Redis at ${url} may throw keys away (maxmemory-policy allkeys-lru); set \`CONFIG SET maxmemory-policy noeviction\``,
    ]);
  });

  it("leaves it running", async () => {
    const { url } = await startRedis();
    await (await find({ url })).stop();
    expect((await find({ url })).url).toBe(url);
  });
});

describe("findRedis with one on this machine", () => {
  it("uses it", async () => {
    const { url } = await startRedis();
    expect(await find({ localUrl: url })).toMatchObject({ url, private: false });
  });

  it("leaves it alone with HEARSAY_REDIS_PRIVATE=1", async () => {
    const { url } = await startRedis();
    const env = { PATH: await folderWithServer("redis-server"), HEARSAY_REDIS_PRIVATE: "1" };
    const found = await find({ localUrl: url, env });
    expect(found.private).toBe(true);
    expect(found.url).not.toBe(url);
  });

  it("goes on when it asks for a password", async () => {
    const { port } = await startRedis({ password: "hunter2" });
    const env = { PATH: await folderWithServer("redis-server") };
    const found = await find({ localUrl: `redis://127.0.0.1:${port}`, env });
    expect(found.private).toBe(true);
  });
});

describe("findRedis with none running", () => {
  it.each(["redis-server", "valkey-server"])("starts a %s of PATH", async (name) => {
    const folder = await folderWithServer(name);
    const found = await find({ env: { PATH: `/nonexistent:${folder}` } });
    const { port } = new URL(found.url);
    expect(found.source).toMatch(
      new RegExp(`^private Redis [\\d.]+ on port ${port} \\(${join(folder, name)}\\)$`),
    );
    expect(found).toMatchObject({ private: true, warnings: [], info: { hz: 100 } });
    await found.stop();
    await expect(find({ url: found.url })).rejects.toThrow("connection refused");
  });

  it("prefers Valkey", async () => {
    const [redis, valkey] = [
      await folderWithServer("redis-server"),
      await folderWithServer("valkey-server"),
    ];
    expect(redisOnPath({ PATH: `${redis}:${valkey}` })?.path).toBe(join(valkey, "valkey-server"));
  });

  it.skipIf(cachedRedis(cacheDir) === undefined)("starts the unpacked one", async () => {
    const { source } = await find({ cacheDir });
    expect(source).toMatch(/^private Redis .* \(unpacked from the distribution's packages\)$/);
  });

  it("says in one line what it tried and what to do", async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, "redis/usr/bin"), { recursive: true });
    const broken = join(folder, "redis/usr/bin/redis-server");
    await writeFile(broken, "#!/bin/sh\necho cannot open shared object file\nexit 127\n");
    await chmod(broken, 0o755);
    const error: unknown = await find({ cacheDir: folder }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(UserError);
    const { message, exitCode } = error as UserError;
    expect(exitCode).toBe(1);
    expect(message).not.toContain("\n");
    expect(message).toMatch(/^cannot find or start a Redis >= 6.2: install /);
    for (const reason of [
      "127.0.0.1:6379: cannot reach Redis at redis://127.0.0.1:1: connection refused",
      "PATH: none",
      ".cache/redis: cannot start a private Redis: cannot open shared object file",
      "packages: no apt-get here",
      /docker: no (docker here|docker-compose.yml)/,
    ]) {
      expect(message).toMatch(reason);
    }
  });

  it.each([
    ["darwin", "brew", "brew install redis"],
    ["linux", "apt-get", "sudo apt-get install redis-server"],
    ["linux", "dnf", "sudo dnf install valkey"],
    ["linux", "apk", "sudo apk add valkey"],
  ] as const)("advises %s with %s", async (platform, manager, command) => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, manager), "");
    await chmod(join(folder, manager), 0o755);
    expect(noRedis(["a: b"], { PATH: folder }, platform)).toContain(command);
  });
});

describe("unpackRedis", () => {
  it("gives a server that runs, also to two who ask at once, and replaces a broken one", async (context) => {
    if (!hasApt()) context.skip("needs apt-get, and this is no Debian");
    if (!(await reaches("deb.debian.org", 80))) context.skip("needs Debian's archive");
    const folder = await temporaryFolder();
    await mkdir(join(folder, "redis/usr/bin"), { recursive: true });
    await writeFile(join(folder, "redis/usr/bin/redis-server"), "half a server", { mode: 0o755 });
    const lines: string[] = [];
    const both = await Promise.all([
      unpackRedis(folder, (line) => lines.push(line)),
      unpackRedis(folder, (line) => lines.push(line)),
    ]);
    expect(lines).toHaveLength(2);
    for (const binary of both) {
      expect(binary).toEqual(cachedRedis(folder));
      expect(await versionOf(binary)).toMatch(/^\d+\.\d+/);
    }
    expect(await readdir(folder)).toEqual(["redis"]);
  }, 120_000);

  it("leaves nothing half-done when the archive cannot be reached", async (context) => {
    if (!hasApt()) context.skip("needs apt-get, and this is no Debian");
    const folder = await temporaryFolder();
    const proxy = "http://127.0.0.1:1";
    const env = { ...process.env, http_proxy: proxy, https_proxy: proxy };
    await expect(unpackRedis(folder, () => {}, env)).rejects.toThrow(/^apt-get failed: .+$/);
    expect(await readdir(folder)).toEqual([]);
  }, 120_000);
});

function hasApt(): boolean {
  try {
    execFileSync("apt-get", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

async function reaches(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectTcp({ host, port, timeout: 10_000 });
    const settle = (reached: boolean): void => {
      socket.destroy();
      resolve(reached);
    };
    socket.once("connect", () => settle(true));
    socket.once("error", () => settle(false));
    socket.once("timeout", () => settle(false));
  });
}
