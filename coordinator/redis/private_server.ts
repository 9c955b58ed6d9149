/**
 * A Redis of our own: on the loopback, without persistence, gone when we are gone.
 *
 * @module
 */
import { rm, mkdtemp } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { UserError } from "../user_error.ts";
import type { RedisBinary } from "./binary.ts";
import { spawnGuarded, type Guarded } from "./guard.ts";
import { probe, type RedisInfo } from "./probe.ts";

/** How to start a private server. */
export interface PrivateServerOptions {
  /** Listen there instead of on an ephemeral port. */
  readonly port?: number;
  /** Keep an append-only file in this folder, so that a server started there later has the data. */
  readonly persistence?: string;
  /** Ask for this password; {@linkcode PrivateServer.url} holds it. */
  readonly password?: string;
  /** More options of redis-server, stronger than ours. */
  readonly extraArgs?: readonly string[];
}

/** A private server that answers. */
export interface PrivateServer {
  readonly url: string;
  readonly port: number;
  /** The process of redis-server itself, fit to be killed or stopped by a test. */
  readonly pid: number;
  readonly info: RedisInfo;
  /** Resolves with its last words when the server has ended and its folder is gone. */
  readonly exited: Promise<string>;
  /** Ends the server within 3 s, by force if need be. Idempotent; never rejects. */
  readonly stop: () => Promise<void>;
}

/** How often BullMQ's blocked workers are looked at, so a tick is at most 10 ms late. */
export const PRIVATE_HZ = 100;
/** Starting takes 10 to 50 ms; a busy machine may need a hundred times as long. */
const START_MS_MAX = 10_000;
/** Between two looks at a starting server. */
const START_POLL_MS = 5;
/** One look: whatever else may have the port need not answer, and then the server has ended. */
const START_LOOK_MS_MAX = 500;
/** Another program may take the port between our look and the server's bind, but not often. */
const PORT_ATTEMPTS_MAX = 5;

/**
 * Starts `binary` and waits until it answers.
 *
 * @throws UserError when it does not start within 10 s or cannot listen on the port asked for.
 */
export async function startPrivateServer(
  binary: RedisBinary,
  options: PrivateServerOptions = {},
): Promise<PrivateServer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOnce(binary, options.port ?? (await freePort()), options);
    } catch (error) {
      const again = options.port === undefined && attempt < PORT_ATTEMPTS_MAX;
      if (!(error instanceof PortTaken)) throw error;
      if (!again) throw new UserError(error.message);
    }
  }
}

class PortTaken extends Error {}

async function startOnce(
  binary: RedisBinary,
  port: number,
  options: PrivateServerOptions,
): Promise<PrivateServer> {
  const { password, persistence } = options;
  const user = password === undefined ? "" : `:${encodeURIComponent(password)}@`;
  const url = `redis://${user}127.0.0.1:${port}`;
  const folder = await mkdtemp(join(tmpdir(), "hearsay-redis-"));
  let server: Guarded | undefined;
  try {
    const args = serverArgs(port, persistence ?? folder, options);
    server = await spawnGuarded(binary, args, folder);
    const info = await untilReady(server, url, port);
    const { pid, exited } = server;
    return { url, port, pid, info, exited, stop: server.stop };
  } catch (error) {
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

function serverArgs(port: number, folder: string, options: PrivateServerOptions): string[] {
  const settings = {
    port: String(port),
    bind: "127.0.0.1",
    daemonize: "no",
    dir: folder,
    save: "",
    appendonly: options.persistence === undefined ? "no" : "yes",
    "maxmemory-policy": "noeviction",
    hz: String(PRIVATE_HZ),
    ...(options.password !== undefined && { requirepass: options.password }),
  };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  return [...args, ...(options.extraArgs ?? [])];
}

/** Waits until it is this very server that answers on `port`, not another one that has it. */
async function untilReady(server: Guarded, url: string, port: number): Promise<RedisInfo> {
  const deadlineMs = performance.now() + START_MS_MAX;
  let ended: string | undefined;
  void server.exited.then((lastWords) => (ended = lastWords));
  let last = "no answer";
  while (performance.now() < deadlineMs) {
    if (ended !== undefined) {
      if (/Address already in use/i.test(ended)) {
        throw new PortTaken(`cannot start a private Redis: port ${port} is taken`);
      }
      const [line = ""] = ended.trim().split("\n").slice(-1);
      throw new UserError(`cannot start a private Redis: ${line || "it ended at once"}`);
    }
    try {
      const info = await probe(url, START_LOOK_MS_MAX);
      if (info.pid === server.pid) return info;
      last = "another Redis answers on its port";
    } catch (error) {
      last = (error as Error).message;
      if (/it is Redis/.test(last)) throw error;
    }
    await sleep(START_POLL_MS);
  }
  throw new UserError(`cannot start a private Redis within ${START_MS_MAX} ms: ${last}`);
}

/** A port of the loopback that was free a moment ago. */
async function freePort(): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const server = createServer().once("error", reject);
  server.listen(0, "127.0.0.1", () => {
    const { port } = server.address() as AddressInfo;
    server.close(() => resolve(port));
  });
  return promise;
}
