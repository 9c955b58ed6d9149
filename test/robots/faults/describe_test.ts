/**
 * Rules in words.
 *
 * @module
 */
import { expect, test } from "vitest";
import { describeRule } from "../../../robots/faults/describe.ts";
import type { Rule } from "../../../robots/faults/plan.ts";

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
])("describeRule(%j) says %s", (rule, words) => {
  expect(describeRule(rule)).toBe(words);
});
