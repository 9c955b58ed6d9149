/**
 * A peer of a node with lanes: when it is sent what, and how the two find together after one of them has
 * lost its memory. Whoever begins asks each peer for all that it has, its own lane too, page by page, and
 * takes part only then. A message names the sessions of both ends, so that nothing from an earlier life
 * of either counts: two records can never get the same offset.
 *
 * @module
 */
import { randomBelow } from "../engine/random.ts";
import type { Cancel, Content, Node } from "../node/node.ts";
import { LaneLink, type LaneMessage } from "./kafka_lane_link.ts";
import type { Batch, LaneLog } from "./kafka_lane_log.ts";

/** The types of messages between nodes. */
export const LANES = "lanes";
export const LANES_PULL = "lanes_pull";
const LANES_PULLED = "lanes_pulled";
export const LANES_STRANGER = "lanes_stranger";

/** Names of sessions: two lives of a node draw the same one less often than memory fails. */
const SESSIONS = 2 ** 48;

/** Entries in a page: a line of 100 kB. */
export const PAGE_ENTRIES_MAX = 1000;

/**
 * Before another question for a page: at first little, as without a journal all is lost when the one who
 * has it dies before it has told it; and twice as long each time.
 */
const PULL_MS_MIN = 100;
const PULL_MS_MAX = 1600;

/** An answer that takes longer than this is lost. */
const ANSWER_MS_MAX = 5000;

/** Before another attempt, also when the peer refuses at once. */
const PULL_PAUSE_MS = 20;

/** Lives of a peer that are remembered. A message that is delayed by more restarts than that is none. */
const PAST_MAX = 1000;

/** A batch on its way, with the sessions of both ends. */
export interface Sealed extends LaneMessage {
  readonly from: number;
  readonly to: number;
}

export interface Pull {
  readonly session: number;
  /** By lane: entries that the one who asks has. */
  readonly has: readonly number[];
}

interface Pulled {
  readonly session: number;
  readonly parts: readonly (readonly [lane: number, batch: Batch])[];
  /** Entries that the one who answers has of the lane of the one who asks. */
  readonly held: number;
  /** Whether the one who asks was there before, in another session. */
  readonly isKnown: boolean;
}

export interface PeerOptions {
  readonly node: Node;
  readonly lanes: LaneLog;
  readonly peer: string;
  readonly periodMs: number;
  /** Makes lasting what the lanes hold: it comes before each word about that. */
  readonly save: () => void;
  /** Something has come of what was heard. */
  readonly changed: () => void;
}

export class LanePeer {
  readonly link: LaneLink;
  readonly #options: PeerOptions;
  readonly #mine: number;
  readonly #theirs: number;
  #session: number;
  #theirSession: number | undefined;
  readonly #past = new Set<number>();
  #isJoined = false;
  #joined: () => void = () => {};
  #wasHere = false;
  #dueMs = Infinity;
  #cancel: Cancel = () => {};

  constructor(options: PeerOptions) {
    this.#options = options;
    const { node, lanes, peer, periodMs } = options;
    this.#mine = node.ids.indexOf(node.id);
    this.#theirs = node.ids.indexOf(peer);
    this.#session = this.#newSession();
    this.link = new LaneLink({ lanes, mine: this.#mine, theirs: this.#theirs, periodMs });
  }

  /** Whether the peer has known this node in an earlier session. */
  get wasHere(): boolean {
    return this.#wasHere;
  }

  /** Asks the peer for all that it has, until it has told it. */
  async join(): Promise<void> {
    const { node } = this.#options;
    const session = this.#session;
    const { promise: joined, resolve } = Promise.withResolvers<void>();
    this.#isJoined = false;
    this.#joined = resolve;
    for (let waitMs = PULL_MS_MIN; ; waitMs = Math.min(2 * waitMs, PULL_MS_MAX)) {
      // Whatever answer comes first is good, also a late one to an earlier attempt.
      await Promise.race([joined, this.#pull(session), node.sleep(waitMs)]);
      if (this.#isJoined || session !== this.#session) return;
    }
  }

  /** What to tell a peer that asks for all that is here; nothing when it is no more. */
  answer({ session, has }: Pull): (Pulled & Content) | undefined {
    if (this.#past.has(session)) return undefined;
    const { lanes, save } = this.#options;
    save();
    if (session !== this.#theirSession) {
      this.#forget(this.#theirSession);
      this.#theirSession = session;
      this.link.restart(has[this.#mine]!);
    }
    let room = PAGE_ENTRIES_MAX;
    const parts = has.map((base, lane) => {
      const batch = lanes.batch(lane, base, room);
      room -= batch.entries.length;
      return [lane, batch] as const;
    });
    const held = lanes.lengthOf(this.#theirs);
    const isKnown = this.#past.size > 0;
    return { type: LANES_PULLED, session: this.#session, parts, held, isKnown };
  }

  /** Returns false when the sender is in a session that nobody has told of. */
  hear(message: Sealed): boolean {
    if (message.to !== this.#session || !this.#isJoined) return true;
    if (message.from !== this.#theirSession) return false;
    const { node, changed } = this.#options;
    this.link.hear(message, node.now());
    changed();
    return true;
  }

  /** The peer does not know this session. */
  async refused(session: number): Promise<void> {
    if (session !== this.#session || !this.#isJoined) return;
    this.#session = this.#newSession();
    await this.join();
  }

  /** Sends what is due, and sees to it that what is due later is sent then. */
  attend(): void {
    const { node, peer, save } = this.#options;
    if (!this.#isJoined) return;
    const nowMs = node.now();
    let dueMs = this.link.dueMs(nowMs);
    if (dueMs <= nowMs) {
      save();
      const message: LaneMessage = this.link.compose(nowMs);
      const sealed = { ...message, from: this.#session, to: this.#theirSession };
      node.send(peer, { type: LANES, ...sealed });
      dueMs = this.link.dueMs(nowMs);
    }
    if (dueMs === this.#dueMs) return;
    this.#cancel();
    this.#dueMs = dueMs;
    if (dueMs === Infinity) return;
    this.#cancel = node.after(dueMs - nowMs, () => {
      this.#dueMs = Infinity;
      this.attend();
    });
  }

  /** Asks for page after page. */
  async #pull(session: number): Promise<void> {
    const { node, peer, save, changed } = this.#options;
    for (let isWhole = false; !isWhole;) {
      save();
      const pull: Pull = { session, has: this.#has() };
      try {
        const page = await node.rpc<Pulled>(peer, { type: LANES_PULL, ...pull }, ANSWER_MS_MAX);
        if (this.#isJoined || session !== this.#session) return;
        isWhole = this.#take(page);
      } catch (error) {
        if (!node.isError(error)) throw error;
        await node.sleep(PULL_PAUSE_MS);
        return;
      }
    }
    this.#isJoined = true;
    this.#joined();
    changed();
  }

  #has(): readonly number[] {
    const { node, lanes } = this.#options;
    return node.ids.map((_, lane) => lanes.lengthOf(lane));
  }

  /** Returns whether this was all. */
  #take({ session, parts, held, isKnown }: Pulled): boolean {
    const { lanes } = this.#options;
    const isWhole = parts.every(([lane, batch]) => lanes.take(lane, batch) && batch.isWhole);
    if (!isWhole) return false;
    this.#theirSession = session;
    this.#wasHere = isKnown;
    this.link.restart(held);
    return true;
  }

  #forget(session: number | undefined): void {
    if (session === undefined) return;
    this.#past.add(session);
    const [oldest] = this.#past;
    if (this.#past.size > PAST_MAX) this.#past.delete(oldest!);
  }

  #newSession(): number {
    const { node } = this.#options;
    return randomBelow(() => node.random(), SESSIONS);
  }
}
