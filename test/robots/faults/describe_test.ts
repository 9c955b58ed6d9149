/**
 * Rules in words.
 *
 * @module
 */
import { expect, test } from "vitest";
import { describeRule } from "../../../robots/faults/describe.ts";
import type { Rule } from "../../../robots/faults/plan.ts";
import { examplePlan } from "../../support/example_plan.ts";

test.each<[Rule, string]>([
  [{ kind: "loss", rate: 0.3, from: ["r1"], to: ["r2"] }, "lose 30 % of messages from r1 to r2"],
  [{ kind: "loss", rate: 1 }, "lose all messages"],
  [{ kind: "loss", rate: 0.001, untilMs: 500 }, "lose 0.1 % of messages, between 0 ms and 500 ms"],
  [{ kind: "loss", rate: 0.07 }, "lose 7 % of messages"],
  [{ kind: "duplicate", rate: 0.2, copies: 2 }, "deliver 20 % of messages 3 times"],
  [{ kind: "delay", delayMs: 5 }, "delay all messages by 5 ms"],
  [
    { kind: "delay", delayMs: 500, jitterMs: 1000, rate: 0.5 },
    "delay 50 % of messages by 0.5 to 1.5 s",
  ],
  [
    { kind: "reorder", rate: 0.1, delayMs: 20 },
    "let others overtake 10 % of messages by up to 20 ms",
  ],
  [{ kind: "corrupt", rate: 0.1 }, "corrupt 1 byte of 10 % of messages"],
  [{ kind: "corrupt", rate: 0.1, bytes: 3 }, "corrupt 3 bytes of 10 % of messages"],
  [{ kind: "truncate", rate: 0.1, to: ["r1", "r2"] }, "cut the end off 10 % of messages to r1, r2"],
  [{ kind: "saturate", rate: 0.1 }, "refuse 10 % of messages as if inboxes were full"],
  [
    { kind: "partition", groups: [["r1", "r2"], ["r3"]], afterMs: 2000, untilMs: 4000 },
    "drop messages between {r1, r2}, {r3} and all others, between 2 s and 4 s",
  ],
  [
    { kind: "cut", from: ["r1"], to: ["r2"], afterMs: 1500 },
    "drop all messages from r1 to r2, after 1.5 s",
  ],
  [{ kind: "loss", rate: 1, carrying: "update" }, "lose all messages with an update"],
  [
    { kind: "loss", rate: 0.5, carrying: "summary", to: ["r1"] },
    "lose 50 % of messages without an update to r1",
  ],
  [
    { kind: "burst-loss", enterRate: 0.02, leaveRate: 0.25 },
    "lose all messages in bursts that begin with 2 % and end with 25 % of them",
  ],
  [
    { kind: "burst-loss", enterRate: 0.02, leaveRate: 0.25, lossRate: 0.9, calmLossRate: 0.1 },
    "lose 90 % of messages in bursts that begin with 2 % and end with 25 % of them, and 10 % between them",
  ],
  [{ kind: "periodic-loss", every: 7 }, "lose 1 in 7 messages of each link"],
  [{ kind: "oversize-loss", bytesMax: 512, to: ["r1"] }, "lose messages above 512 bytes to r1"],
  [{ kind: "replay", rate: 0.1, delayMs: 500 }, "deliver 10 % of messages again 500 ms later"],
  [{ kind: "echo", rate: 0.1 }, "return a copy of 10 % of messages to the sender"],
  [
    { kind: "exponential-delay", meanMs: 20 },
    "delay all messages by 20 ms on average (exponential)",
  ],
  [
    { kind: "pareto-delay", minMs: 5, shape: 1.5, rate: 0.5 },
    "delay 50 % of messages by 5 ms or much more (Pareto 1.5)",
  ],
  [
    { kind: "clog", everyMs: 1000, forMs: 200, from: ["r1"] },
    "stall messages of each link for 200 ms in every 1 s from r1",
  ],
  [{ kind: "throttle", messagesPerSec: 10 }, "pass only 10 messages per second on each link"],
  [{ kind: "pad", rate: 0.1, bytes: 16 }, "add 16 random bytes to 10 % of messages"],
  [{ kind: "blank", rate: 0.1 }, "set 1 byte of 10 % of messages to zero"],
  [{ kind: "garbage", rate: 0.1 }, "replace 10 % of messages by random bytes"],
  [{ kind: "halves" }, "drop messages between two halves of all robots"],
  [
    { kind: "halves", robots: ["r1", "r2"], everyMs: 500, untilMs: 2000 },
    "drop messages between two halves of r1, r2, drawn anew every 500 ms, between 0 ms and 2 s",
  ],
  [{ kind: "isolate" }, "drop messages between one and the others of all robots"],
  [{ kind: "one-way" }, "drop messages from one half of all robots to the other"],
  [
    { kind: "bridge" },
    "drop messages between two halves of all robots but for one that reaches both",
  ],
  [
    { kind: "majorities-ring" },
    "put all robots in a ring and let each hear only the majority around it",
  ],
  [
    { kind: "flapping", everyMs: 200, forMs: 100 },
    "drop messages between two halves of all robots for 100 ms, drawn anew every 200 ms",
  ],
  [{ kind: "deaf", robots: ["r1", "r2"] }, "drop all messages to r1, r2"],
  [{ kind: "mute", robots: ["r1"], afterMs: 1000 }, "drop all messages from r1, after 1 s"],
  [{ kind: "crash", everyMs: 1000, downMs: 100 }, "kill a robot for 100 ms about every 1 s"],
  [
    { kind: "crash-amnesia", everyMs: 1000, downMs: 100, robots: ["r1", "r2"] },
    "kill one of r1, r2 for 100 ms and forget its share about every 1 s",
  ],
  [
    { kind: "crash-loop", times: 3, downMs: 50, robots: ["r1"] },
    "kill r1 for 50 ms and again after each of 3 starts",
  ],
  [
    { kind: "power-cut", everyMs: 1000, downMs: 300 },
    "kill all robots at once for 300 ms about every 1 s",
  ],
  [{ kind: "crash-at-claim", times: 1 }, "kill a robot while it claims at most 1 time"],
  [{ kind: "crash-at-write", times: 2 }, "kill a robot while it writes the file at most 2 times"],
  [{ kind: "pause", everyMs: 2000, forMs: 500 }, "stop a robot for 500 ms about every 2 s"],
  [
    { kind: "slow", delayMs: 3, robots: ["r1", "r2"] },
    "let r1, r2 take 3 ms for each tick and message",
  ],
  [{ kind: "late-start", delayMs: 200 }, "start all robots 200 ms late"],
  [{ kind: "clock-skew", skewMs: -3_600_000 }, "set the clocks of all robots 3600 s behind"],
  [{ kind: "clock-skew", skewMs: 5 }, "set the clocks of all robots 5 ms ahead"],
  [
    { kind: "clock-jump", everyMs: 3000, jumpMs: 10_000 },
    "set the clock of a robot 10 s forward about every 3 s",
  ],
  [
    { kind: "clock-jump", everyMs: 3000, jumpMs: -10 },
    "set the clock of a robot 10 ms back about every 3 s",
  ],
  [{ kind: "clock-drift", rate: 1.5 }, "run the clocks of all robots 1.5 times as fast"],
  [
    { kind: "clock-freeze", everyMs: 3000, forMs: 1000 },
    "hold the clock of a robot for 1 s about every 3 s",
  ],
  [{ kind: "tick-loss", rate: 0.1 }, "leave out 10 % of ticks of all robots"],
  [{ kind: "tick-loss", rate: 1, robots: ["r1"] }, "leave out all ticks of r1"],
  [{ kind: "tick-burst", rate: 0.1, copies: 3 }, "repeat 10 % of ticks of all robots 3 times"],
  [{ kind: "tick-jitter", jitterMs: 30 }, "delay ticks of all robots by up to 30 ms"],
  [{ kind: "claim-reply-loss", rate: 0.5 }, "lose the answers to 50 % of claims"],
  [
    { kind: "claim-delay", delayMs: 40, robots: ["r1"] },
    "delay the answers to claims by r1 by 40 ms",
  ],
  [
    { kind: "store-outage", everyMs: 5000, forMs: 500 },
    "cut all robots off from the store for 500 ms in every 5 s",
  ],
  [{ kind: "store-amnesia", everyMs: 10_000 }, "let the store forget all claims about every 10 s"],
  [
    { kind: "write-error", rate: 0.5, robots: ["r1", "r2"] },
    "let 50 % of writes of the file by r1, r2 fail",
  ],
  [{ kind: "delay", delayMs: 12.3456789 }, "delay all messages by 12.3457 ms"],
])("describeRule(%j) says %s", (rule, words) => {
  expect(describeRule(rule)).toBe(words);
});

test("no two kinds are described alike", () => {
  const { rules } = examplePlan();
  expect(new Set(rules.map(describeRule)).size).toBe(rules.length);
});
