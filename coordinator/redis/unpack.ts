/**
 * Gets a Redis server from the package archives of Debian or Ubuntu, without root and without
 * touching the system: apt works in folders of its own and nothing is installed, only unpacked.
 *
 * @module
 */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";

import { redisBelow, versionOf, type RedisBinary } from "./binary.ts";

/** Where {@linkcode unpackRedis} puts the server, for later runs. */
export function cachedRedis(cacheDir: string): RedisBinary | undefined {
  return redisBelow(join(cacheDir, "redis"), "unpacked from the distribution's packages");
}

/** Debian has the first, and newer releases both. */
const PACKAGES = ["redis-server", "valkey-server"];
/** The lists of all archives are 10 to 30 MB; a bad line needs a minute for them. */
const UPDATE_MS_MAX = 90_000;
/** The packages are 1.4 MB. */
const DOWNLOAD_MS_MAX = 60_000;
/** Unpacking one package takes a few milliseconds. */
const EXTRACT_MS_MAX = 20_000;
/** A folder this old belongs to a run that was killed: all limits together are less. */
const ABANDONED_MS = 10 * 60_000;
/** What apt writes is read only for the reason of a failure. */
const OUTPUT_BYTES_MAX = 8 * 1024 * 1024;

/**
 * Downloads and unpacks a server into `cacheDir`/redis. A half-done folder is never used, as it
 * gets its name last; of two that do it at once the first wins and the other uses it.
 *
 * @throws Error (one line) when this is no Debian, the archives cannot be reached or the server
 * does not run here.
 */
export async function unpackRedis(
  cacheDir: string,
  log: (line: string) => void,
  env: NodeJS.ProcessEnv = process.env,
): Promise<RedisBinary> {
  const finished = join(cacheDir, "redis");
  await mkdir(cacheDir, { recursive: true });
  await removeAbandoned(cacheDir);
  const work = await mkdtemp(`${finished}.part-`);
  try {
    log("No Redis here: unpacking one from the distribution's packages (nothing is installed)…");
    const root = join(work, "root");
    const archives = await download(work, env);
    await mkdir(root);
    for (const archive of archives) {
      await run("dpkg-deb", ["-x", archive, root], EXTRACT_MS_MAX, env);
    }
    const binary = redisBelow(root, "");
    if (binary === undefined || (await versionOf(binary)) === undefined) {
      throw new Error("the unpacked server does not run here");
    }
    await moveInto(root, finished);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  const cached = cachedRedis(cacheDir);
  if (cached === undefined) throw new Error(`${finished} has no server`);
  return cached;
}

/** Lets apt fetch a server and what it needs beyond this system; the files' names. */
async function download(work: string, env: NodeJS.ProcessEnv): Promise<string[]> {
  const config = join(work, "apt.conf");
  await mkdir(join(work, "lists/partial"), { recursive: true });
  await mkdir(join(work, "cache/archives/partial"), { recursive: true });
  await writeFile(config, aptConfig(work));
  const apt = ["--config-file", config, "--quiet", "--assume-yes"];
  let reason = "";
  try {
    await run("apt-get", [...apt, "update"], UPDATE_MS_MAX, env);
  } catch (error) {
    // One archive that does not answer is no reason to stop: another may have the package.
    reason = (error as Error).message;
  }
  for (const name of PACKAGES) {
    const install = ["install", "--no-install-recommends", "--download-only", name];
    try {
      await run("apt-get", [...apt, ...install], DOWNLOAD_MS_MAX, env);
      const folder = join(work, "cache/archives");
      const names = (await readdir(folder)).filter((file) => file.endsWith(".deb"));
      if (names.length > 0) return names.map((file) => join(folder, file));
      reason ||= `apt-get downloads nothing for ${name}`;
    } catch (error) {
      reason ||= (error as Error).message;
    }
  }
  throw new Error(reason);
}

/** Read after the system's settings, so it can also clear the commands that they would run. */
function aptConfig(work: string): string {
  return `Dir::State::lists "${work}/lists";
Dir::Cache "${work}/cache";
Debug::NoLocking "true";
APT::Sandbox::User "";
Acquire::Languages "none";
Acquire::Retries "1";
Acquire::http::Timeout "10";
Acquire::https::Timeout "10";
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear DPkg::Post-Invoke;
`;
}

/** Gives `root` its final name, unless another run was quicker with one that works. */
async function moveInto(root: string, finished: string): Promise<void> {
  const there = redisBelow(finished, "");
  if (there !== undefined && (await versionOf(there)) !== undefined) return;
  // A folder that is not empty cannot be replaced. What is there does not run: out of the way.
  await rename(finished, join(dirname(root), "broken")).catch(ignore("ENOENT"));
  await rename(root, finished).catch(ignore("ENOTEMPTY", "EEXIST"));
}

async function removeAbandoned(cacheDir: string): Promise<void> {
  for (const name of await readdir(cacheDir)) {
    if (!name.startsWith("redis.part-")) continue;
    const folder = join(cacheDir, name);
    const changedMs = (await stat(folder).catch(() => undefined))?.mtimeMs;
    if (changedMs === undefined || Date.now() - changedMs < ABANDONED_MS) continue;
    await rm(folder, { recursive: true, force: true });
  }
}

/** @throws Error with one line: what failed and the last thing that it said. */
async function run(
  command: string,
  args: string[],
  timeoutMs: number,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const options = {
    env: { ...env, LC_ALL: "C", DEBIAN_FRONTEND: "noninteractive" },
    timeout: timeoutMs,
    maxBuffer: OUTPUT_BYTES_MAX,
  };
  try {
    await promisify(execFile)(command, args, options);
  } catch (error) {
    const {
      code,
      killed,
      stderr = "",
    } = error as Error & {
      code?: string | number;
      killed?: boolean;
      stderr?: string;
    };
    const reason = (text: string): Error => new Error(text, { cause: error });
    if (code === "ENOENT") throw reason(`no ${basename(command)} here`);
    if (killed) throw reason(`${command} took more than ${timeoutMs / 1000} s`);
    const said = stderr.split("\n").find((line) => /^(E|Err|W|dpkg)/.test(line)) ?? stderr.trim();
    throw reason(`${command} failed: ${said.slice(0, 200)}`);
  }
}

function ignore(...codes: string[]): (error: NodeJS.ErrnoException) => void {
  return (error) => {
    if (!codes.includes(error.code ?? "")) throw error;
  };
}
