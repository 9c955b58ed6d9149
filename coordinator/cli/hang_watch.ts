/**
 * Notices a node's program that does not come back, such as a loop without an end: nothing else in this
 * process runs then, not even what Ctrl-C would do. So a thread of its own looks, says who it is, and
 * ends the process.
 *
 * @module
 */
import { Worker } from "node:worker_threads";

/** Cells that both threads see. */
export const CELLS = { beats: 0, isArmed: 1, acting: 2, count: 3 } as const;

/** The event loop gets a turn every few milliseconds, unless somebody keeps it. */
const BEAT_MS = 250;

export interface HangWatch {
  /** Told who does something: an index into the names. */
  acting(node: string): void;
  /** Whether programs are running: what the workbench does afterwards may take a while. */
  arm(isArmed: boolean): void;
  stop(): void;
}

/** Begins to watch. */
export function watchForHangs(nodes: readonly string[]): HangWatch {
  const cells = new Int32Array(new SharedArrayBuffer(CELLS.count * Int32Array.BYTES_PER_ELEMENT));
  const indexes = new Map(nodes.map((node, index) => [node, index]));
  const thread = new Worker(new URL("hang_watch_thread.ts", import.meta.url), {
    workerData: { cells, nodes },
  });
  thread.unref();
  // What keeps the watch from starting must not keep the test from running.
  thread.on("error", () => {});
  const beat = setInterval(() => {
    cells[CELLS.beats]! += 1;
  }, BEAT_MS);
  beat.unref();
  return {
    acting(node) {
      cells[CELLS.acting] = indexes.get(node) ?? 0;
    },
    arm(isArmed) {
      cells[CELLS.isArmed] = isArmed ? 1 : 0;
    },
    stop() {
      clearInterval(beat);
      void thread.terminate();
    },
  };
}
