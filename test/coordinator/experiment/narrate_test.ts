import { expect, test } from "vitest";

import { narrate } from "../../../coordinator/experiment/narrate.ts";
import type { Step } from "../../../coordinator/simulation/step.ts";
import type { FaultPlan } from "../../../robots/faults/plan.ts";

const PLAN: FaultPlan = { rules: [{ kind: "loss", rate: 0.1 }] };

const PASSED = {
  robot: 0,
  peer: 2,
  messageId: "r1-1-7",
  lamport: 9,
  wantsUpdate: true,
  offersUpdate: true,
  summary: [0, 1, 2, 5],
  update: undefined,
};

const QUIET = { ...PASSED, wantsUpdate: false, offersUpdate: false, summary: undefined };

const SAID: readonly (readonly [object, string])[] = [
  [
    { kind: "life-began", robot: 0, boot: 2, knows: [0, 3, 4, 5] },
    "r1 begins life 2 and knows 0,3-5",
  ],
  [{ kind: "life-began", robot: 1, boot: 1, knows: [] }, "r2 begins life 1 and knows nothing"],
  [{ kind: "life-ended", robot: 0, why: "it lost heart" }, "r1 dies: it lost heart"],
  [
    { kind: "life-ended", robot: 0, why: "crash", rule: 0 },
    "r1 dies: rule 1, lose 10 % of messages",
  ],
  [{ kind: "ticked", robot: 9 }, "r10 ticks"],
  [{ kind: "tick-lost", robot: 0 }, "r1 misses a tick"],
  [
    { kind: "sent", ...PASSED },
    'r1 sends r3 "I know 0-2,5", "send me what I lack", "ask if you lack something" (r1-1-7, stamp 9)',
  ],
  [{ kind: "sent", ...QUIET, update: [1, 2] }, "r1 sends r3 the words 1-2 (r1-1-7, stamp 9)"],
  [{ kind: "sent", ...QUIET }, "r1 sends r3 nothing (r1-1-7, stamp 9)"],
  [
    { kind: "lost", rule: 0, ...PASSED },
    "r1-1-7 from r1 to r3 is lost: rule 1, lose 10 % of messages",
  ],
  [{ kind: "lost", rule: 4, ...PASSED }, "r1-1-7 from r1 to r3 is lost: rule 5"],
  [
    { kind: "rejected", rule: 0, ...PASSED },
    "r1-1-7 from r1 to r3 is refused: rule 1, lose 10 % of messages",
  ],
  [{ kind: "overflowed", robot: 0, peer: 1 }, "r2's inbox is full: a message from r1 is refused"],
  [
    { kind: "altered", rule: 0, count: 2, ...PASSED },
    "r1-1-7 from r1 to r3 is changed (2): rule 1, lose 10 % of messages",
  ],
  [{ kind: "refused", robot: 0, reason: "bad checksum" }, "r1 refuses what arrived: bad checksum"],
  [{ kind: "converged", robot: 0 }, "r1 knows every word"],
  [{ kind: "done", robot: 0 }, "r1 says that it is done"],
  [{ kind: "claimed", robot: 0, result: "won" }, "r1 claims to be the winner: won"],
  [{ kind: "wrote", robot: 0, bytes: 12 }, "r1 writes the file, 12 bytes"],
  [{ kind: "forgot-share", robot: 0 }, "r1 loses its share for good"],
  [{ kind: "store-forgot" }, "the winner channel forgets its claim"],
  [{ kind: "paused", robot: 0, rule: 0 }, "r1 stands still: rule 1, lose 10 % of messages"],
  [{ kind: "resumed", robot: 0 }, "r1 goes on"],
  [{ kind: "healed" }, "all faults are over"],
  [
    { kind: "violated", robot: 0, checker: "monotone", what: "bad" },
    "VIOLATION at r1: monotone: bad",
  ],
  [{ kind: "violated", robot: -1, checker: "monotone", what: "bad" }, "VIOLATION: monotone: bad"],
];

test.for(SAID)("%j", ([step, words]) => {
  expect(narrate({ ...step, atMs: 12.3456 } as Step, PLAN)).toBe(`    12.346 ms  ${words}`);
});

test("a receipt says by whom it is, and then what the robot learned from it", () => {
  const step: Step = { kind: "received", ...PASSED, robot: 2, peer: 0, atMs: 1 };
  expect(narrate(step, PLAN)).toBe("     1.000 ms  r3 receives r1-1-7 from r1");
  const then: Step = { kind: "learned", robot: 2, knows: [0, 1], atMs: 1 };
  expect(narrate(then, PLAN)).toBe("     1.000 ms  r3 learns and knows 0-1");
});
