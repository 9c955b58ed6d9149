/**
 * Every key of a run in Redis. A robot's own keys carry its name as hash tag and BullMQ's prefix
 * carries the run's, so that a Redis Cluster spreads them; nothing else is ever touched.
 *
 * @module
 */
import type { RobotId } from "../../robots/engine/ids.ts";

declare const brand: unique symbol;

/** Names one run: 1 to 64 letters, digits, `_`, `.` or `-`, beginning with a letter or a digit. */
export type RunName = string & { readonly [brand]: "RunName" };

const RUN_NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;

/** Whether `text` can name a run. */
export function isRunName(text: string): text is RunName {
  return RUN_NAME.test(text);
}

/** The names of one run's keys. */
export interface RunKeys {
  /** Everything of the run begins with this. */
  readonly prefix: string;
  /** Hash: `config` (JSON), `state`, `startedAtMs`, and how it ended. */
  readonly run: string;
  /** Hash: robot -> JSON of host, pid, boot, state. */
  readonly roster: string;
  /** Hash: host -> JSON of its capacity and a counter that shows that it lives. */
  readonly hosts: string;
  /** Hash: robot -> its initial share (secret.proto: Update), its memory across restarts. */
  readonly shares: string;
  /** Hash: robot -> how often it has been started. */
  readonly boots: string;
  /** Hash: the fault plan in force: `version`, `plan` (JSON). */
  readonly faults: string;
  /** String, SET NX: JSON of claimant, boot, digest. */
  readonly winner: string;
  /** Stream: what robots and hosts report (events.proto). */
  readonly events: string;
  /** Stream: messages that broke an invariant or did not decode, with the reason. */
  readonly quarantine: string;
  /** Stream: commands to whoever runs a robot: `command`, `robot`. */
  readonly control: string;
  /** Prefix of every BullMQ key. */
  readonly bull: string;
  /** BullMQ queue of one process's ticks. */
  ticks(process: string): string;
  /** Stream: the messages for one robot. */
  inbox(robot: RobotId): string;
  /** String with an expiry: which host runs a robot. */
  lease(robot: RobotId): string;
}

/** Builds the key names of `run`. */
export function runKeys(run: RunName): RunKeys {
  const prefix = `hearsay:${run}:`;
  return {
    prefix,
    run: `${prefix}run`,
    roster: `${prefix}roster`,
    hosts: `${prefix}hosts`,
    shares: `${prefix}shares`,
    boots: `${prefix}boots`,
    faults: `${prefix}faults`,
    winner: `${prefix}winner`,
    events: `${prefix}events`,
    quarantine: `${prefix}quarantine`,
    control: `${prefix}control`,
    bull: `{hearsay:${run}}`,
    ticks: (process) => `ticks-${process.replaceAll(/[^A-Za-z0-9_.-]/g, "-")}`,
    inbox: (robot) => `${prefix}inbox:{${robot}}`,
    lease: (robot) => `${prefix}lease:{${robot}}`,
  };
}
