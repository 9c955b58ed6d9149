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
 * **What a kill costs.** With `--answer at-once` (the default) a node that is killed takes along what its
 * clients have told it since it last sent its news: an epoch's, or more while it is cut off. With `--answer
 * spread` a client is answered, and sees its news, when the hub has told all of them: a kill cannot undo
 * that, unless all of these messages get lost, too. Either way a node that was restarted shows less than
 * before until it is brought up to date.
 *
 * Not for large elements: a batch goes in one message.
 *
 * @module
 */
import type { Message } from "../node/message.ts";
import type { Cancel, Content, Node } from "../node/node.ts";
import { Elements } from "./broadcast_elements.ts";
import { Repairs, type Talk } from "./broadcast_repair.ts";
import { HubChoice } from "./gather_scatter_choice.ts";
import { GatherDeadline, HOP_MS_FIRST } from "./gather_scatter_deadline.ts";
import { type Got, Heard, Hub } from "./gather_scatter_hub.ts";
import { type Batch, News, NEWS_MAX } from "./gather_scatter_news.ts";
import { oneOf, optionsOf, type Values, wholeNumber } from "./options.ts";

/** Challenge 3d: everybody has everything within 600 ms when a hop takes 100. */
const EPOCH_MS_DEFAULT = 400;

/** Nobody waits longer than a minute. */
const EPOCH_MS_MAX = 60_000;

/** What is later is no acknowledgement but a way to hide latency. */
const ANSWER_MS_MAX = 10;

const OPTIONS = {
  /** Between two messages of the hub to a node. 0: nothing waits for company. */
  "epoch-ms": wholeNumber(EPOCH_MS_DEFAULT, 0, EPOCH_MS_MAX),
  /** How late a client is answered. It takes as much off the latency that tests see, and off nothing else. */
  "answer-ms": wholeNumber(0, 0, ANSWER_MS_MAX),
  /** When a client is answered: at once, or when the hub has told all nodes. */
  answer: oneOf(["at-once", "spread"]),
};

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
const TALKS_MAX = 3;

export default (node: Node): void => {
  const options = optionsOf(node.args, OPTIONS);
  new Broadcaster(node, options).start();
};

interface Gather {
  readonly batches: readonly number[];
  readonly news: readonly unknown[];
  /** Set when the hub is to acknowledge at once. */
  readonly again?: true;
}

interface Acknowledgement {
  /** Of this life of the hub. */
  readonly life: string;
  /** Of the last message of news from the hub. */
  readonly number: number;
  readonly got: readonly Got[];
}

interface Told extends Acknowledgement {
  readonly news: readonly unknown[];
}

type Settings = Values<typeof OPTIONS>;

class Broadcaster {
  readonly #node: Node;
  readonly #epochMs: number;
  readonly #settings: Settings;
  readonly #elements = new Elements();
  readonly #repairs: Repairs;
  readonly #choice: HubChoice;
  readonly #deadline: GatherDeadline;
  readonly #news: News;
  readonly #hub: Hub;
  readonly #heard = new Heard();
  /** Of this life of the node as a hub. */
  readonly #life: string;
  /** Clients that wait for an answer, by element. */
  readonly #waiting = new Map<string, Message<object>[]>();
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

  constructor(node: Node, settings: Settings) {
    const epochMs = settings["epoch-ms"];
    this.#node = node;
    this.#settings = settings;
    this.#epochMs = epochMs;
    this.#repairs = new Repairs(this.#elements, (to, talk) =>
      node.send(to, { type: "repair", ...talk }),
    );
    this.#choice = new HubChoice(node.ids, node.id);
    this.#deadline = new GatherDeadline(epochMs);
    this.#news = new News(Math.floor(node.random() * FIRST_BATCH_MAX));
    this.#hub = new Hub(node.peers);
    this.#life = node.random().toString(36);
    this.#lastNewsMs = node.now();
  }

  start(): void {
    const node = this.#node;
    node.on("topology", () => this.#begin());
    node.on("read", () => ({ type: "read_ok", messages: this.#readable() }));
    node.on<{ message: unknown }>("broadcast", (request) => this.#broadcast(request));
    node.on<Gather>("gather", ({ src, body }) => this.#hearGather(src, body));
    node.on<Told>("scatter", ({ src, body }) => this.#hearScatter(src, body));
    node.on<Acknowledgement>("got", ({ src, body }) => this.#hearAcknowledgement(src, body));
    node.on<Talk>("repair", ({ src, body }) => this.#hearRepair(src, body));
    this.#beginEpochs();
    node.every(LOOK_MS, () => this.#look());
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

  #broadcast(request: Message<{ message: unknown }>): void {
    const key = JSON.stringify(request.body.message);
    const fresh = this.#elements.add([request.body.message]);
    const { answer, "answer-ms": answerMs } = this.#settings;
    if (answer === "spread" && (fresh.length > 0 || this.#waiting.has(key)))
      this.#waiting.set(key, [...(this.#waiting.get(key) ?? []), request]);
    else if (answerMs === 0) this.#node.reply(request, OK);
    else this.#node.after(answerMs, () => this.#node.reply(request, OK));
    this.#tellHub(fresh);
  }

  /** When answers promise something, so do reads: what a kill could undo is not shown. */
  #readable(): readonly unknown[] {
    const { list } = this.#elements;
    if (this.#settings.answer === "at-once" || (this.#waiting.size === 0 && !this.#hub.hasNews))
      return list;
    const untold = new Set(this.#hub.untold.map((element) => JSON.stringify(element)));
    return list.filter((element) => {
      const key = JSON.stringify(element);
      return !untold.has(key) && !this.#waiting.has(key);
    });
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
    this.#node.send(this.#choice.current, gather);
  }

  #hearGather(from: string, { batches, news, again }: Gather): void {
    const nowMs = this.#node.now();
    const fresh = this.#elements.add(news);
    this.#hub.add(fresh, from);
    this.#hub.owe(from, batches, nowMs);
    if (again === true) {
      // Its client must be told nothing that a kill of this node could undo.
      if (this.#settings.answer === "spread") this.#scatter();
      const got = this.#hub.acknowledge(from, nowMs);
      const number = this.#hub.numberOf(from);
      this.#node.send(from, { type: "got", life: this.#life, number, got });
    }
    if (fresh.length === 0) return;
    this.#lastNewsMs = nowMs;
    // Another one is the hub for others.
    if (!this.#choice.isSelf) this.#tellHub(fresh);
    if (this.#epochMs === 0) this.#scatter();
  }

  #scatter(meantMs: number = this.#node.now()): void {
    if (!this.#hub.hasNews) return;
    const told = this.#hub.untold.slice(0, NEWS_MAX);
    for (const { to, isAwaited, ...message } of this.#hub.scatter(meantMs)) {
      this.#node.send(to, { type: "scatter", life: this.#life, ...message });
      if (isAwaited && this.#isSole) this.#repairs.trust(to);
    }
    this.#isResponsible = true;
    this.#lastNewsMs = this.#node.now();
    this.#answer(told);
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
      const { batch, meantMs, sentMs, isAgain } = acknowledged;
      this.#answer(batch.news);
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

  #answer(elements: readonly unknown[]): void {
    if (this.#waiting.size === 0) return;
    for (const element of elements) {
      const key = JSON.stringify(element);
      for (const request of this.#waiting.get(key) ?? []) this.#node.reply(request, OK);
      this.#waiting.delete(key);
    }
  }
}

const OK: Content = { type: "broadcast_ok" };
