/**
 * What a host tells a robot process: at birth through one environment variable, later by messages.
 *
 * @module
 */
import type { RobotId } from "../robots/engine/ids.ts";
import type { LogLevel } from "../robots/runtime/logger.ts";
import type { RunName } from "./redis/keys.ts";

/** Carries {@linkcode ChildSettings} as JSON: unlike arguments, other users cannot read it. */
export const SETTINGS_VARIABLE = "HEARSAY_ROBOT_SETTINGS";

export interface ChildSettings {
  readonly redisUrl: string;
  readonly run: RunName;
  readonly robot: RobotId;
  readonly boot: number;
  /** It was dealt a share: a Redis that has lost it will be told again, and is waited for. */
  readonly hasShare: boolean;
  readonly host: string;
  readonly dir: string;
  /** Absolute path that it writes besides, as a winner. */
  readonly out?: string | undefined;
  readonly logLevel: LogLevel;
}

/** What a host tells a living robot. */
export type ChildOrder = { readonly order: "tick" } | { readonly order: "stop" };

/** Exit codes of a robot process. */
export const EXIT_STOPPED = 0;
/** Ended by SIGTERM, which nobody of us sends: 128 + 15, as shells say it. */
export const EXIT_TERMINATED = 143;
/** A broken invariant (sysexits.h: EX_SOFTWARE). */
export const EXIT_PANIC = 70;
/** The medium failed, or the run is unknown (sysexits.h: EX_UNAVAILABLE). */
export const EXIT_FAILED = 69;
