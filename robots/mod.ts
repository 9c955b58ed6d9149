/**
 * What other programs import from hearsay: the pure engine and its contracts, the transports, the
 * fault layer and the driver that joins them.
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
 * @module
 */
export { Bitset } from "./crdt/bitset.ts";
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
export { FaultyTransport, type Timers } from "./faults/faulty_transport.ts";
export type { FaultPlan, Rule } from "./faults/plan.ts";
export { parsePlan } from "./faults/plan_schema.ts";
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
