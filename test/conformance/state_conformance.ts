/**
 * Replicas of data types over a transport: real robots with drivers, each strategy, with and without
 * faults. They must agree to the byte.
 *
 * @module
 */
import { afterEach, beforeEach, expect, test } from "vitest";
import { encodeState } from "../../robots/crdt/entries.ts";
import { KvMap } from "../../robots/crdt/kv_map.ts";
import { robotId } from "../../robots/engine/ids.ts";
import { seededRandom } from "../../robots/engine/random.ts";
import { Robot } from "../../robots/engine/robot.ts";
import { Roster } from "../../robots/engine/roster.ts";
import { CONVERSATION_CODEC, StateReplica } from "../../robots/engine/state_replica.ts";
import { FaultyTransport } from "../../robots/faults/faulty_transport.ts";
import type { FaultPlan } from "../../robots/faults/plan.ts";
import { STRATEGY_NAMES, type StrategyName } from "../../robots/reconcile/strategy.ts";
import { Driver } from "../../robots/runtime/driver.ts";
import { EventBuffer } from "../../robots/runtime/events.ts";
import { eventually } from "../support/eventually.ts";
import { realTimers } from "../support/timers.ts";
import type { Bench } from "./bench.ts";

const ROBOTS = ["a", "b", "c"];
const KEYS_EACH = 60;
/** So small that a state does not fit in one message. */
const MESSAGE_BYTES_MAX = 1024;
const GOSSIP_MS = 5;

const NOTHING: FaultPlan = { rules: [] };
const BAD: FaultPlan = {
  rules: [
    { kind: "loss", rate: 0.3 },
    { kind: "duplicate", rate: 0.2, copies: 1 },
    { kind: "delay", rate: 0.3, delayMs: 8 },
  ],
};

export function stateConformance(open: () => Promise<Bench>): void {
  let bench: Bench;
  let drivers: Driver<undefined, Uint8Array>[];
  let refusals: string[];

  beforeEach(async () => {
    bench = await open();
    drivers = [];
    refusals = [];
  });
  afterEach(async () => {
    await Promise.all(drivers.map((driver) => driver.stop()));
    await bench.dispose();
  });

  /** A robot with keys of its own and one that everybody writes. */
  async function join(name: string, strategy: StrategyName, plan: FaultPlan): Promise<KvMap> {
    const id = robotId(name);
    const state = new KvMap(name);
    for (let i = 0; i < KEYS_EACH; i++) state.set(`${name}${i}`, new Uint8Array([i]), 1000 + i);
    state.set("common", new TextEncoder().encode(name), 2000);
    const replica = new StateReplica(state, { strategy, messageBytesMax: MESSAGE_BYTES_MAX });
    const nowMs = realTimers.now();
    const robot = new Robot({ id, boot: 1, replica, quietMs: 1000, nowMs });
    robot.setPeers(new Roster(ROBOTS.map(robotId)));
    const driver = new Driver({
      robot,
      codec: CONVERSATION_CODEC,
      transport: new FaultyTransport({
        inner: await bench.transport(id),
        plan,
        seed: name,
        timers: realTimers,
        startedAtMs: nowMs,
        onFault: () => {},
      }),
      now: () => 10_000,
      random: seededRandom(name),
      events: new EventBuffer(id, 1, "test"),
      quarantine: (_evidence, reason) => refusals.push(reason),
      done: () => {},
      panic: (violation) => {
        throw violation;
      },
      failed: (error) => {
        throw error;
      },
    });
    drivers.push(driver);
    await driver.start();
    return state;
  }

  const cases = STRATEGY_NAMES.flatMap((strategy) => [
    [strategy, "a sound medium", NOTHING] as const,
    [strategy, "loss, duplicates and delay", BAD] as const,
  ]);

  test.each(cases)("%s brings replicas together over %s", async (strategy, _words, plan) => {
    const states: KvMap[] = [];
    for (const name of ROBOTS) states.push(await join(name, strategy, plan));
    const ticking = setInterval(() => {
      for (const driver of drivers) driver.tick();
    }, GOSSIP_MS);
    try {
      await eventually(() => new Set(states.map(hexOf)).size === 1);
      expect(states[0]!.size).toBe(ROBOTS.length * KEYS_EACH + 1);
      expect(refusals).toEqual([]);
    } finally {
      clearInterval(ticking);
    }
  });
}

function hexOf(state: KvMap): string {
  return Buffer.from(encodeState(state)).toString("hex");
}
