/**
 * One robot, its inputs and its effects, driven by hand.
 *
 * @module
 */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { messageId, robotId } from "../../../robots/engine/ids.ts";
import { emptyDraft, type Message } from "../../../robots/engine/message.ts";
import { seededRandom } from "../../../robots/engine/random.ts";
import { InvariantViolation } from "../../../robots/engine/replica.ts";
import { type Effects, type Exchange, Robot } from "../../../robots/engine/robot.ts";
import { Roster } from "../../../robots/engine/roster.ts";
import { kinds, received, sends, ticked } from "../../support/effects.ts";
import { GSet } from "../../support/g_set.ts";

const A = robotId("a");
const B = robotId("b");
const QUIET_MS = 100;
const ALWAYS_FIRST = () => 0;

type Summary = ReadonlySet<number>;
type Update = readonly number[];
type GossipMessage = Message<Summary, Update>;

interface Setup {
  readonly id?: typeof A;
  readonly items?: readonly number[];
  readonly total?: number;
  readonly exchange?: Exchange;
  readonly fanout?: number;
  readonly boot?: number;
  readonly nowMs?: number;
}

function robot(setup: Setup = {}) {
  const { id = A, items = [], total, exchange, fanout, boot = 1, nowMs = 0 } = setup;
  const created = new Robot({
    id,
    boot,
    replica: new GSet(items, total),
    quietMs: QUIET_MS,
    nowMs,
    ...(exchange !== undefined && { exchange }),
    ...(fanout !== undefined && { fanout }),
  });
  created.setPeers(new Roster([A, B]));
  return created;
}

function update(...items: number[]): GossipMessage {
  return {
    from: B,
    boot: 1,
    seq: 1,
    lamport: 1,
    wantsUpdate: false,
    offersUpdate: false,
    summary: undefined,
    update: items,
  };
}

function held(of: Robot<Summary, Update>): number[] {
  return [...of.replica.summarize()].sort((a, b) => a - b);
}

/** Lets a begin one exchange with b and shows every message until silence, in words. */
function exchangeBy(mode: Exchange, aItems: number[], bItems: number[]) {
  const a = robot({ id: A, items: aItems, exchange: mode });
  const b = robot({ id: B, items: bItems, exchange: mode });
  const flow: string[] = [];
  let under = sends(ticked(a, 0, ALWAYS_FIRST));
  while (under.length > 0) {
    const [message] = under.splice(0, 1);
    const { from, summary, update: items, wantsUpdate, offersUpdate } = message!;
    const parts = [
      summary && `summary {${[...summary].join()}}`,
      items && `update [${items.join()}]`,
      wantsUpdate && "wants",
      offersUpdate && "offers",
    ];
    flow.push(`${from}: ${parts.filter(Boolean).join(" ")}`);
    under = under.concat(sends(received(from === A ? b : a, message!, 0)));
  }
  return { flow, a: held(a), b: held(b) };
}

describe("an exchange", () => {
  test.each<[Exchange, string[], number[], number[]]>([
    [
      "push-pull",
      ["a: summary {1} wants offers", "b: summary {2} update [2] wants", "a: update [1]"],
      [1, 2],
      [1, 2],
    ],
    ["pull", ["a: summary {1} wants", "b: update [2]"], [1, 2], [2]],
    ["push", ["a: summary {1} offers", "b: summary {2} wants", "a: update [1]"], [1], [1, 2]],
  ])("by %s between robots that each know something", (mode, flow, a, b) => {
    expect(exchangeBy(mode, [1], [2])).toEqual({ flow, a, b });
  });

  test.each<[Exchange, string[]]>([
    ["push-pull", ["a: summary {1} wants offers", "b: update [2]"]],
    ["pull", ["a: summary {1} wants", "b: update [2]"]],
    ["push", ["a: summary {1} offers"]],
  ])("by %s with one that knows more says only what is needed", (mode, flow) => {
    expect(exchangeBy(mode, [1], [1, 2]).flow).toEqual(flow);
  });

  test.each<[Exchange, string[]]>([
    ["push-pull", ["a: summary {1,2} wants offers", "b: summary {1} wants", "a: update [2]"]],
    ["pull", ["a: summary {1,2} wants"]],
    ["push", ["a: summary {1,2} offers", "b: summary {1} wants", "a: update [2]"]],
  ])("by %s with one that knows less says only what is needed", (mode, flow) => {
    expect(exchangeBy(mode, [1, 2], [1]).flow).toEqual(flow);
  });

  test.each<Exchange>(["push-pull", "pull", "push"])(
    "by %s between equals is one summary",
    (mode) => {
      expect(exchangeBy(mode, [1], [1]).flow).toHaveLength(1);
    },
  );

  test("is push-pull unless told otherwise", () => {
    const [message] = sends(ticked(robot(), 0, ALWAYS_FIRST));
    expect(message).toMatchObject({ wantsUpdate: true, offersUpdate: true });
  });
});

/** Effects that write down what `keep` keeps of each message. */
function recorder(keep: (message: GossipMessage) => GossipMessage) {
  const kept: GossipMessage[] = [];
  const effects: Effects<Summary, Update> = {
    draft: emptyDraft(),
    send: (_to, message) => void kept.push(keep(message)),
    event() {},
    done() {},
  };
  return { kept, effects };
}

function withThreePeers(): Robot<Summary, Update> {
  const a = robot({ items: [1], fanout: 3 });
  a.setPeers(new Roster(["a", "b", "c", "d"].map(robotId)));
  return a;
}

describe("the message handed to send()", () => {
  test("is the draft, written anew for every send: a recorder must copy it", () => {
    const { kept, effects } = recorder((message) => message);
    withThreePeers().tick(0, seededRandom("7"), effects);
    expect(kept).toHaveLength(3);
    for (const message of kept) expect(message).toBe(effects.draft);
    expect(effects.draft.seq, "all show the last").toBe(3);
  });

  test("is right at each call, and a shallow copy stays so", () => {
    const { kept, effects } = recorder((message) => ({ ...message }));
    withThreePeers().tick(0, seededRandom("7"), effects);
    expect(kept.map(({ seq, lamport }) => [seq, lamport])).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
    for (const { summary } of kept) expect([...summary!]).toEqual([1]);
  });

  test("has nothing of the one before, whatever that was and whoever sent it", () => {
    const { kept, effects } = recorder((message) => ({ ...message }));
    const [a, b] = [robot({ items: [1], boot: 2 }), robot({ id: B, items: [3], boot: 4 })];
    const question = { from: B, boot: 1, seq: 1, lamport: 6, update: undefined };
    const wants = {
      ...question,
      wantsUpdate: true,
      offersUpdate: false,
      summary: new Set<number>(),
    };
    const offers = { ...question, wantsUpdate: false, offersUpdate: true, summary: new Set([2]) };
    a.tick(0, ALWAYS_FIRST, effects);
    a.receive(wants, 0, effects);
    b.tick(0, ALWAYS_FIRST, effects);
    a.receive(offers, 0, effects);
    a.receive(wants, 0, effects);
    const [no, yes] = [false, true];
    const [ofA, ofB] = [new Set([1]), new Set([3])];
    const shown = kept.map(({ from, boot, seq, lamport, ...rest }) => {
      const { wantsUpdate, offersUpdate, summary, update: items } = rest;
      return [`${from}-${boot}-${seq} ${lamport}`, wantsUpdate, offersUpdate, summary, items];
    });
    expect(shown).toEqual([
      ["a-2-1 1", yes, yes, ofA, undefined],
      ["a-2-2 8", no, no, undefined, [1]],
      ["b-4-1 1", yes, yes, ofB, undefined],
      ["a-2-3 10", yes, no, ofA, undefined],
      ["a-2-4 12", no, no, undefined, [1]],
    ]);
  });
});

test("messages are named by robot, boot and place, and their stamps follow what was received", () => {
  const a = robot({ boot: 3 });
  const first = sends(ticked(a, 0, ALWAYS_FIRST))[0]!;
  expect(first).toMatchObject({ from: A, boot: 3, seq: 1, lamport: 1 });
  received(a, { ...update(), lamport: 41 }, 0);
  const second = sends(ticked(a, 0, ALWAYS_FIRST))[0]!;
  expect(second).toMatchObject({ from: A, boot: 3, seq: 2, lamport: 43 });
  expect([first, second].map(messageId)).toEqual(["a-3-1", "a-3-2"]);
  expect(a.lamport).toBe(43);
});

describe("done", () => {
  test("comes at the first tick that is complete and quiet for long enough, and never again", () => {
    // Arrivals and ticks in any order of time; the model knows only the definition.
    const anyInputs = fc.array(
      fc.record({ afterMs: fc.nat(60), item: fc.option(fc.nat(2), { nil: undefined }) }),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(anyInputs, (inputs) => {
        const a = robot({ total: 3 });
        const known = new Set<number>();
        let [nowMs, lastNewsMs, done] = [0, 0, false];
        for (const { afterMs, item } of inputs) {
          nowMs += afterMs;
          if (item !== undefined && !known.has(item)) lastNewsMs = nowMs;
          if (item !== undefined) known.add(item);
          const ticks = item === undefined;
          const due = ticks && !done && known.size === 3 && nowMs - lastNewsMs >= QUIET_MS;
          const effects = ticks ? ticked(a, nowMs, ALWAYS_FIRST) : received(a, update(item), nowMs);
          const ending = kinds(effects).filter((kind) => kind === "quiescent" || kind === "done");
          expect(ending).toEqual(due ? ["quiescent", "done"] : []);
          done ||= due;
        }
      }),
      { numRuns: 500 },
    );
  });

  test("waits its quiet period also when the robot was complete from the start", () => {
    const a = robot({ items: [0], total: 1 });
    expect(kinds(ticked(a, QUIET_MS - 1, ALWAYS_FIRST))).toEqual(["converged", "send"]);
    expect(kinds(ticked(a, QUIET_MS, ALWAYS_FIRST))).toEqual(["quiescent", "done", "send"]);
  });

  test("waits its quiet period again, and no longer, when the clock is set back by an hour", () => {
    const hourMs = 3_600_000;
    const a = robot({ items: [0], total: 1, nowMs: hourMs });
    expect(kinds(ticked(a, hourMs + QUIET_MS - 1, ALWAYS_FIRST))).not.toContain("done");
    expect(kinds(ticked(a, 50, ALWAYS_FIRST))).toEqual(["send"]);
    expect(kinds(ticked(a, 50 + QUIET_MS - 1, ALWAYS_FIRST))).toEqual(["send"]);
    expect(kinds(ticked(a, 50 + QUIET_MS, ALWAYS_FIRST))).toEqual(["quiescent", "done", "send"]);
    expect(kinds(ticked(a, 0, ALWAYS_FIRST)), "once in a life").toEqual(["send"]);
  });

  test("never comes to a robot that has no whole to reach", () => {
    const a = robot({ items: [1] });
    expect(kinds(ticked(a, 10 * QUIET_MS, ALWAYS_FIRST))).toEqual(["send"]);
  });

  test("does not end gossip: a robot that is done still asks and answers", () => {
    const a = robot({ items: [0, 1], total: 2 });
    ticked(a, QUIET_MS, ALWAYS_FIRST);
    expect(kinds(ticked(a, QUIET_MS + 1, ALWAYS_FIRST))).toEqual(["send"]);
    const [ask] = sends(ticked(robot({ id: B, items: [0] }), 0, ALWAYS_FIRST));
    expect(sends(received(a, ask!, QUIET_MS + 2))[0]!.update).toEqual([1]);
  });
});

describe("a message", () => {
  test("that brings news is an event with their number and their giver", () => {
    const effects = received(robot({ items: [1], total: 3 }), update(1, 2), 0);
    expect(effects).toEqual([{ kind: "event", event: { kind: "merged", items: 1, peer: B } }]);
  });

  test("that brings the last of it converges the robot, once", () => {
    const a = robot({ total: 2 });
    expect(kinds(received(a, update(0, 1), 0))).toEqual(["merged", "converged"]);
    expect(kinds(received(a, update(0, 1), 0))).toEqual([]);
    expect(kinds(ticked(a, 0, ALWAYS_FIRST))).toEqual(["send"]);
  });

  test("is taken in before it is answered, and the effects come in that order", () => {
    const a = robot({ items: [0], total: 3 });
    const message = { ...update(1, 2), wantsUpdate: true, summary: new Set([1, 2]) };
    const effects = received(a, message, 0);
    expect(kinds(effects)).toEqual(["merged", "converged", "send"]);
    expect(sends(effects)[0]).toMatchObject({ update: [0] });
  });

  test("with nothing new is no news: the quiet period goes on", () => {
    const a = robot({ items: [0], total: 1 });
    received(a, update(0), QUIET_MS - 1);
    expect(kinds(ticked(a, QUIET_MS, ALWAYS_FIRST))).toContain("done");
  });

  test("that comes with a gap changes and says nothing", () => {
    const a = robot({ items: [0], total: 1 });
    a.replica.merge = () => ({ kind: "gap" });
    expect(received(a, update(0), 50)).toEqual([]);
    expect(kinds(ticked(a, QUIET_MS, ALWAYS_FIRST))).toContain("done");
  });

  test("that breaks an invariant throws with its evidence", () => {
    const a = robot();
    a.replica.merge = () => {
      throw new InvariantViolation({
        what: "two values",
        robot: A,
        index: 4,
        knownValue: Uint8Array.of(1),
        givenValue: Uint8Array.of(2),
        messageId: messageId(update()),
      });
    };
    expect(() => received(a, update(0), 0)).toThrow("two values: robot a, index 4, message b-1-1");
  });
});
