/**
 * What the nemesis did to some nodes in a span of time, in words.
 *
 * @module
 */
import type { Strike } from "./fault_schedule.ts";
import type { RunRecord } from "./record.ts";
import { secondsOf } from "./words.ts";

/** Strikes that are told: more of them are like these. */
const STRIKES_SHOWN = 4;

/** From one moment to another, both included. */
export interface Span {
  readonly fromNs: number;
  readonly toNs: number;
}

/** A node's end and new beginning. */
export interface Killed {
  readonly atNs: number;
  /** Undefined when it was never started again. */
  readonly againNs: number | undefined;
}

/** The first time that a node was killed in a span of time. */
export function killIn(
  node: string,
  { fromNs, toNs }: Span,
  strikes: readonly Strike[],
): Killed | undefined {
  const at = strikes.findIndex(
    ({ f, atNs, nodes }) =>
      f === "kill" && atNs >= fromNs && atNs <= toNs && nodes?.includes(node) === true,
  );
  if (at === -1) return undefined;
  return { atNs: strikes[at]!.atNs, againNs: endOf(node, at, strikes) };
}

/** `meanwhile: n0 was killed at 3.200 s, started again at 4.100 s`: a line, or none. */
export function meanwhile(
  nodes: readonly string[],
  { fromNs, toNs }: Span,
  { strikes, crashes }: RunRecord,
): string[] {
  const told = [
    ...strikes.flatMap(({ atNs }, at) =>
      oneStrike(nodes, at, strikes).map((what) => ({ atNs, what })),
    ),
    ...crashes
      .filter(({ node }) => nodes.includes(node))
      .map(({ node, atNs }) => ({ atNs, what: `${node} ended by itself at ${secondsOf(atNs)}` })),
  ]
    .filter(({ atNs }) => atNs >= fromNs && atNs <= toNs)
    .toSorted((a, b) => a.atNs - b.atNs)
    .map(({ what }) => what);
  if (told.length === 0) return [];
  const more = told.length - STRIKES_SHOWN;
  const rest = more > 0 ? `; and ${more} more strikes` : "";
  return [`meanwhile: ${told.slice(0, STRIKES_SHOWN).join("; ")}${rest}`];
}

/** What one strike did to these nodes. How a fault ended is told with it. */
function oneStrike(nodes: readonly string[], at: number, strikes: readonly Strike[]): string[] {
  const { f, atNs, what, cuts = [], nodes: struck = [] } = strikes[at]!;
  const when = `at ${secondsOf(atNs)}`;
  if (f === "cut") {
    if (!cuts.flat().some((node) => nodes.includes(node))) return [];
    const next = strikes.slice(at + 1).find((each) => each.f === "heal" || each.f === "cut");
    const healedNs = next?.f === "heal" ? next.atNs : undefined;
    return [`the network was cut ${when} (${what})${until("healed", healedNs)}`];
  }
  if (f !== "kill" && f !== "pause") return [];
  return struck
    .filter((node) => nodes.includes(node) && !isDown(node, at, strikes))
    .map((node) => {
      const endNs = endOf(node, at, strikes);
      return f === "kill"
        ? `${node} was killed ${when}${until("started again", endNs)}`
        : `${node} was paused ${when}${until("went on", endNs)}`;
    });
}

function until(how: string, endNs: number | undefined): string {
  return endNs === undefined ? "" : `, ${how} at ${secondsOf(endNs)}`;
}

/** When a kill or a pause of a node was over; undefined when it lasted, or a kill ended a pause. */
function endOf(node: string, at: number, strikes: readonly Strike[]): number | undefined {
  const ends = strikes[at]!.f === "kill" ? ["restart"] : ["resume", "kill"];
  const next = strikes
    .slice(at + 1)
    .find(({ f, nodes }) => ends.includes(f) && nodes?.includes(node) === true);
  return next?.f === "kill" ? undefined : next?.atNs;
}

/** The nemesis may pause a node that it has killed: nothing happens. */
function isDown(node: string, at: number, strikes: readonly Strike[]): boolean {
  const last = strikes
    .slice(0, at)
    .findLast(({ f, nodes }) => (f === "kill" || f === "restart") && nodes?.includes(node));
  return last?.f === "kill";
}
