/**
 * What a program of a node sees of the world. The same program runs on stdin and stdout in real time,
 * under Maelstrom too, and in virtual time, where the same seed gives the same run: as long as all it
 * knows comes from its node. So it asks for the time, chance and timers here and nowhere else, and
 * keeps its state inside the function.
 *
 * @module
 */
import type { Body, ErrorName, Fields, Message, RpcError } from "./message.ts";

/** An answer in the making: its type and fields. Message ids are the node's business. */
export interface Content extends Fields {
  readonly type: string;
}

/** What a handler gives: the answer, or nothing when it answers later or never. */
export type Answer = Content | void | Promise<Content | void>;

export type Handler<B extends object = Fields> = (request: Message<B>) => Answer;

/** Ends something that was going to happen. */
export type Cancel = () => void;

/** A store of another service or of Maelstrom's: `lin-kv`, `seq-kv` or `lww-kv`. */
export interface KeyValue {
  /**
   * The value of a key.
   *
   * @param otherwise What a key that does not exist has.
   * @throws RpcError 20 (key-does-not-exist) without `otherwise`; 0 (timeout) when no answer comes.
   */
  read(key: string | number, otherwise?: unknown): Promise<unknown>;
  write(key: string | number, value: unknown): Promise<void>;
  /**
   * Sets a key from one value to another.
   *
   * @returns Whether it was so; false when it had another value (22) or does not exist (20).
   */
  compareAndSet(
    key: string | number,
    from: unknown,
    to: unknown,
    options?: { readonly create?: boolean },
  ): Promise<boolean>;
}

/**
 * What is left to the next life of the same node when this one is killed: texts by name. Names are of
 * a-z, 0-9, _ and -. Each change is complete and lasting when its call returns, so whoever promises
 * something writes it down first and answers then.
 *
 * It lasts as long as a run of `hearsay test`; by hand, as the folder that `HEARSAY_DISK` names. Without
 * that, as under Maelstrom, which kills nobody, it is memory and ends with the node.
 */
export interface Disk {
  /** The whole text, or undefined when nobody has written it. */
  read(name: string): string | undefined;
  /** Replaces the whole text: after a death in the middle it is the old one or the new one. */
  write(name: string, text: string): void;
  /**
   * Adds lines to a text, so that a log need not be written anew. What came after its last line break
   * goes first: after a death in the middle some lines are missing at the end, or none.
   */
  append(name: string, ...lines: readonly string[]): void;
  /** The lines of a text that are complete. */
  lines(name: string): string[];
}

export interface Node {
  /** Its own name, such as `n0`. */
  readonly id: string;
  /** All nodes, itself too, in the order in which they were named. */
  readonly ids: readonly string[];
  /** All but itself. */
  readonly peers: readonly string[];
  /** What stands behind `--` on the command line. */
  readonly args: readonly string[];
  /** What the next life of this node will find when this one is killed. */
  readonly disk: Disk;

  /**
   * Handles requests of a type. What the handler returns is the answer; an `RpcError` that it throws
   * is the answer, too; any other error ends the node. A second handler replaces the first. A request
   * without a message id gets no answer. `init` and answers never come here.
   */
  on<B extends object = Fields>(type: string, handler: Handler<B>): void;
  /** Answers by hand, perhaps later. Whoever asked hears only the first answer. */
  reply(request: Message<object>, answer: Content): void;
  /** Sends without waiting for anything. It may get lost. */
  send(to: string, content: Content): void;
  /**
   * Asks and waits for the answer. A failure that nobody catches ends the node.
   *
   * @param timeoutMs After which it rejects. @default 1000
   * @throws RpcError the answer's, or 0 (timeout).
   */
  rpc<B extends object = Fields>(
    to: string,
    content: Content,
    timeoutMs?: number,
  ): Promise<Body<B>>;
  /** What a handler throws to answer with an error: `throw node.error("abort", "it is too late")`. */
  error(error: ErrorName | number, text?: string): RpcError;
  /** Whether something that was caught is such an error, and if asked, this one. */
  isError(caught: unknown, error?: ErrorName | number): caught is RpcError;
  /**
   * Calls `action` again and again, first after one period, whether or not it has come to an end. A
   * node that was paused leaves out what it missed.
   *
   * @param periodMs At least 1.
   */
  every(periodMs: number, action: () => void | Promise<void>): Cancel;
  after(delayMs: number, action: () => void | Promise<void>): Cancel;
  sleep(ms: number): Promise<void>;
  /** Milliseconds since some moment; they never go back. Nodes may disagree. */
  now(): number;
  /** A number uniform in [0, 1). */
  random(): number;
  /** A line for people, on stderr. */
  log(text: string): void;
  kv(service: "lin-kv" | "seq-kv" | "lww-kv" | (string & {}), timeoutMs?: number): KeyValue;
  /** A timestamp of `lin-tso`: greater than all that were given before. */
  timestamp(): Promise<number>;
}

/**
 * A node's program: called once in each life of the node, as soon as it knows its name. Requests wait
 * until it is through, so what goes on for ever belongs into `every`.
 */
export type NodeProgram = (node: Node) => void | Promise<void>;
