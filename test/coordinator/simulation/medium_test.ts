/**
 * Goal: messages take as long as the scenario says, arrive as they were sent or are refused, and
 * inboxes are bounded and in order.
 */
import { describe, expect, test } from "vitest";

import { play, type Played, stepsOf } from "./steps.ts";

/** How long each message that arrived was under way, milliseconds. */
function travelTimes(played: Played): number[] {
  const sent = new Map(stepsOf(played, "sent").map((step) => [step.messageId, step.atMs]));
  return stepsOf(played, "received").map((step) => step.atMs - sent.get(step.messageId)!);
}

describe("a message", () => {
  test("takes the latency and up to the jitter more", () => {
    const times = travelTimes(play([], { robots: 8, latencyMs: 3, latencyJitterMs: 20 }));
    expect(times.length).toBeGreaterThan(30);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(3);
    expect(Math.max(...times)).toBeLessThan(23);
    expect(Math.max(...times) - Math.min(...times)).toBeGreaterThan(10);
  });

  test("takes the latency exactly when there is no jitter", () => {
    for (const timeMs of travelTimes(play([], { latencyMs: 7, latencyJitterMs: 0 }))) {
      expect(timeMs).toBeCloseTo(7, 6);
    }
  });

  test("arrives with what was sent", () => {
    const played = play([]);
    const sent = new Map(stepsOf(played, "sent").map((step) => [step.messageId, step]));
    for (const { atMs: _, ...step } of stepsOf(played, "received")) {
      const { atMs: __, ...question } = sent.get(step.messageId)!;
      expect(step).toEqual({
        ...question,
        kind: "received",
        robot: question.peer,
        peer: question.robot,
      });
    }
  });

  test("comes back to whoever sent it when there is an echo", () => {
    const played = play([{ kind: "echo", rate: 1 }]);
    const own = stepsOf(played, "received").filter(({ robot, peer }) => robot === peer);
    expect(own.length).toBeGreaterThan(10);
    // Nobody answers itself.
    expect(stepsOf(played, "sent").filter(({ robot, peer }) => robot === peer)).toEqual([]);
    expect(played.outcome.violations).toEqual([]);
  });

  test("is refused when it was damaged, and nobody learns from it", () => {
    const played = play([{ kind: "corrupt", rate: 1, bytes: 3 }]);
    const before = played.steps.filter(({ atMs }) => atMs < 1000);
    expect(stepsOf({ steps: before }, "refused").length).toBeGreaterThan(10);
    expect(stepsOf({ steps: before }, "received")).toEqual([]);
    expect(played.outcome.violations).toEqual([]);
  });

  test("is counted, and what carries words as a payload", () => {
    const played = play([{ kind: "loss", rate: 0.3 }]);
    const sent = stepsOf(played, "sent");
    expect(played.outcome.messages).toBe(sent.length);
    expect(played.outcome.payloads).toBe(sent.filter(({ update }) => update).length);
    const lost = stepsOf(played, "lost").length;
    expect(played.outcome.fired).toEqual([lost]);
    expect(lost).toBeGreaterThan(0);
  });
});

describe("an inbox", () => {
  test("takes no more than it may while its robot stands still", () => {
    const rule = { kind: "pause", everyMs: 1000, forMs: 900, robots: ["r1"] } as const;
    const full = play([rule], { inboxMax: 2, robots: 10, faultsMs: 3000 });
    expect(stepsOf(full, "overflowed").length).toBeGreaterThan(0);
    expect(stepsOf(full, "overflowed").every(({ peer }) => peer === 0)).toBe(true);
    expect(full.outcome.violations).toEqual([]);
    expect(stepsOf(play([rule], { robots: 10, faultsMs: 3000 }), "overflowed")).toEqual([]);
  });

  test("of a slow robot is emptied in order, one after the other", () => {
    const played = play([{ kind: "slow", delayMs: 30, robots: ["r1"] }], {
      robots: 8,
      latencyJitterMs: 0,
    });
    const sent = stepsOf(played, "sent").filter(({ peer }) => peer === 0);
    const received = stepsOf(played, "received").filter(({ robot }) => robot === 0);
    expect(received.length).toBeGreaterThan(5);
    expect(received.map(({ messageId }) => messageId)).toEqual(
      sent.slice(0, received.length).map(({ messageId }) => messageId),
    );
    const slow = received.filter(({ atMs }) => atMs < 1000);
    for (const [i, { atMs }] of slow.entries()) {
      if (i > 0) expect(atMs - slow[i - 1]!.atMs).toBeGreaterThan(29.9);
    }
    expect(played.outcome.violations).toEqual([]);
  });

  test("outlives its robot", () => {
    const played = play([{ kind: "crash", everyMs: 500, downMs: 300, robots: ["r1"] }], {
      robots: 6,
    });
    const [death] = stepsOf(played, "life-ended");
    const birth = stepsOf(played, "life-began").find(
      ({ robot, boot }) => robot === 0 && boot === 2,
    )!;
    const meanwhile = stepsOf(played, "sent").filter(
      ({ peer, atMs }) => peer === 0 && atMs > death!.atMs && atMs < birth.atMs - 20,
    );
    expect(meanwhile.length).toBeGreaterThan(0);
    const received = new Map(stepsOf(played, "received").map((step) => [step.messageId, step]));
    for (const { messageId } of meanwhile) {
      expect(received.get(messageId)!.atMs).toBeGreaterThanOrEqual(birth.atMs);
    }
  });
});
