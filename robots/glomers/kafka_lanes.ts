/**
 * Kafka on any number of nodes without a store (challenge 5c). Each node appends to a lane of its own, at
 * once and whatever becomes of the others, and tells them of it in batches (kafka_lane_log.ts,
 * kafka_lane_link.ts).
 *
 * ```text
 * --ack local     a send or commit is acknowledged when this node has it [the default]
 * --ack all       ... when all nodes have it, and on their disks
 * --period-ms N   between two messages to a peer; 0: each piece of news by itself [50, with all 20]
 * --list all      list_committed_offsets asks all nodes [the default with --ack local]
 * --list local    ... answers what this node knows [the default with --ack all]
 * ```
 *
 * What is read must meet what was written: those who acknowledge a commit and those who are asked for it
 * have a node in common. So with `local` commits are cheap and listings ask, with `all` the other way
 * round (Gifford 1979, "Weighted Voting for Replicated Data").
 *
 * What is given up, and when:
 * - A node is cut off, paused or dead: polls show nothing newer than the last moment at which all were
 *   heard of, at every node. With `local` sends, polls and commits go on, and listings are refused
 *   (temporarily-unavailable). With `all` sends and commits wait, and listings go on.
 * - A node is killed: with `local` what it acknowledged and had told nobody is lost, though its offsets
 *   are not given again. With `all` nothing is lost, also when all are killed, as each writes what it
 *   holds on its disk before it says so: a batch at a time, so a disk with a slow fsync makes a batch late
 *   and not each request. (Without a disk that lasts nothing is lost as long as some node has all that the
 *   others have forgotten.) It takes part again when every other node has told it what it has, and refuses
 *   until then.
 * - `--ack local --list local`: all goes on always, and a listing may show less than what was just
 *   acknowledged at another node.
 *
 * @module
 */
import type { Node } from "../node/node.ts";
import { LaneJournal } from "./kafka_lane_journal.ts";
import { LaneLog } from "./kafka_lane_log.ts";
import { LANES, LANES_PULL, LANES_STRANGER, LanePeer } from "./kafka_lane_peer.ts";
import type { Pull, Sealed } from "./kafka_lane_peer.ts";
import type { LogService } from "./kafka_requests.ts";
import { committedTooMuch, serveLogs } from "./kafka_requests.ts";
import { oneOf, optionsOf, wholeNumber } from "./options.ts";

/** Batches that are further apart are no way to replicate. */
const PERIOD_MS_MAX = 5000;

/** Of the period, to say that nobody has chosen one. */
const UNCHOSEN = -1;

/** With `--ack local` nobody waits for a batch; with `all` each send does. */
const PERIOD_MS = { local: 50, all: 20 } as const;

const OPTIONS = {
  ack: oneOf(["local", "all"], "who must have what is acknowledged"),
  list: oneOf(["as fits", "all", "local"], "who is asked for committed offsets"),
  "period-ms": wholeNumber(
    UNCHOSEN,
    0,
    PERIOD_MS_MAX,
    "between two messages to a peer, 50 with local, 20 with all",
  ),
};

/** For a listing that asks: two round trips at 100 ms a hop with a lost message in between. */
const LISTING_MS_MAX = 1500;

/** For a request to a node that has just been started: clients give up a second later. */
const JOINING_MS_MAX = 4000;

/** Sends and commits that wait for the other nodes; more are refused. */
const WAITING_MAX = 100_000;

/** Something that waits. Whatever it waits for, `isDone` tells. */
interface Waiting {
  readonly isDone: () => boolean;
  readonly resolve: () => void;
}

export default (node: Node): void => {
  const { ack, list, "period-ms": chosenMs } = optionsOf(node.args, OPTIONS);
  const periodMs = chosenMs === UNCHOSEN ? PERIOD_MS[ack] : chosenMs;
  const asksAll = list === "as fits" ? ack === "local" : list === "all";
  const lanes = new LaneLog(node.ids.length, node.ids.indexOf(node.id), ack === "all");
  const journal = ack === "all" ? new LaneJournal(node.disk, lanes) : undefined;
  const save = (): void => journal?.save();
  /** In the order in which they will be done. */
  const writers: Waiting[] = [];
  const listers = new Set<Waiting>();

  const attend = (): void => {
    for (const peer of peers.values()) peer.attend();
  };
  /** Looks after everything that may have changed. */
  const changed = (): void => {
    // A node by itself never sends a batch: its disk is all that others would be.
    if (links.length === 0) save();
    lanes.hold(heldByAll());
    let done = 0;
    while (writers[done]?.isDone() === true) writers[done++]!.resolve();
    writers.splice(0, done);
    for (const lister of listers) if (lister.isDone()) lister.resolve();
    attend();
  };
  const peers = new Map(
    node.peers.map((peer) => [peer, new LanePeer({ node, lanes, peer, periodMs, save, changed })]),
  );
  const joiners = [...peers.values()];
  const links = joiners.map(({ link }) => link);
  const heldByAll = (): number => Math.min(lanes.length, ...links.map(({ held }) => held));
  // Nobody will tell a node by itself that it may show what its disk had.
  changed();

  const joinAll = async (): Promise<void> => {
    await Promise.all(joiners.map((peer) => peer.join()));
    lanes.complete(joiners.some(({ wasHere }) => wasHere));
    // Only now can it promise what peers may be waiting for.
    changed();
  };

  const unavailable = (why: string): Error => node.error("temporarily-unavailable", why);
  /** Resolves when everybody has what this node has just appended, if that is asked for. */
  const acknowledged = (): Promise<void> | undefined => {
    changed();
    const { length } = lanes;
    if (ack === "local" || heldByAll() >= length) return undefined;
    return new Promise((resolve) => {
      writers.push({ isDone: () => heldByAll() >= length, resolve });
    });
  };
  const mustHaveRoom = (): void => {
    if (writers.length >= WAITING_MAX) throw unavailable("too many requests wait");
  };
  const heardOfAll = (): Promise<void> => {
    const questions = links.map((link) => ({ link, number: link.ask() }));
    return new Promise((resolve, reject) => {
      const lister = {
        isDone: () => questions.every(({ link, number }) => link.answered >= number),
        resolve: () => {
          listers.delete(lister);
          cancel();
          resolve();
        },
      };
      const cancel = node.after(LISTING_MS_MAX, () => {
        listers.delete(lister);
        reject(unavailable("a node does not answer"));
      });
      listers.add(lister);
      changed();
    });
  };

  serveLogs(
    node,
    joined(node, joinAll(), {
      send(key, message) {
        mustHaveRoom();
        const offset = lanes.send(key, message);
        return acknowledged()?.then(() => offset) ?? offset;
      },
      poll: (offsets) => lanes.logs.poll(offsets),
      commit(offsets) {
        mustHaveRoom();
        for (const [key, offset] of offsets)
          if (!lanes.reaches(key, offset)) throw committedTooMuch(node);
        const news = [...offsets].filter(([key, offset]) => !lanes.isCommitted(key, offset));
        for (const [key, offset] of news) lanes.commit(key, offset);
        return news.length === 0 ? undefined : acknowledged();
      },
      committed(keys) {
        if (!asksAll || links.length === 0) return lanes.logs.committedOf(keys);
        const nowMs = node.now();
        if (links.some((link) => link.isSilent(nowMs))) throw unavailable("a node is not there");
        return heardOfAll().then(() => lanes.logs.committedOf(keys));
      },
    }),
  );
  node.on<Sealed>(LANES, ({ src, body }) => {
    if (peers.get(src)?.hear(body) !== false) return;
    node.send(src, { type: LANES_STRANGER, session: body.from });
  });
  node.on<Pull>(LANES_PULL, ({ src, body }) => peers.get(src)?.answer(body));
  node.on<{ session: number }>(LANES_STRANGER, ({ src, body }) =>
    peers.get(src)?.refused(body.session),
  );
};

/** The same, but for requests that come before all peers were heard of: they wait. */
function joined(node: Node, joining: Promise<void>, logs: LogService): LogService {
  let isReady = false;
  const waited = async (): Promise<void> => {
    const isJoined = joining.then(() => true);
    isReady ||= await Promise.race([isJoined, node.sleep(JOINING_MS_MAX).then(() => false)]);
    if (!isReady) throw node.error("temporarily-unavailable", "not all nodes were heard of");
  };
  const whenReady = <T>(action: () => T | Promise<T>): T | Promise<T> =>
    isReady ? action() : waited().then(action);
  return {
    send: (key, message) => whenReady(() => logs.send(key, message)),
    poll: (offsets) => whenReady(() => logs.poll(offsets)),
    commit: (offsets) => whenReady(() => logs.commit(offsets)),
    committed: (keys) => whenReady(() => logs.committed(keys)),
  };
}
