/**
 * A run as the browser keeps it: operations, and every message with its ways. Read from blocks that
 * `blocks.ts` wrote; nothing here touches the page.
 *
 * @module
 */

/** What may happen to a message. The last four are losses, by reason. */
export const FATES = ["sent", "received", "duplicated", "loss", "cut", "down", "gone"] as const;

/** What happened to one copy of a message in the end; `under way` when the run ended before. */
export type Fate = (typeof FATES)[number] | "under way";

/** Columns: messages that are new in this block, and events. Names are numbered as they come. */
export interface MessageBlock {
  readonly names: readonly string[];
  readonly src: readonly number[];
  readonly dest: readonly number[];
  readonly bodies: readonly string[];
  /** Microseconds since the event before. */
  readonly stepsUs: readonly number[];
  /** Positions in {@linkcode FATES}. */
  readonly fates: readonly number[];
  /** How many messages back: 1 is the newest that was heard of, 0 the next one, heard of now. */
  readonly backs: readonly number[];
}

/**
 * Process, node, f, type, invoked and completed in microseconds (-1: never), argument, value, error, and
 * the positions of both events in the history.
 */
export type OperationRow = readonly [
  client: number,
  node: string,
  f: string,
  type: "ok" | "fail" | "info",
  invokedUs: number,
  completedUs: number,
  argument: string,
  value: string,
  error: string,
  invokedAt: number,
  completedAt: number,
];

/** What the page knows besides the blocks. Times are seconds since the start. */
export interface RunFacts {
  readonly endS: number;
  readonly nodes: readonly string[];
  readonly services: readonly string[];
  readonly faults: readonly {
    readonly kind: "cut" | "kill" | "pause";
    readonly fromS: number;
    readonly toS: number;
    readonly what: string;
    readonly nodes: readonly string[];
  }[];
}

/** One copy's way from sender to receiver. */
export interface Way {
  readonly message: number;
  readonly fromS: number;
  readonly toS: number;
  readonly fate: Fate;
}

const LOST: readonly Fate[] = ["loss", "cut", "down", "gone"];

export function isLost(fate: Fate): boolean {
  return LOST.includes(fate);
}

const IN_WORDS: Readonly<Record<Fate, string>> = {
  sent: "sent",
  received: "received",
  duplicated: "duplicated",
  loss: "lost by chance",
  cut: "lost in a cut",
  down: "lost as the receiver was down",
  gone: "lost as nobody has this name",
  "under way": "under way at the end",
};

export function inWords(fate: Fate): string {
  return IN_WORDS[fate];
}

/** All messages of a run. Positions are their numbers. */
export class Messages {
  readonly names: string[] = [];
  readonly src: number[] = [];
  readonly dest: number[] = [];
  readonly bodies: string[] = [];
  readonly sentS: number[] = [];
  /** In the order in which they ended. */
  readonly ways: Way[] = [];
  /** Copies that have not arrived, by message: when each departed. Most have one. */
  readonly #departed = new Map<number, number[]>();
  #nowUs = 0;

  add(block: MessageBlock): void {
    this.names.push(...block.names);
    for (const name of block.src) this.src.push(name);
    for (const name of block.dest) this.dest.push(name);
    for (const body of block.bodies) this.bodies.push(body);
    for (const [i, stepUs] of block.stepsUs.entries()) {
      this.#nowUs += stepUs;
      const nowS = this.#nowUs / 1e6;
      const back = block.backs[i]!;
      const message = this.sentS.length - back;
      if (back === 0) this.sentS.push(nowS);
      const fate = FATES[block.fates[i]!]!;
      if (fate === "sent" || fate === "duplicated") this.#depart(message, nowS);
      else this.#arrive(message, nowS, fate);
    }
  }

  /** What has not arrived until now never will. */
  end(endS: number): void {
    for (const [message, departures] of this.#departed) {
      for (const fromS of departures) {
        this.ways.push({ message, fromS, toS: Math.max(endS, fromS), fate: "under way" });
      }
    }
    this.#departed.clear();
  }

  /** Sender, receiver and body as one text, to be searched. */
  textOf(message: number): string {
    return `${this.from(message)} ${this.to(message)} ${this.bodies[message]}`;
  }

  from(message: number): string {
    return this.names[this.src[message]!]!;
  }

  to(message: number): string {
    return this.names[this.dest[message]!]!;
  }

  typeOf(message: number): string {
    return /"type":"((?:[^"\\]|\\.)*)"/.exec(this.bodies[message]!)?.[1] ?? "";
  }

  #depart(message: number, atS: number): void {
    const departures = this.#departed.get(message);
    if (departures === undefined) this.#departed.set(message, [atS]);
    else departures.push(atS);
  }

  #arrive(message: number, toS: number, fate: Fate): void {
    const departures = this.#departed.get(message);
    const fromS = departures?.shift() ?? this.sentS[message] ?? toS;
    if (departures?.length === 0) this.#departed.delete(message);
    this.ways.push({ message, fromS, toS, fate });
  }
}
