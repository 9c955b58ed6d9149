/**
 * Robots played by hand, for tests of checkers: what they know, say and show is whatever a test wants.
 *
 * @module
 */
import type {
  Checker,
  RobotView,
  SecretMessage,
  Truth,
} from "../../../coordinator/checkers/checker.ts";
import { Bitset } from "../../../robots/crdt/bitset.ts";
import type { Entry } from "../../../robots/crdt/write_once_map.ts";
import { type RobotId, robotId } from "../../../robots/engine/ids.ts";

/** The true word at an index. */
export function wordAt(index: number): Uint8Array {
  return new TextEncoder().encode(`word${index} `);
}

/** Three robots, eight words; push-pull with one peer at a tick. */
export function truth(changed: Partial<Truth> = {}): Truth {
  return {
    robots: 3,
    words: Array.from({ length: 8 }, (_, index) => wordAt(index)),
    exchange: "push-pull",
    fanout: 1,
    quietMs: 100,
    inboxMax: 4,
    updateBytesMax: 1000,
    ...changed,
  };
}

/** A robot that knows what it is told. */
export class Actor implements RobotView {
  readonly index: number;
  readonly id: RobotId;
  boot = 1;
  clockMs = 0;
  known: Bitset;
  readonly #bytes = new Map<number, Uint8Array>();

  constructor(index: number, knows: readonly number[] = [], words = 8) {
    this.index = index;
    this.id = robotId(`r${index + 1}`);
    this.known = new Bitset(words);
    this.learn(...knows);
  }

  word(index: number): Uint8Array | undefined {
    return this.#bytes.get(index);
  }

  learn(...indexes: readonly number[]): void {
    for (const index of indexes) {
      this.known.add(index);
      this.#bytes.set(index, wordAt(index));
    }
  }

  /** Has these bytes at an index from now on, or none, whatever it says it knows. */
  hold(index: number, bytes: Uint8Array | undefined): void {
    if (bytes === undefined) this.#bytes.delete(index);
    else this.#bytes.set(index, bytes);
  }

  /** Knows just these from now on. */
  become(...indexes: readonly number[]): void {
    this.known = setOf(indexes, this.known.size);
    this.#bytes.clear();
    this.learn(...indexes);
  }
}

/** A set of indexes. */
export function setOf(indexes: readonly number[], size = 8): Bitset {
  const set = new Bitset(size);
  for (const index of indexes) set.add(index);
  return set;
}

/** True words, as an update carries them. */
export function entriesOf(...indexes: readonly number[]): Entry[] {
  return indexes.map((index) => ({ index, value: wordAt(index) }));
}

/** A message of the robot at `from`; it says nothing unless told otherwise. */
export function said(from: number, content: Partial<SecretMessage> = {}): SecretMessage {
  return {
    from: robotId(`r${from + 1}`),
    boot: 1,
    seq: 1,
    lamport: 1,
    wantsUpdate: false,
    offersUpdate: false,
    summary: undefined,
    update: undefined,
    ...content,
  };
}

/** `robot` takes in a message that brings these words, and learns them. */
export function brings(checker: Checker, robot: Actor, words: readonly number[], atMs = 0): void {
  const message = said((robot.index + 1) % 3, { update: entriesOf(...words) });
  checker.receiving?.(robot, message, atMs);
  robot.learn(...words);
  checker.received?.(robot, message, atMs);
}

/** What a checker has found, one line each. */
export function linesOf(checker: Pick<Checker, "violations">): string[] {
  return checker.violations.map(({ what }) => what);
}
