/**
 * One robot, its inputs and its effects, driven by hand.
 *
 * @module
 */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { robotId } from "../../../robots/engine/ids.ts";
import type { Message } from "../../../robots/engine/message.ts";
import { seededRandom } from "../../../robots/engine/random.ts";
import { InvariantViolation } from "../../../robots/engine/replica.ts";
import { type Effect, type Exchange, Robot } from "../../../robots/engine/robot.ts";
import { GSet } from "../../support/g_set.ts";

const A = robotId("a");
const B = robotId("b");
const QUIET_MS = 100;
const ALWAYS_FIRST = () => 0;

type Summary = ReadonlySet<number>;
type Update = readonly number[];
type GossipMessage = Message<Summary, Update>;
type GossipEffect = Effect<Summary, Update>;

interface Setup {
  readonly id?: typeof A;
  readonly items?: readonly number[];
  readonly total?: number;
  readonly exchange?: Exchange;
  readonly fanout?: number;
  readonly boot?: number;
}

function robot({ id = A, items = [], total, exchange, fanout, boot = 1 }: Setup = {}) {
  const created = new Robot({
    id,
    boot,
    replica: new GSet(items, total),
    quietMs: QUIET_MS,
    nowMs: 0,
    ...(exchange !== undefined && { exchange }),
    ...(fanout !== undefined && { fanout }),
  });
  created.setPeers([A, B]);
  return created;
}

function update(...items: number[]): GossipMessage {
  return {
    id: "b-1-1" as GossipMessage["id"],
    from: B,
    boot: 1,
    seq: 1,
    lamport: 1,
    wantsUpdate: false,
    offersUpdate: false,
    update: items,
  };
}

function sends(effects: readonly GossipEffect[]): GossipMessage[] {
  return effects.flatMap((effect) => (effect.kind === "send" ? [effect.message] : []));
}

function kinds(effects: readonly GossipEffect[]): string[] {
  return effects.map((effect) => (effect.kind === "event" ? effect.event.kind : effect.kind));
}

function held(of: Robot<Summary, Update>): number[] {
  return [...of.replica.summarize()].sort((a, b) => a - b);
}

/** Lets a begin one exchange with b and shows every message until silence, in words. */
function exchangeBy(mode: Exchange, aItems: number[], bItems: number[]) {
  const a = robot({ id: A, items: aItems, exchange: mode });
  const b = robot({ id: B, items: bItems, exchange: mode });
  const flow: string[] = [];
  let under = sends(a.tick(0, ALWAYS_FIRST));
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
    under = under.concat(sends((from === A ? b : a).receive(message!, 0)));
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
    const [message] = sends(robot().tick(0, ALWAYS_FIRST));
    expect(message).toMatchObject({ wantsUpdate: true, offersUpdate: true });
  });
});

describe("a tick", () => {
  test("gossips with as many different peers as the fanout says, never with itself", () => {
    const many = robot({ fanout: 3 });
    many.setPeers([A, B, robotId("c"), robotId("d"), robotId("e")]);
    const random = seededRandom("7");
    for (let i = 0; i < 50; i++) {
      const to = many.tick(0, random).map((effect) => effect.kind === "send" && effect.to);
      expect(new Set(to).size).toBe(3);
      expect(to).not.toContain(A);
    }
  });

  test("of a robot alone does nothing", () => {
    const alone = robot();
    alone.setPeers([A]);
    expect(alone.tick(0, ALWAYS_FIRST)).toEqual([]);
  });
});

test("messages are named by robot, boot and place, and their stamps follow what was received", () => {
  const a = robot({ boot: 3 });
  const first = sends(a.tick(0, ALWAYS_FIRST))[0]!;
  expect(first).toMatchObject({ id: "a-3-1", from: A, boot: 3, seq: 1, lamport: 1 });
  a.receive({ ...update(), lamport: 41 }, 0);
  const second = sends(a.tick(0, ALWAYS_FIRST))[0]!;
  expect(second).toMatchObject({ id: "a-3-2", seq: 2, lamport: 43 });
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
          const effects = ticks ? a.tick(nowMs, ALWAYS_FIRST) : a.receive(update(item), nowMs);
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
    expect(kinds(a.tick(QUIET_MS - 1, ALWAYS_FIRST))).toEqual(["converged", "send"]);
    expect(kinds(a.tick(QUIET_MS, ALWAYS_FIRST))).toEqual(["quiescent", "done", "send"]);
  });

  test("never comes to a robot that has no whole to reach", () => {
    const a = robot({ items: [1] });
    expect(kinds(a.tick(10 * QUIET_MS, ALWAYS_FIRST))).toEqual(["send"]);
  });

  test("does not end gossip: a robot that is done still asks and answers", () => {
    const a = robot({ items: [0, 1], total: 2 });
    a.tick(QUIET_MS, ALWAYS_FIRST);
    expect(kinds(a.tick(QUIET_MS + 1, ALWAYS_FIRST))).toEqual(["send"]);
    const [ask] = sends(robot({ id: B, items: [0] }).tick(0, ALWAYS_FIRST));
    expect(sends(a.receive(ask!, QUIET_MS + 2))[0]!.update).toEqual([1]);
  });
});

describe("a message", () => {
  test("that brings news is an event with their number and their giver", () => {
    const effects = robot({ items: [1], total: 3 }).receive(update(1, 2), 0);
    expect(effects).toEqual([{ kind: "event", event: { kind: "merged", items: 1, peer: B } }]);
  });

  test("that brings the last of it converges the robot, once", () => {
    const a = robot({ total: 2 });
    expect(kinds(a.receive(update(0, 1), 0))).toEqual(["merged", "converged"]);
    expect(kinds(a.receive(update(0, 1), 0))).toEqual([]);
    expect(kinds(a.tick(0, ALWAYS_FIRST))).toEqual(["send"]);
  });

  test("with nothing new is no news: the quiet period goes on", () => {
    const a = robot({ items: [0], total: 1 });
    a.receive(update(0), QUIET_MS - 1);
    expect(kinds(a.tick(QUIET_MS, ALWAYS_FIRST))).toContain("done");
  });

  test("that comes with a gap changes and says nothing", () => {
    const a = robot({ items: [0], total: 1 });
    a.replica.merge = () => ({ kind: "gap" });
    expect(a.receive(update(0), 50)).toEqual([]);
    expect(kinds(a.tick(QUIET_MS, ALWAYS_FIRST))).toContain("done");
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
        messageId: update().id,
      });
    };
    expect(() => a.receive(update(0), 0)).toThrow("two values: robot a, index 4, message b-1-1");
  });
});
