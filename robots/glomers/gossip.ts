/**
 * Puts a data type of crdt/ on the engine, over the messages of a node: from then on all nodes come to
 * hold the same. What is written here is pushed to the others soon; and every period a node greets one
 * of them, chosen at random, so that whatever got lost, was cut off or forgotten is found and sent.
 *
 * **What it costs.** A settled cluster of n nodes sends n greetings a period and nothing else: at 500 ms
 * and five nodes 10 messages a second, none of which is answered, as the states are equal. News cost a
 * message for each peer and batch: whatever is written within `pushMs` goes together.
 *
 * @module
 */
import type { Entries } from "../crdt/entries.ts";
import { type Random, randomBelow } from "../engine/random.ts";
import { Robot } from "../engine/robot.ts";
import { Roster } from "../engine/roster.ts";
import { CONVERSATION_CODEC } from "../engine/state_replica.ts";
import type { Node } from "../node/node.ts";
import type { StrategyName } from "../reconcile/strategy.ts";
import { Driver } from "../runtime/driver.ts";
import { EventBuffer } from "../runtime/events.ts";
import { ClusterClock } from "./cluster_clock.ts";
import { GossipReplica } from "./gossip_replica.ts";
import { NodeTransport, RobotNames } from "./node_transport.ts";

/** Half a second after a partition has healed a cluster of five is whole again, mostly. */
export const PERIOD_MS_DEFAULT = 500;

/** Long enough for company at hundreds of writes a second, and nobody notices it. */
export const PUSH_MS_DEFAULT = 20;

/** Lives are numbered by chance from 1 to this: the field is an unsigned 32-bit integer. */
const BOOT_MAX = 2 ** 32 - 1;

/** Refused messages that are told of: enough to see what is wrong. */
const REFUSALS_LOGGED_MAX = 20;

export interface GossipOptions {
  /** Between two greetings of a node. @default 500 */
  readonly periodMs?: number;
  /** How long news wait for company. 0: not beyond the moment. @default 20 */
  readonly pushMs?: number;
  /**
   * How many peers, chosen at random, are told what is new; they tell it on when they are not all. @default all
   */
  readonly fanout?: number;
  /** How differences are found. `auto` sees every one of them. @default "auto" */
  readonly strategy?: StrategyName;
  /**
   * Whether the state outlives a kill, on the disk of the node: what was merged at once, what is written
   * here when it is pushed. @default false
   */
  readonly isKept?: boolean;
}

export interface Gossip {
  readonly replica: GossipReplica;
  /** The cluster's time, for stamps: see {@linkcode ClusterClock}. Milliseconds. */
  now(): number;
  /**
   * Pushes what is new without waiting, and keeps it first: before an acknowledgment, say, that must
   * outlive this node.
   */
  push(): void;
  /** Ends it: nothing is sent or heard any more. */
  stop(): void;
}

/**
 * Keeps `state` the same at all nodes of `node`. It must have no other watcher, and each life of a node
 * must write under a name of its own (life_name.ts), unless its writes need no name.
 *
 * @throws RangeError when the strategy cannot reconcile this type, or an option makes no sense.
 */
export function gossiping(node: Node, state: Entries, options: GossipOptions = {}): Gossip {
  const { periodMs = PERIOD_MS_DEFAULT, pushMs = PUSH_MS_DEFAULT } = options;
  const { strategy = "auto", isKept = false } = options;
  atLeast("periodMs", periodMs, 1);
  atLeast("pushMs", pushMs, 0);
  atLeast("fanout", options.fanout ?? 1, 1);
  const peers = node.peers.length;
  const fanout = Math.min(options.fanout ?? peers, peers);
  const clock = new ClusterClock(() => node.now());
  let pushing: (() => void) | undefined;
  const replica = new GossipReplica(state, {
    strategy,
    ...(isKept ? { disk: node.disk } : {}),
    forwards: fanout < peers,
    // Later: the state is in the middle of a change.
    onNews: () => {
      if (peers > 0) pushing ??= node.after(pushMs, push);
    },
  });
  const driver = driverFor(node, replica, clock, fanout);
  const push = (): void => {
    pushing?.();
    pushing = undefined;
    if (replica.pushNext()) driver.tick();
  };
  const greet = (): void => {
    replica.converseNext(randomBelow(random, fanout));
    driver.tick();
  };
  const random: Random = () => node.random();
  const cancels: (() => void)[] = [];
  if (peers > 0) {
    // A life that begins may be one that forgot everything. The next are at different times everywhere.
    cancels.push(node.after(0, greet));
    cancels.push(
      node.after(random() * periodMs, () => void cancels.push(node.every(periodMs, greet))),
    );
  }
  return {
    replica,
    now: () => clock.now(),
    push,
    stop() {
      pushing?.();
      for (const cancel of cancels) cancel();
      void driver.stop();
    },
  };
}

/** The engine's robot and driver over the node. */
function driverFor(
  node: Node,
  replica: GossipReplica,
  clock: ClusterClock,
  fanout: number,
): Driver<undefined, Uint8Array> {
  const names = new RobotNames(node.ids);
  const transport = new NodeTransport(node, names, clock);
  const id = transport.self;
  const boot = 1 + randomBelow(() => node.random(), BOOT_MAX);
  const robot = new Robot({ id, boot, replica, fanout, quietMs: Infinity, nowMs: clock.now() });
  robot.setPeers(new Roster(names.robots));
  let refusals = 0;
  const driver = new Driver({
    robot,
    codec: CONVERSATION_CODEC,
    transport,
    now: () => clock.now(),
    random: () => node.random(),
    events: new EventBuffer(id, boot, node.id),
    quarantine(evidence, reason, source) {
      refusals += 1;
      if (refusals > REFUSALS_LOGGED_MAX) return;
      node.log(`refused gossip of ${source}: ${reason} (${evidence.length} bytes)`);
    },
    done: () => {},
    panic: (violation) => node.log(`gossip has ended: ${violation.message}`),
    failed: (error) => node.log(`cannot send gossip: ${String(error)}`),
  });
  void driver.start();
  return driver;
}

function atLeast(name: string, value: number, least: number): void {
  if (value >= least) return;
  throw new RangeError(`cannot gossip as ${name} must be >= ${least}: got ${value}`);
}
