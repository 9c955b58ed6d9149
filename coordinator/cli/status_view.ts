/**
 * A run's status for people.
 *
 * @module
 */
import { hasEnded } from "../run_config.ts";
import { printable } from "./printable.ts";
import type { RobotStatus, RunStatus } from "./status_snapshot.ts";
import { type Cell, type Column, type Style, styled, table } from "./table.ts";

/** A robot that has not reported a tick for so long is late; it reports five times a second. */
const LATE_MS = 2000;

const COLUMNS: readonly Column[] = [
  { title: "robot" },
  { title: "host" },
  { title: "pid", right: true },
  { title: "life", right: true },
  { title: "state" },
  { title: "run by" },
  { title: "backlog", right: true },
  { title: "words known", right: true },
  { title: "last tick", right: true },
];

const STATE_STYLES: Readonly<Record<RobotStatus["state"], Style>> = {
  running: "green",
  restarting: "yellow",
  waiting: "yellow",
  gone: "red",
  stopped: "dim",
  failed: "red",
};

/** The lines of a status; in colour where `stream` is a terminal. */
export function describeStatus(status: RunStatus, stream: NodeJS.WritableStream): string[] {
  const ended = hasEnded(status.state);
  const rows = status.robots.map((robot) => row(robot, ended));
  return [
    `run         ${styled("bold", status.run, stream)}, ${stateText(status)}`,
    `config      ${configText(status)}`,
    `winner      ${winnerText(status)}`,
    `faults      ${status.faults.length > 0 ? status.faults.join("; ") : "none"}`,
    `quarantine  ${counted(status.quarantined, "message")}`,
    "",
    ...table(COLUMNS, rows, stream),
  ];
}

/** What is wrong, a line each. */
export function warningsOf({ run, unattended }: RunStatus): string[] {
  if (unattended.length === 0) return [];
  const names = unattended.join(", ");
  return [
    `nobody runs ${names}: start \`hearsay host ${run}\` or \`hearsay robot ${run}\` on any machine`,
  ];
}

function row(robot: RobotStatus, ended: boolean): Cell[] {
  const { known, total, tickAgeMs, backlog, holder } = robot;
  const progress = known === null ? "-" : `${known} of ${total}`;
  return [
    robot.dealt ? robot.robot : `${robot.robot} (joined)`,
    printable(robot.host ?? "-"),
    String(robot.pid ?? "-"),
    String(robot.boot),
    { text: robot.state, style: STATE_STYLES[robot.state] },
    holder === null && !ended ? { text: "nobody", style: "red" } : printable(holder ?? "-"),
    String(backlog),
    known !== null && known === total ? { text: progress, style: "green" } : progress,
    tickAge(tickAgeMs, ended),
  ];
}

function tickAge(ageMs: number | null, ended: boolean): Cell {
  if (ageMs === null) return "-";
  const text = `${seconds(ageMs)} ago`;
  return ageMs > LATE_MS && !ended ? { text, style: "red" } : text;
}

function stateText({ state, startedAtMs, reason }: RunStatus): string {
  if (state === "dealing") return "being dealt";
  const since = `began ${seconds(Date.now() - startedAtMs)} ago`;
  return `${state}${reason === null ? "" : ` (${printable(reason)})`}, ${since}`;
}

function configText({ config }: RunStatus): string {
  const { secret } = config;
  return [
    counted(config.robots, "place"),
    `${counted(secret.wordCount, "word")} (${counted(secret.bytes, "byte")}), ${config.copies} copies of each`,
    `${config.exchange} with ${config.fanout} every ${config.gossipMs} ms (${config.ticks})`,
    `quiet ${config.quietMs} ms`,
    `timeout ${config.timeoutMs} ms`,
    `inbox ${config.inboxMax}`,
    `seed ${printable(config.seed)}`,
  ].join(", ");
}

function winnerText({ winner, file }: RunStatus): string {
  if (winner === null) return "none yet";
  const { claimant, boot, digest } = winner;
  const written = file === null ? "has not written its file yet" : `wrote ${printable(file)}`;
  return `${claimant} in life ${boot}, sha256 ${digest}, ${written}`;
}

function seconds(timeMs: number): string {
  return `${(timeMs / 1000).toFixed(1)} s`;
}

function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}
