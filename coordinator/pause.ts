/**
 * Processes that stand still for a while, and never for good: somebody else wakes them, also when
 * whoever stopped them is gone.
 *
 * @module
 */
import { spawn } from "node:child_process";

/** Wakes a process when its own input ends, as it does when the process that stopped it dies. */
const WAKE = 'read _; kill -CONT "$1"';

const STOP_AND_WAKE = 'kill -STOP "$1"; sleep "$2"; kill -CONT "$1"';

/** Stops a process (SIGSTOP) until the returned function is called or this process is gone. */
export function pauseUntilClosed(pid: number): () => void {
  const guard = spawn("sh", ["-c", WAKE, "sh", String(pid)], {
    stdio: ["pipe", "ignore", "ignore"],
  });
  // Without a guard it would stand still for ever if this process died now.
  guard.once("spawn", () => signal(pid, "SIGSTOP"));
  guard.on("error", () => {});
  guard.stdin.on("error", () => {});
  guard.unref();
  let ended = false;
  return () => {
    if (ended) return;
    ended = true;
    guard.removeAllListeners("spawn");
    signal(pid, "SIGCONT");
    // It must not end the next pause.
    guard.kill("SIGKILL");
    guard.stdin.destroy();
  };
}

/** Stops this very process for `forMs`. */
export function pauseSelf(forMs: number): void {
  const args = ["-c", STOP_AND_WAKE, "sh", String(process.pid), String(forMs / 1000)];
  const guard = spawn("sh", args, { stdio: "ignore", detached: true });
  guard.on("error", () => {});
  guard.unref();
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended meanwhile.
  }
}
