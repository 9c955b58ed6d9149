/**
 * Goal: what no honest peer would send in a conversation is kept as evidence, and the robot lives on.
 */
import { onTestFinished, expect, test } from "vitest";
import { GSet } from "../../../robots/crdt/g_set.ts";
import { robotId } from "../../../robots/engine/ids.ts";
import { emptyDraft } from "../../../robots/engine/message.ts";
import { seededRandom } from "../../../robots/engine/random.ts";
import { Robot } from "../../../robots/engine/robot.ts";
import { Roster } from "../../../robots/engine/roster.ts";
import { CONVERSATION_CODEC, StateReplica } from "../../../robots/engine/state_replica.ts";
import { Driver } from "../../../robots/runtime/driver.ts";
import { encodeMessage } from "../../../robots/runtime/envelope.ts";
import { EventBuffer } from "../../../robots/runtime/events.ts";
import { MemoryNetwork } from "../../../robots/transport/memory_network.ts";
import { eventually } from "../../support/eventually.ts";

test("a refused message is quarantined with its reason, and the next one is heard", async () => {
  const [a, b] = [robotId("a"), robotId("b")];
  const network = new MemoryNetwork();
  const set = new GSet();
  const robot = new Robot({
    id: a,
    boot: 1,
    replica: new StateReplica(set, {}),
    quietMs: 9,
    nowMs: 0,
  });
  robot.setPeers(new Roster([a, b]));
  const quarantined: [string, Uint8Array][] = [];
  const fail = (problem: unknown): void =>
    void quarantined.push([String(problem), new Uint8Array()]);
  const driver = new Driver({
    robot,
    codec: CONVERSATION_CODEC,
    transport: network.transport(a),
    now: () => 1,
    random: seededRandom("a"),
    events: new EventBuffer(a, 1, "here"),
    quarantine: (bytes, reason) => void quarantined.push([reason, Uint8Array.from(bytes)]),
    done: () => {},
    panic: fail,
    failed: fail,
  });
  await driver.start();
  onTestFinished(() => driver.stop());
  const peer = network.transport(b);
  const say = async (seq: number, update: Uint8Array): Promise<Uint8Array> => {
    const draft = emptyDraft<undefined, Uint8Array>();
    const bytes = encodeMessage({ ...draft, from: b, boot: 1, seq, update }, CONVERSATION_CODEC);
    await peer.send(a, bytes);
    return bytes;
  };
  const garbage = await say(1, Uint8Array.of(7, 1, 9, 9));
  await eventually(() => quarantined.length > 0);
  expect(quarantined).toEqual([["malformed", Uint8Array.from(garbage)]]);
  // riblt, give, one entry of three bytes: the element "hi".
  await say(2, Uint8Array.of(7, 1, 1, 3, 2, 104, 105));
  await eventually(() => set.has("hi"));
  expect(quarantined).toHaveLength(1);
});
