/**
 * The thread of hang_watch.ts.
 *
 * @module
 */
import { writeSync } from "node:fs";
import { workerData } from "node:worker_threads";
import { CELLS } from "./hang_watch.ts";

/** No honest handler takes this long, on any machine. */
const HANG_MS = 10_000;

const LOOK_MS = 500;

const STDERR = 2;

const { cells, nodes } = workerData as {
  readonly cells: Int32Array;
  readonly nodes: readonly string[];
};

let seen = -1;
let sinceMs = 0;

setInterval(() => {
  const nowMs = performance.now();
  const beats = cells[CELLS.beats]!;
  if (cells[CELLS.isArmed] === 0 || beats !== seen) {
    seen = beats;
    sinceMs = nowMs;
    return;
  }
  if (nowMs - sinceMs < HANG_MS) return;
  const node = nodes[cells[CELLS.acting]!] ?? "a node";
  const what = `INVALID: ${node}'s program does not come back: it has been at work for ${HANG_MS / 1000} s without a pause (a loop without an end?)`;
  writeSync(STDERR, `hearsay: ${what}\n`);
  // The main thread cannot hear anything else.
  process.kill(process.pid, "SIGKILL");
}, LOOK_MS);
