/**
 * The contract of checkers: they are told what happened and say what should not have. They know
 * nothing of the code that they judge but its contracts, keep their own books, and never act.
 *
 * @module
 */
import type { Bitset } from "../../robots/crdt/bitset.ts";
import type { Entry } from "../../robots/crdt/write_once_map.ts";
import type { RobotId } from "../../robots/engine/ids.ts";
import type { Message } from "../../robots/engine/message.ts";
import type { Exchange } from "../../robots/engine/robot.ts";

/** What is true of a run, whatever its robots do. */
export interface Truth {
  readonly robots: number;
  /** The words of the secret, in order. */
  readonly words: readonly Uint8Array[];
  readonly exchange: Exchange;
  readonly fanout: number;
  readonly quietMs: number;
  /** Messages that may wait in one inbox. */
  readonly inboxMax: number;
  /** Bytes of words that one update may carry; it carries at least one word. */
  readonly updateBytesMax: number;
}

/** One robot, as its checkers see it. A live view: what is to be kept must be copied. */
export interface RobotView {
  /** From 0, below {@linkcode Truth.robots}. */
  readonly index: number;
  readonly id: RobotId;
  /** Its life, from 1. */
  readonly boot: number;
  readonly known: Bitset;
  word(index: number): Uint8Array | undefined;
  /** What its own clock shows, milliseconds. */
  readonly clockMs: number;
}

/** A message between robots. The robot that sent it uses the object again: copy what is kept. */
export type SecretMessage = Message<Bitset, readonly Entry[]>;

/** How a robot's claim of the winner channel went. */
export type ClaimResult = "won" | "resumed" | "lost";

/** Something that must never happen did. */
export interface Violation {
  /** Name of the checker. */
  readonly checker: string;
  readonly atMs: number;
  /** The robot it happened to, from 0; -1 when it is about all of them. */
  readonly robot: number;
  /** One line: what must hold, and what was seen. */
  readonly what: string;
}

/**
 * Watches one run. Every hook is optional and called in the order in which things happen; `atMs` is
 * true time since the run began. Must not throw and must not keep what it is shown.
 */
export interface Checker {
  readonly name: string;
  /** What was found so far. */
  readonly violations: readonly Violation[];
  /** A life begins; `robot.known` is its share. */
  lifeBegan?(robot: RobotView, atMs: number): void;
  /** A life ended: it crashed, or `panicked` by itself over a broken invariant. */
  lifeEnded?(robot: RobotView, panicked: boolean, atMs: number): void;
  /** A robot is about to tick; what it sends follows. */
  ticking?(robot: RobotView, atMs: number): void;
  /** A tick is over. */
  ticked?(robot: RobotView, atMs: number): void;
  /** A robot is about to take in a message; what it sends follows. */
  receiving?(robot: RobotView, message: SecretMessage, atMs: number): void;
  /** It has taken it in. */
  received?(robot: RobotView, message: SecretMessage, atMs: number): void;
  /** A robot hands a message to the medium, while it ticks or receives. */
  sent?(robot: RobotView, to: number, message: SecretMessage, atMs: number): void;
  /** Bytes arrived that were refused: they were no message. */
  refused?(robot: RobotView, atMs: number): void;
  /** A message went into an inbox, in which `backlog` messages wait now. */
  queued?(robot: number, backlog: number, atMs: number): void;
  /** A robot says that it is done. */
  done?(robot: RobotView, atMs: number): void;
  /** A robot has learned how its claim went. */
  claimed?(robot: RobotView, result: ClaimResult, atMs: number): void;
  /** A robot has written the file: all of `bytes` stand in it. */
  wrote?(robot: RobotView, bytes: Uint8Array, atMs: number): void;
  /** A robot lost its share for good, as the fault plan wanted. */
  forgot?(robot: number, atMs: number): void;
  /** The winner channel has forgotten its claim, as the fault plan wanted. */
  storeForgot?(atMs: number): void;
  /** All faults are over. */
  healed?(atMs: number): void;
  /** The time allowed is over, or every robot is done. */
  ended?(robots: readonly RobotView[], atMs: number): void;
}
