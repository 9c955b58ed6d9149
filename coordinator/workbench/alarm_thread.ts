/**
 * The thread of an {@linkcode Alarm}: sleeps until the time in the cell, rings, and waits for the next.
 *
 * @module
 */
import { parentPort, workerData } from "node:worker_threads";
import { type AlarmThread, NEVER_NS, OVER_NS } from "./alarm.ts";

/** As `Atomics.wait` takes it. */
const NS_PER_MS = 1_000_000;

const { cell, startedNs } = workerData as AlarmThread;

for (;;) {
  const dueNs = Atomics.load(cell, 0);
  if (dueNs === OVER_NS) break;
  const leftNs = dueNs - (process.hrtime.bigint() - startedNs);
  if (leftNs > 0n) {
    // Another time in the cell wakes it, too.
    Atomics.wait(cell, 0, dueNs, dueNs === NEVER_NS ? Infinity : Number(leftNs) / NS_PER_MS);
  } else if (Atomics.compareExchange(cell, 0, dueNs, NEVER_NS) === dueNs) {
    parentPort!.postMessage(0, []);
  }
}
