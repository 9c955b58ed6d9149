/**
 * What other programs import from hearsay: the pure engine and its contracts, data types and how
 * replicas of them are brought together, the transports, the fault layer and the driver that joins
 * them.
 *
 * @example
 * ```ts
 * import { emptyDraft, Robot, robotId, Roster, seededRandom, SecretReplica } from "./mod.ts";
 * const id = robotId("r1");
 * const replica = new SecretReplica(id, 3);
 * const robot = new Robot({ id, boot: 1, replica, quietMs: 1000, nowMs: 0 });
 * robot.setPeers(new Roster([id, robotId("r2")]));
 * robot.tick(100, seededRandom("7"), {
 *   draft: emptyDraft(),
 *   send(to, message) {
 *     console.log(to, message.summary?.count); // r2 0
 *   },
 *   event: () => {},
 *   done: () => {},
 * });
 * ```
 *
 * A data type of one's own choice, gossiped between two robots in one process:
 *
 * @example
 * ```ts
 * import {
 *   CONVERSATION_CODEC, Driver, EventBuffer, GSet, MemoryNetwork, Robot, robotId, Roster,
 *   seededRandom, StateReplica,
 * } from "./mod.ts";
 * const ids = [robotId("r1"), robotId("r2")];
 * const network = new MemoryNetwork();
 * const sets = ids.map(() => new GSet());
 * const drivers = ids.map((id, i) => {
 *   const replica = new StateReplica(sets[i]!, { strategy: "auto" });
 *   const robot = new Robot({ id, boot: 1, replica, quietMs: 1000, nowMs: 0 });
 *   robot.setPeers(new Roster(ids));
 *   return new Driver({
 *     robot,
 *     codec: CONVERSATION_CODEC,
 *     transport: network.transport(id),
 *     now: () => performance.now(),
 *     random: seededRandom(id),
 *     events: new EventBuffer(id, 1, "here"),
 *     quarantine: (_bytes, reason) => console.error(reason),
 *     done: () => {},
 *     panic: (violation) => console.error(violation.message),
 *     failed: (error) => console.error(error),
 *   });
 * });
 * for (const driver of drivers) await driver.start();
 * sets[0]!.add("hello");
 * drivers[1]!.tick(); // r2 greets r1, and hears of what it lacks.
 * while (sets[1]!.size === 0) await new Promise((resolve) => setTimeout(resolve, 1));
 * console.log([...sets[1]!.elements()]); // [ 'hello' ]
 * for (const driver of drivers) await driver.stop();
 * ```
 *
 * @module
 */
export { AppendLog } from "./crdt/append_log.ts";
export { Bitset } from "./crdt/bitset.ts";
export { type Entries, encodeState, type JoinOutcome, joinState } from "./crdt/entries.ts";
export { stateDigest } from "./crdt/entry_id.ts";
export { type EventId, EventLog, type LoggedEvent } from "./crdt/event_log.ts";
export { GCounter } from "./crdt/g_counter.ts";
export { GSet } from "./crdt/g_set.ts";
export { HybridLogicalClock, type Stamp } from "./crdt/hybrid_logical_clock.ts";
export { type KvHistory, KvMap } from "./crdt/kv_map.ts";
export { LwwMap } from "./crdt/lww_map.ts";
export { LwwRegister } from "./crdt/lww_register.ts";
export { PnCounter } from "./crdt/pn_counter.ts";
export { TxnRegister } from "./crdt/txn_register.ts";
export { compareClocks, mergeClocks, type VectorClock } from "./crdt/vector_clock.ts";
export { compareVersions, mergeVersions, type VersionVector } from "./crdt/version_vector.ts";
export { WriteOnceMap } from "./crdt/write_once_map.ts";
export { type MessageId, messageId, type Origin, type RobotId, robotId } from "./engine/ids.ts";
export { emptyDraft, type Message } from "./engine/message.ts";
export { type Random, seededRandom } from "./engine/random.ts";
export {
  InvariantViolation,
  type MergeOutcome,
  type Progress,
  type Replica,
  type ReplicaCodec,
} from "./engine/replica.ts";
export { type Effects, type Exchange, Robot, type RobotEvent } from "./engine/robot.ts";
export { Roster } from "./engine/roster.ts";
export { CONVERSATION_CODEC, StateReplica } from "./engine/state_replica.ts";
export { FaultyTransport, type Timers } from "./faults/faulty_transport.ts";
export type { FaultPlan, Rule } from "./faults/plan.ts";
export { parsePlan } from "./faults/plan_schema.ts";
export type { Choice } from "./reconcile/choose.ts";
export { type ConversationOptions, Conversations } from "./reconcile/conversations.ts";
export { Reconcilable } from "./reconcile/reconcilable.ts";
export { STRATEGY_NAMES, type StrategyName } from "./reconcile/strategy.ts";
export { Driver } from "./runtime/driver.ts";
export { decodeMessage, encodeMessage } from "./runtime/envelope.ts";
export { EventBuffer, type HearsayEvent } from "./runtime/events.ts";
export { secretCodec } from "./secret/codec.ts";
export { SecretReplica } from "./secret/secret_replica.ts";
export { MemoryNetwork } from "./transport/memory_network.ts";
export { RedisStreamsTransport } from "./transport/redis_streams.ts";
export {
  MESSAGE_BYTES_MAX,
  type Transport,
  type TransportHandlers,
} from "./transport/transport.ts";
