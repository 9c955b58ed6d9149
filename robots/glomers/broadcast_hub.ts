/**
 * Broadcast with hardly any messages (challenges 3d and 3e): once an epoch every node that has news
 * sends them to the hub, just in time, and the hub sends each node one message with everybody's news and
 * the acknowledgement of its own. That is at most 2(n - 1) messages an epoch for any number of
 * operations, and two hops besides the wait for the epoch. It is the gather and scatter of parallel
 * computing (Message Passing Interface Forum 1994, chapter 4), with anti-entropy (Demers et al. 1987,
 * "Epidemic Algorithms for Replicated Database Maintenance") for all that goes wrong:
 *
 * - The hub's messages are numbered; whoever sees a gap, or a hub with a new life, begins a conversation.
 * - News without an acknowledgement are sent again, then to another node: whoever is sent news acts as
 *   hub, and the first in the order of names is turned back to when it is heard again.
 * - When nothing is new any more, every node shows the hub its digest once, and the hub goes on talking
 *   to those that differ or are silent. After that nobody says anything.
 *
 * **What a kill costs.** Nothing: nothing leaves a node that is not on its disk, and its next life begins
 * with that, and with conversations, as nobody else may know it. Without a disk (node.disk) a killed node
 * takes along what its clients have told it since it last sent its news: an epoch's, or more while it is
 * cut off.
 *
 * Not for large elements: a batch goes in one message.
 *
 * @module
 */
import type { Message } from "../node/message.ts";
import type { Cancel, Content, Node } from "../node/node.ts";
import { Elements } from "./broadcast_elements.ts";
import {
  type Acknowledgement,
  type Gather,
  isAcknowledgement,
  isGather,
  isTalk,
  isTold,
  type Told,
  type Unchecked,
} from "./broadcast_hub_messages.ts";
import { type HubOptions, hubOptions } from "./broadcast_hub_options.ts";
import { Repairs, type Talk } from "./broadcast_repair.ts";
import { HubChoice } from "./gather_scatter_choice.ts";
import { GatherDeadline, HOP_MS_FIRST } from "./gather_scatter_deadline.ts";
import { type Got, Heard, Hub } from "./gather_scatter_hub.ts";
import { type Batch, News } from "./gather_scatter_news.ts";

/** How often a node looks whether anything is late. It sends nothing when nothing is. */
const LOOK_MS = 100;

/** Quiet for an epoch and so long, milliseconds, a node shows the hub what it holds. */
const QUIET_MS = 1000;

/** So much later the hub asks those that have not shown it: they are there and back by then. */
const HUB_QUIET_MS = 1700;

/** Timers come so much too early, at most, in epochs: some milliseconds, as they know only whole ones. */
const EARLY_MAX = 0.25;

/** A life's first batch is numbered by chance, below this: two lives hardly ever share a number. */
const FIRST_BATCH_MAX = 2 ** 40;

/** Beginnings of a conversation with a hub before it counts as dead. */
const TALKS_MAX = 4;

export default (node: Node): void => {
  new Broadcaster(node, hubOptions(node.args)).start();
};

class Broadcaster {
  readonly #node: Node;
  readonly #epochMs: number;
  readonly #answerMs: number;
  readonly #elements: Elements;
  readonly #repairs: Repairs;
  readonly #choice: HubChoice;
  readonly #deadline: GatherDeadline;
  readonly #news: News;
  readonly #hub: Hub;
  readonly #heard = new Heard();
  /** Of this life of the node as a hub. */
  readonly #life: string;
  #hasBegun = false;
  #endEpochs: Cancel = () => {};
  /** Ends the wait for the deadline, while there is one. */
  #gathering: Cancel | undefined;
  /** Whether the hub of now has yet to show that it hears this node, after another did not. */
  #isSearching = false;
  /** Whether it has acted as hub, and there may be nodes that lack something. */
  #isResponsible = false;
  /** Whether all that this node holds was told by it as the hub, or all others are known to hold it. */
  #isSole = true;
  /** Whether something that the hub has told may still be missing here. */
  #isMissing = false;
  /** The hub and the state that this node has shown it. */
  #shown = "";
  #lastNewsMs: number;

  constructor(node: Node, { epochMs, slackMs, answerMs }: HubOptions) {
    this.#node = node;
    this.#answerMs = answerMs;
    this.#epochMs = epochMs;
    this.#elements = new Elements(node.disk);
    this.#repairs = new Repairs(this.#elements, (to, talk) =>
      this.#send(to, { type: "repair", ...talk }),
    );
    this.#choice = new HubChoice(node.ids, node.id);
    this.#deadline = new GatherDeadline(epochMs, slackMs);
    this.#news = new News(Math.floor(node.random() * FIRST_BATCH_MAX));
    this.#hub = new Hub(node.peers);
    this.#life = node.random().toString(36);
    this.#lastNewsMs = node.now();
  }

  start(): void {
    const node = this.#node;
    node.on("topology", () => this.#begin());
    node.on("read", () => this.#read());
    node.on<{ message?: unknown }>("broadcast", (request) => this.#broadcast(request));
    this.#hear("gather", isGather, (src, body) => this.#hearGather(src, body));
    this.#hear("scatter", isTold, (src, body) => this.#hearScatter(src, body));
    this.#hear("got", isAcknowledgement, (src, body) => this.#hearAcknowledgement(src, body));
    this.#hear("repair", isTalk, (src, body) => this.#hearRepair(src, body));
    if (this.#elements.list.length > 0) this.#beginAgain();
    this.#beginEpochs();
    node.every(LOOK_MS, () => this.#look());
  }

  #hear<T>(
    type: string,
    is: (body: Unchecked) => body is Unchecked & T,
    take: (from: string, body: T) => void,
  ): void {
    const node = this.#node;
    node.on(type, ({ src, body }) => {
      if (!is(body)) throw node.error("malformed-request", `${type} must be what nodes tell nodes`);
      take(src, body);
    });
  }

  /** This node was killed: it may know what nobody else does, and miss what others do. */
  #beginAgain(): void {
    const nowMs = this.#node.now();
    const { current, isSelf } = this.#choice;
    this.#isMissing = !isSelf;
    this.#isSole = false;
    this.#isResponsible = isSelf;
    const others = isSelf ? this.#node.peers : [current];
    for (const peer of others) this.#repairs.begin(peer, nowMs, TALKS_MAX);
  }

  /** Nothing leaves this node that the next life would not know. */
  #send(to: string, content: Content): void {
    this.#elements.save();
    this.#node.send(to, content);
  }

  /** Clients say the topology to all nodes at about the same time: the best moment for a first epoch. */
  #begin(): Content {
    if (!this.#hasBegun) {
      this.#hasBegun = true;
      this.#deadline.begin(this.#node.now());
      this.#endEpochs();
      this.#endEpochs = this.#node.after(HOP_MS_FIRST, () => this.#beginEpochs());
    }
    return { type: "topology_ok" };
  }

  #beginEpochs(): void {
    const epochMs = this.#epochMs;
    if (epochMs === 0) return;
    const beganMs = this.#node.now();
    this.#endEpochs = this.#node.every(epochMs, () => {
      const epochs = Math.floor((this.#node.now() - beganMs) / epochMs + EARLY_MAX);
      this.#scatter(beganMs + epochs * epochMs);
    });
  }

  #broadcast(request: Message<{ message?: unknown }>): void {
    const { message } = request.body;
    if (message === undefined)
      throw this.#node.error("malformed-request", "broadcast must have a message");
    const fresh = this.#elements.add([message]);
    this.#elements.save();
    if (this.#answerMs === 0) this.#node.reply(request, OK);
    else this.#node.after(this.#answerMs, () => this.#node.reply(request, OK));
    this.#tellHub(fresh);
  }

  #read(): Content {
    this.#elements.save();
    return { type: "read_ok", messages: this.#elements.list };
  }

  /** These elements are new here, and the hub does not know them from anybody else. */
  #tellHub(news: readonly unknown[]): void {
    if (news.length === 0) return;
    this.#lastNewsMs = this.#node.now();
    if (this.#choice.isSelf) {
      this.#hub.add(news, this.#node.id);
      if (this.#epochMs === 0) this.#scatter();
    } else {
      this.#news.add(news);
      this.#gatherSoon();
    }
  }

  #gatherSoon(): void {
    if (this.#gathering !== undefined || !this.#news.isWaiting) return;
    const nowMs = this.#node.now();
    const dueMs = this.#deadline.next(nowMs);
    this.#gathering = this.#node.after(dueMs - nowMs, () => {
      this.#gathering = undefined;
      this.#gather(dueMs);
      this.#gatherSoon();
    });
  }

  /** The deadline is another one. */
  #gatherAnew(): void {
    this.#gathering?.();
    this.#gathering = undefined;
    this.#gatherSoon();
  }

  #gather(dueMs: number): void {
    if (!this.#news.isWaiting) return;
    const isSoon = this.#isSearching || this.#deadline.isKnown;
    const batch = this.#news.take(this.#node.now(), isSoon ? 0 : this.#epochMs, dueMs);
    this.#sendBatches([batch], this.#isSearching);
  }

  #sendBatches(batches: readonly Batch[], again: boolean): void {
    const ids = batches.map(({ id }) => id);
    const news = batches.flatMap((batch) => batch.news);
    const gather = { type: "gather", batches: ids, news, ...(again ? { again } : {}) };
    this.#send(this.#choice.current, gather);
  }

  #hearGather(from: string, { batches, news, again }: Gather): void {
    const nowMs = this.#node.now();
    const fresh = this.#elements.add(news);
    this.#hub.add(fresh, from);
    this.#hub.owe(from, batches, nowMs);
    if (again === true) {
      const got = this.#hub.acknowledge(from, nowMs);
      const number = this.#hub.numberOf(from);
      this.#send(from, { type: "got", life: this.#life, number, got });
    }
    if (fresh.length === 0) return;
    this.#lastNewsMs = nowMs;
    // Another one is the hub for others.
    if (!this.#choice.isSelf) this.#tellHub(fresh);
    if (this.#epochMs === 0) this.#scatter();
  }

  #scatter(meantMs: number = this.#node.now()): void {
    if (!this.#hub.hasNews) return;
    for (const { to, isAwaited, ...message } of this.#hub.scatter(meantMs)) {
      this.#send(to, { type: "scatter", life: this.#life, ...message });
      if (isAwaited && this.#isSole) this.#repairs.trust(to);
    }
    this.#isResponsible = true;
    this.#lastNewsMs = this.#node.now();
  }

  #hearScatter(hub: string, { life, number, news, got }: Told): void {
    const nowMs = this.#node.now();
    if (this.#elements.add(news).length > 0) {
      this.#lastNewsMs = nowMs;
      this.#isSole = false;
    }
    const wasAwaited = this.#hearGot(hub, got, true);
    if (this.#choice.heard(hub, nowMs, this.#news.isDoubtful)) this.#turn();
    if (this.#heard.hasGap(hub, life, number, true)) this.#missed(hub);
    // The hub knows that this node would have noticed if the message had not come.
    if (wasAwaited && !this.#isMissing) this.#shown = this.#state;
  }

  /** Something that the hub has told did not come here. */
  #missed(hub: string): void {
    this.#isMissing = true;
    this.#repairs.begin(hub, this.#node.now(), TALKS_MAX);
  }

  #hearAcknowledgement(hub: string, { life, number, got }: Acknowledgement): void {
    this.#hearGot(hub, got, false);
    if (this.#heard.hasGap(hub, life, number, false)) this.#missed(hub);
  }

  /**
   * @param isTimely Whether the hub took its time as it always does.
   * @returns Whether this node was waiting for it.
   */
  #hearGot(hub: string, got: readonly Got[], isTimely: boolean): boolean {
    const nowMs = this.#node.now();
    let wasAwaited = false;
    for (const [id, waitedMs] of got) {
      const acknowledged = this.#news.acknowledge(id);
      if (acknowledged === undefined) continue;
      const { meantMs, sentMs, isAgain } = acknowledged;
      if (hub !== this.#choice.current) continue;
      wasAwaited = true;
      this.#choice.answered();
      this.#isSearching = false;
      if (isAgain) continue;
      this.#news.learn(nowMs - sentMs - waitedMs);
      if (!isTimely) continue;
      const wasKnown = this.#deadline.isKnown;
      this.#deadline.learn(meantMs, waitedMs);
      if (!wasKnown) this.#gatherAnew();
    }
    return wasAwaited;
  }

  #hearRepair(from: string, talk: Talk): void {
    const nowMs = this.#node.now();
    const learned = this.#repairs.hear(from, talk, nowMs);
    if (from !== this.#choice.current) this.#tellHub(learned);
    else if (this.#repairs.isEqual(from)) this.#isMissing = false;
  }

  /** Another hub was turned to. */
  #turn(): void {
    const { current, isSelf } = this.#choice;
    const news = this.#news.takeAll();
    this.#deadline.forget();
    this.#gatherAnew();
    this.#isMissing = !isSelf;
    if (isSelf) this.#isResponsible = true;
    else this.#repairs.begin(current, this.#node.now(), TALKS_MAX);
    this.#tellHub(news);
  }

  #giveUpHub(): void {
    this.#choice.giveUp(this.#node.now(), () => this.#node.random());
    this.#isSearching = !this.#choice.isSelf;
    this.#turn();
  }

  /** Looks after what did not go as it should. */
  #look(): void {
    const nowMs = this.#node.now();
    const overdue = this.#news.overdue(nowMs);
    if (overdue.kind === "again") this.#sendBatches(overdue.batches, true);
    else if (overdue.kind === "given-up") this.#giveUpHub();
    // When all goes well the next epoch may bring news. Else there is something to be mended.
    const isWell = this.#choice.isSelf ? this.#isSole : !this.#isMissing;
    const quietMs = nowMs - this.#lastNewsMs - (isWell ? this.#epochMs : 0);
    if (quietMs < QUIET_MS || !this.#news.isSettled) this.#repairs.rest();
    else this.#settle(quietMs);
    if (this.#repairs.sweep(nowMs).includes(this.#choice.current)) this.#giveUpHub();
  }

  /** Nothing is new: it is time to find out whether all hold the same. */
  #settle(quietMs: number): void {
    const { current, isSelf, isDeputy } = this.#choice;
    const nowMs = this.#node.now();
    // Somebody must notice that the hub is dead.
    const mustBeSure = this.#isMissing || isDeputy;
    if (!isSelf && mustBeSure && !this.#repairs.isEqual(current))
      this.#repairs.begin(current, nowMs, TALKS_MAX);
    else if (!isSelf && this.#shown !== this.#state) this.#repairs.show(current, nowMs);
    this.#shown = this.#state;
    if (!(isSelf || this.#isResponsible) || quietMs < HUB_QUIET_MS) return;
    const others = this.#node.peers.filter((peer) => !this.#repairs.isEqual(peer));
    for (const peer of others) this.#repairs.begin(peer, nowMs, Infinity);
    if (others.length > 0) return;
    this.#isResponsible = false;
    this.#isSole = true;
  }

  /** Which hub would have to be shown what. */
  get #state(): string {
    return `${this.#choice.current} ${this.#elements.digest}`;
  }
}

const OK: Content = { type: "broadcast_ok" };
