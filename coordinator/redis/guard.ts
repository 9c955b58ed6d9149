/**
 * Runs a server that must not outlive this process, not even when this process is killed with
 * SIGKILL and can do nothing any more.
 *
 * @module
 */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

import { environmentOf, type RedisBinary } from "./binary.ts";

/** A server and its guard. */
export interface Guarded {
  /** The server itself. */
  readonly pid: number;
  /** Resolves with the last lines that the server wrote when server and guard have ended. */
  readonly exited: Promise<string>;
  /** Ends both in bounded time. Idempotent; never rejects. */
  readonly stop: () => Promise<void>;
}

/**
 * The guard. Its stdin is a pipe that only we hold: when we die it ends, `read` returns and the
 * server is killed. When the server ends the guard removes the folder and ends, too. The server
 * must not hold the pipe, and a shell gives background commands no stdin, so it is descriptor 3. The
 * watch ends with the server, lest it kill another process that has got the server's number.
 */
const GUARD = `
folder=$1; shift
exec 3<&0
"$@" 3<&- </dev/null >"$folder/log" 2>&1 &
server=$!
echo "$server"
{ read -r line <&3; kill -KILL "$server"; } </dev/null >/dev/null 2>&1 &
watch=$!
exec 3<&-
wait "$server" 2>/dev/null
code=$?
kill "$watch" 2>/dev/null
tail -n 5 "$folder/log" >&2
rm -rf "$folder"
exit "$code"
`;

/** Redis needs milliseconds for SIGTERM as it saves nothing. */
const TERM_MS_MAX = 2_000;
/** After SIGKILL only the guard's last steps are left. */
const KILL_MS_MAX = 1_000;

/**
 * Starts `binary` with `args`. The guard removes `folder`, where the server's log is, in the end.
 *
 * @throws Error when there is no `sh` or it cannot start the server.
 */
export async function spawnGuarded(
  binary: RedisBinary,
  args: readonly string[],
  folder: string,
): Promise<Guarded> {
  const guard = spawn("sh", ["-c", GUARD, "hearsay-redis-guard", folder, binary.path, ...args], {
    env: environmentOf(binary),
    stdio: ["pipe", "pipe", "pipe"],
    // A session of its own: Ctrl-C reaches only us, and we need the server while we clean up.
    detached: true,
  });
  // The server may end before we close its guard's pipe.
  guard.stdin.on("error", () => {});
  let lastWords = "";
  guard.stderr.setEncoding("utf8").on("data", (text: string) => void (lastWords += text));
  const ended = Promise.withResolvers<string>();
  guard.once("close", () => ended.resolve(lastWords));
  const exited = ended.promise;

  const started = Promise.withResolvers<number>();
  guard.once("error", started.reject);
  createInterface({ input: guard.stdout }).once("line", (line) => started.resolve(Number(line)));
  void exited.then(() => started.reject(new Error(`cannot start ${binary.path}: ${lastWords}`)));
  const pid = await started.promise;

  // A server that nobody stops must not keep this process alive; the guard sees its end.
  guard.unref();
  for (const stream of guard.stdio) (stream as { unref?: () => void } | null)?.unref?.();

  const stop = async (): Promise<void> => {
    if (guard.exitCode !== null || guard.signalCode !== null) return void (await exited);
    signal(pid, "SIGTERM");
    // A test may have stopped it with SIGSTOP.
    signal(pid, "SIGCONT");
    if (await within(exited, TERM_MS_MAX)) return;
    guard.stdin.destroy();
    if (await within(exited, KILL_MS_MAX)) return;
    signal(pid, "SIGKILL");
    guard.kill("SIGKILL");
  };
  let stopping: Promise<void> | undefined;
  return { pid, exited, stop: () => (stopping ??= stop()) };
}

/** Whether `promise` settles within `timeoutMs`. */
async function within(promise: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(resolve, timeoutMs, false);
  try {
    return await Promise.race([promise.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended already.
  }
}
