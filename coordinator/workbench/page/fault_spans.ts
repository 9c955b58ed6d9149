/**
 * From when to when which fault lasted: what strikes begin, others end.
 *
 * @module
 */
import type { Strike } from "../fault_schedule.ts";

export interface FaultSpan {
  readonly kind: "cut" | "kill" | "pause";
  readonly fromNs: number;
  readonly toNs: number;
  readonly what: string;
  /** Who was down or stood still. Empty for a cut. */
  readonly nodes: readonly string[];
}

/**
 * In the order in which they began. A cut lasts until the next one or until all is healed; a node is down
 * until it is started again; what never ended lasts until the run did.
 */
export function faultSpans(strikes: readonly Strike[], endedNs: number): FaultSpan[] {
  const spans: FaultSpan[] = [];
  let open: FaultSpan[] = [];
  const close = (ends: (span: FaultSpan) => boolean, toNs: number): void => {
    spans.push(...open.filter(ends).map((span) => ({ ...span, toNs })));
    open = open.filter((span) => !ends(span));
  };
  for (const { atNs, f, what, nodes = [] } of strikes) {
    const named = (span: FaultSpan): boolean =>
      nodes.length === 0 || span.nodes.every((node) => nodes.includes(node));
    const begun = { fromNs: atNs, toNs: endedNs, what };
    if (f === "cut" || f === "heal") close(({ kind }) => kind === "cut", atNs);
    if (f === "restart") close((span) => span.kind === "kill" && named(span), atNs);
    if (f === "resume") close((span) => span.kind === "pause" && named(span), atNs);
    if (f === "cut") open.push({ ...begun, kind: f, nodes: [] });
    // One for each node, as they need not come back together.
    if (f === "kill" || f === "pause") {
      open.push(...nodes.map((node) => ({ ...begun, kind: f, nodes: [node] })));
    }
  }
  close(() => true, Math.max(endedNs, strikes.at(-1)?.atNs ?? 0));
  return spans.sort((a, b) => a.fromNs - b.fromNs);
}
