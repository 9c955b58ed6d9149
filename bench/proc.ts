/**
 * What Linux knows of a process. Elsewhere there is nothing to read: NaN.
 *
 * @module
 */
import { readFileSync } from "node:fs";

/** A clock tick of /proc: 1/100 s on every Linux that Node runs on. */
const TICK_MS = 10;

/** CPU time that `pid` has used since it began, user and system, milliseconds. */
export function cpuMs(pid: number): number {
  // The name in brackets may hold spaces; the fields after it count from 3.
  const fields = read(`/proc/${pid}/stat`).split(") ").at(-1)!.split(" ");
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** The CPU that some processes use from now on. */
export class CpuMeter {
  readonly #beganMs = performance.now();
  readonly #beforeMs: ReadonlyMap<number, number>;

  constructor(pids: readonly number[]) {
    this.#beforeMs = new Map(pids.map((pid) => [pid, cpuMs(pid)]));
  }

  /** All of them until now, percent of one core; one that has ended does not count. */
  percent(): number {
    let usedMs = 0;
    for (const [pid, beforeMs] of this.#beforeMs) usedMs += cpuMs(pid) - beforeMs || 0;
    return (100 * usedMs) / (performance.now() - this.#beganMs);
  }
}

/** Proportional set size: own memory, and its part of what it shares, megabytes. */
export function pssMb(pid: number): number {
  const kilobytes = /^Pss:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1];
  return Number(kilobytes ?? Number.NaN) / 1024;
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
