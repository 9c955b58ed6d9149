/**
 * Processes together with those that they started: by their group, and by a mark in their environment
 * those that left it.
 *
 * @module
 */
import { readdir, readFile } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";

/** Variable of the environment that marks the processes of a run, and what they start. */
export const MARK_VARIABLE = "HEARSAY_NODE";

/** Looks for processes that start others faster than one look takes. */
const LOOKS_MAX = 40;

/** Who is about to become another program shows nothing of its environment for a moment. */
const QUIET_LOOKS = 2;
const LOOK_MS = 20;

/** Signals all of a group; one that is gone has nobody who would hear it. */
export function signalGroup(leader: number, signal: NodeJS.Signals): void {
  signalTo(-leader, signal);
}

/**
 * Kills all processes whose mark begins so, wherever they went. Only Linux shows what others have in
 * their environment; elsewhere this does nothing.
 */
export async function killMarked(mark: string): Promise<void> {
  let quietLooks = 0;
  for (let look = 0; look < LOOKS_MAX; look++) {
    const found = await marked(mark);
    for (const each of found) signalTo(each, "SIGKILL");
    quietLooks = found.length === 0 ? quietLooks + 1 : 0;
    if (quietLooks === QUIET_LOOKS) return;
    await setTimeout(LOOK_MS);
  }
}

/** Ids of processes whose mark begins so. One that has ended is not among them. */
export async function marked(mark: string): Promise<number[]> {
  const names = await readdir("/proc").catch(() => []);
  const found = await Promise.all(
    names.filter((name) => /^\d+$/.test(name)).map((name) => isMarked(name, mark)),
  );
  return found.filter((id) => id !== undefined);
}

async function isMarked(name: string, mark: string): Promise<number | undefined> {
  // Those of others cannot be read, and some end meanwhile.
  const environment = await readFile(`/proc/${name}/environ`, "latin1").catch(() => "");
  const isOurs = `\0${environment}`.includes(`\0${MARK_VARIABLE}=${mark}`);
  return isOurs ? Number(name) : undefined;
}

function signalTo(id: number, signal: NodeJS.Signals): void {
  try {
    process.kill(id, signal);
  } catch {
    // It has ended.
  }
}
