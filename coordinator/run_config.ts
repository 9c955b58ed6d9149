/**
 * What every process of a run agrees on. It lies in Redis, so that a robot needs only the address of
 * Redis and the name of the run.
 *
 * @module
 */
import type { Exchange } from "../robots/engine/robot.ts";

/** Who beats the time: BullMQ jobs, or a timer in each process for very high rates. */
export type TickSource = "bullmq" | "timer";

export interface RunConfig {
  /** The command that made it: its version, for processes of other machines. */
  readonly version: string;
  readonly seed: string;
  /** Places dealt. More robots may join, with an empty share. */
  readonly robots: number;
  readonly copies: number;
  readonly gossipMs: number;
  readonly quietMs: number;
  readonly timeoutMs: number;
  readonly inboxMax: number;
  readonly exchange: Exchange;
  readonly fanout: number;
  readonly ticks: TickSource;
  /** What the winner's result is held against. */
  readonly secret: SecretManifest;
}

/** What is known of the secret without knowing it. */
export interface SecretManifest {
  readonly wordCount: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** `dealing` until every share is there, then `running`, then how it ended. */
export type RunState = "dealing" | "running" | "won" | "stopped" | "failed";

/** Whether robots and hosts have nothing left to do. */
export function hasEnded(state: RunState | undefined): boolean {
  return state === "won" || state === "stopped" || state === "failed";
}

/** Where a robot lives. */
export interface RosterEntry {
  readonly host: string;
  readonly pid: number;
  readonly boot: number;
  /** `failed`: its restart budget is spent. */
  readonly state: "running" | "restarting" | "stopped" | "failed";
}
