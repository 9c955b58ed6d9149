/**
 * Goal: the engine carries conversations: robots with data types agree under every strategy, refuse what
 * no honest peer says, and answer nobody else than those they gossip with. Method: a few robots on a small,
 * bad medium, ticked by hand.
 */
import { describe, expect, test } from "vitest";
import { encodeState } from "../../../robots/crdt/entries.ts";
import { GSet } from "../../../robots/crdt/g_set.ts";
import { KvMap } from "../../../robots/crdt/kv_map.ts";
import { type RobotId, robotId } from "../../../robots/engine/ids.ts";
import { emptyDraft, type Message } from "../../../robots/engine/message.ts";
import { randomBelow, seededRandom } from "../../../robots/engine/random.ts";
import { Robot } from "../../../robots/engine/robot.ts";
import { Roster } from "../../../robots/engine/roster.ts";
import { StateReplica } from "../../../robots/engine/state_replica.ts";
import { STRATEGY_NAMES } from "../../../robots/reconcile/strategy.ts";
import { type Effect, received, sends, ticked } from "../../support/effects.ts";

type Said = Message<undefined, Uint8Array>;

const TICKS_MAX = 3000;

function robotOf(name: string, state: GSet | KvMap, peers: readonly string[]) {
  const id = robotId(name);
  const replica = new StateReplica<GSet | KvMap>(state, { messageBytesMax: 512 });
  const robot = new Robot<undefined, Uint8Array>({ id, boot: 1, replica, quietMs: 50, nowMs: 0 });
  robot.setPeers(new Roster(peers.map(robotId)));
  return robot;
}

function said(from: string, update: Uint8Array): Said {
  return { ...emptyDraft<undefined, Uint8Array>(), from: robotId(from), boot: 1, seq: 1, update };
}

describe("robots that hold maps", () => {
  test.each(STRATEGY_NAMES)(
    "agree with %s, though messages are lost, doubled and late",
    (strategy) => {
      const random = seededRandom(strategy);
      const ids = ["a", "b", "c", "d"].map(robotId);
      const states = ids.map((id) => new KvMap(id));
      const robots = ids.map((id, i) => {
        const replica = new StateReplica(states[i]!, { strategy, messageBytesMax: 512 });
        const robot = new Robot({ id, boot: 1, replica, quietMs: 50, nowMs: 0 });
        robot.setPeers(new Roster(ids));
        return robot;
      });
      for (const [i, state] of states.entries()) {
        for (let key = 0; key < 30; key++) state.set(`${i} ${key}`, new Uint8Array([key]), 1000);
        state.set("common", new Uint8Array([i]), 1000);
      }
      const onTheWay: { to: RobotId; message: Said }[] = [];
      const perform = (effects: Effect<undefined, Uint8Array>[]): void => {
        for (const effect of effects) {
          if (effect.kind === "event") expect(effect.event.kind).toBe("merged");
          if (effect.kind !== "send" || random() < 0.3) continue;
          onTheWay.push(effect);
          if (random() < 0.2) onTheWay.push(effect);
        }
      };
      const bytes = (): Set<string> =>
        new Set(states.map((state) => Buffer.from(encodeState(state)).toString("hex")));
      let ticks = 0;
      for (; bytes().size > 1 && ticks < TICKS_MAX; ticks++) {
        for (const robot of robots) perform(ticked(robot, 2000 + ticks, random));
        for (let left = Math.ceil(onTheWay.length / 2); left > 0; left--) {
          const [{ to, message }] = onTheWay.splice(randomBelow(random, onTheWay.length), 1) as [
            (typeof onTheWay)[number],
          ];
          const robot = robots.find(({ id }) => id === to)!;
          perform(received(robot, message, 2000 + ticks));
        }
      }
      expect(bytes().size).toBe(1);
      expect(states[0]!.size).toBe(121);
    },
  );
});

describe("one robot", () => {
  test("begins a conversation with a peer at each tick, with an update and no summary", () => {
    const robot = robotOf("a", new GSet(), ["a", "b"]);
    const [message] = sends(ticked(robot, 0, seededRandom("1")));
    expect(message).toMatchObject({ from: "a", seq: 1, summary: undefined, wantsUpdate: false });
    expect(message!.update!.length).toBeGreaterThan(8);
  });

  test("says what was new, and by whom", () => {
    const other = new GSet();
    other.add("x");
    const [a, b] = [robotOf("a", new GSet(), ["a", "b"]), robotOf("b", other, ["a", "b"])];
    const events: unknown[] = [];
    const deliver = (to: typeof a, message: Said): void => {
      const effects = received(to, message, 0);
      for (const effect of effects) if (effect.kind === "event") events.push(effect.event);
      for (const reply of sends(effects)) deliver(to === a ? b : a, reply);
    };
    deliver(b, sends(ticked(a, 0, seededRandom("1")))[0]!);
    expect(events).toEqual([{ kind: "merged", items: 1, peer: "b" }]);
  });

  test("reports what no honest peer says, and keeps its state", () => {
    const state = new GSet();
    state.add("x");
    const before = encodeState(state);
    const robot = robotOf("a", state, ["a", "b"]);
    expect(received(robot, said("b", Uint8Array.from([7, 1, 9, 9])), 0)).toEqual([
      { kind: "event", event: { kind: "refused", reason: "malformed", peer: "b" } },
    ]);
    expect(encodeState(state)).toEqual(before);
  });

  test("answers nobody whom it does not know, nor itself", () => {
    const other = robotOf("z", new GSet(), ["a", "z"]);
    const state = new GSet();
    state.add("x");
    const robot = robotOf("a", state, ["a", "b"]);
    const greeting = sends(ticked(other, 0, seededRandom("1")))[0]!;
    expect(sends(received(robot, greeting, 0))).toEqual([]);
    expect(sends(received(robot, { ...greeting, from: robotId("a") }, 0))).toEqual([]);
    expect(sends(received(robot, { ...greeting, from: robotId("b") }, 0))).toHaveLength(1);
  });
});
