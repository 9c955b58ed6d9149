/**
 * Where nodes live: processes on stdin and stdout, or a module in virtual time.
 *
 * @module
 */
import type { Message } from "../../robots/node/message.ts";
import type { Envelope } from "./envelope.ts";

/** How a node ended that nobody had killed. */
export interface Crash {
  readonly node: string;
  readonly atNs: number;
  /** In words: `exit code 1`, `signal SIGSEGV`, `cannot start: …`. */
  readonly how: string;
  /** The last lines that it wrote for people. */
  readonly lastLines: readonly string[];
}

/** Something that is no message. */
export interface BadOutput {
  readonly node: string;
  readonly atNs: number;
  /** Which line of its output, from 1; 0 when it is not about a line, such as a closed stdin. */
  readonly line: number;
  /** Its beginning. */
  readonly text: string;
  readonly reason: string;
}

/** Hears what nodes do. */
export interface HostEvents {
  /**
   * A message for the network, and its line when it came as one.
   *
   * @param writer The node that wrote it, when it is not `src`: nodes may hand on what others asked them.
   * @returns Why it cannot be sent, when it cannot: there is nobody of that name.
   */
  send(message: Message, line?: string, writer?: string): string | undefined;
  crashed(crash: Crash): void;
  badOutput(bad: BadOutput): void;
}

/** Keeps the nodes of one run. A node that is not running ignores what it is sent. */
export interface Host {
  /** Begins a life of a node; it has to be told its name with `init`. */
  start(node: string): void;
  deliver(node: string, envelope: Envelope): void;
  /** Without a warning. Resolves when it is gone; nothing of it is heard afterwards. */
  kill(node: string): Promise<void>;
  pause(node: string): void;
  resume(node: string): void;
  /** Ends all nodes and everything that they started. */
  stop(): Promise<void>;
}

/** Makes the host of a run. */
export type HostMaker = (events: HostEvents) => Host;
