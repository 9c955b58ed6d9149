/**
 * A fault plan with one rule of each kind, for robots r1 to r5.
 *
 * @module
 */
import type { FaultPlan } from "../../robots/faults/plan.ts";

/** The robots of the plan, in order. */
export const EXAMPLE_ROBOTS: readonly string[] = ["r1", "r2", "r3", "r4", "r5"];

/** A fresh plan. Each of its rules fires within a minute of much traffic. */
export function examplePlan(): FaultPlan {
  return {
    seed: "example",
    rules: [
      { kind: "loss", rate: 0.3, from: ["r1"], to: ["r2", "r3"], afterMs: 100, untilMs: 50_000 },
      { kind: "burst-loss", enterRate: 0.02, leaveRate: 0.25, lossRate: 0.9, calmLossRate: 0.01 },
      { kind: "periodic-loss", every: 7, carrying: "update" },
      { kind: "oversize-loss", bytesMax: 24, carrying: "summary" },
      { kind: "duplicate", rate: 0.1, copies: 2 },
      { kind: "replay", rate: 0.1, delayMs: 500 },
      { kind: "echo", rate: 0.1 },
      { kind: "reorder", rate: 0.2, delayMs: 40 },
      { kind: "delay", delayMs: 5, jitterMs: 10, rate: 0.5 },
      { kind: "exponential-delay", meanMs: 20, rate: 0.5 },
      { kind: "pareto-delay", minMs: 5, shape: 1.5, rate: 0.5 },
      { kind: "clog", everyMs: 1000, forMs: 200 },
      { kind: "throttle", messagesPerSec: 10, to: ["r5"] },
      { kind: "corrupt", rate: 0.05, bytes: 3 },
      { kind: "truncate", rate: 0.05 },
      { kind: "pad", rate: 0.05, bytes: 16 },
      { kind: "blank", rate: 0.05, bytes: 4 },
      { kind: "garbage", rate: 0.05 },
      { kind: "saturate", rate: 0.05 },
      { kind: "partition", groups: [["r1", "r2"], ["r3"]], afterMs: 1000, untilMs: 2000 },
      { kind: "cut", from: ["r1"], to: ["r2"], afterMs: 2000, untilMs: 3000 },
      { kind: "halves", everyMs: 500, afterMs: 3000, untilMs: 4000 },
      { kind: "isolate", everyMs: 500, afterMs: 4000, untilMs: 5000 },
      { kind: "one-way", robots: ["r1", "r2", "r3"], afterMs: 5000, untilMs: 6000 },
      { kind: "bridge", afterMs: 6000, untilMs: 7000 },
      { kind: "majorities-ring", everyMs: 1000, afterMs: 7000, untilMs: 8000 },
      { kind: "flapping", everyMs: 200, forMs: 100, afterMs: 8000, untilMs: 9000 },
      { kind: "deaf", robots: ["r4"], afterMs: 9000, untilMs: 10_000 },
      { kind: "mute", robots: ["r5"], afterMs: 10_000, untilMs: 11_000 },
      { kind: "crash", everyMs: 1000, downMs: 100 },
      { kind: "crash-amnesia", everyMs: 5000, downMs: 100, robots: ["r1", "r2"] },
      { kind: "crash-loop", times: 3, downMs: 50, afterMs: 500 },
      { kind: "power-cut", everyMs: 20_000, downMs: 300 },
      { kind: "crash-at-claim", times: 1 },
      { kind: "crash-at-write", times: 2, robots: ["r1"] },
      { kind: "pause", everyMs: 2000, forMs: 500 },
      { kind: "slow", delayMs: 3, robots: ["r2"] },
      { kind: "late-start", delayMs: 200, robots: ["r3", "r4"] },
      { kind: "clock-skew", skewMs: -3_600_000, robots: ["r1"] },
      { kind: "clock-jump", everyMs: 3000, jumpMs: 10_000 },
      { kind: "clock-drift", rate: 1.5, robots: ["r4"] },
      { kind: "clock-freeze", everyMs: 3000, forMs: 1000 },
      { kind: "tick-loss", rate: 0.1 },
      { kind: "tick-burst", rate: 0.1, copies: 3 },
      { kind: "tick-jitter", jitterMs: 30 },
      { kind: "claim-reply-loss", rate: 0.5 },
      { kind: "claim-delay", delayMs: 40 },
      { kind: "store-outage", everyMs: 5000, forMs: 500 },
      { kind: "store-amnesia", everyMs: 10_000 },
      { kind: "write-error", rate: 0.5, robots: ["r1", "r2"] },
    ],
  };
}
