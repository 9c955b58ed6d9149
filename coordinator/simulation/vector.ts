/**
 * The vectorised model: the engine's exchanges in synchronous rounds, on typed arrays, for millions
 * of robots. It is a model and not the engine: no lives, no inboxes, no clocks, no faults but loss.
 * What it does say is exact: the same rounds, robot by robot and word by word, as robots that tick
 * all at once, whose messages all take equally long, with one peer a tick.
 *
 * @module
 */
import { freemem } from "node:os";
import type { Exchange } from "../../robots/engine/robot.ts";
import { UserError } from "../user_error.ts";
import { cellBytes } from "./vector_cells.ts";
import { LOSS_FIELDS, type LossOf } from "./vector_loss.ts";
import { VectorWorld } from "./vector_world.ts";

/** Words in all: so many that one update carries any number of them, as the engine bounds updates. */
export const VECTOR_WORDS_MAX = 2048;

/** Robots in all: memory ends long before; this keeps every index a 32-bit integer. */
export const VECTOR_ROBOTS_MAX = 2 ** 28;

/** Rounds without convergence after which a model gives up: the slowest needs some hundred. */
const ROUNDS_MAX = 10_000;

/** Share of the free memory that a model may take: the rest is for whoever else is there. */
const MEMORY_SHARE = 0.9;

/** Bytes of a robot besides what it knows: its key and levels; and three more numbers with loss. */
const ROBOT_BYTES = 6;
const LOSS_BYTES = 12;

export interface VectorOptions {
  /** From 1. Named r1, r2 and so on. */
  readonly robots: number;
  /** From 1 to {@linkcode VECTOR_WORDS_MAX}. */
  readonly words: number;
  /** Robots that each word is dealt to. @default 1 */
  readonly copies?: number;
  /** @default "push-pull" */
  readonly exchange?: Exchange;
  /** The chance of each message to be lost, 0 to below 1. @default 0 */
  readonly loss?: number;
  /** @default "messages" */
  readonly lossOf?: LossOf;
  /** Decides deal, peers and loss. */
  readonly seed: string;
  /** Rounds after which it gives up. @default 10000 */
  readonly roundsMax?: number;
}

export interface VectorOutcome {
  /** Rounds until every robot knew every word; `undefined` when it gave up before. */
  readonly rounds: number | undefined;
  /** Messages sent, lost ones included, and those of them that carried words. */
  readonly messages: number;
  readonly payloads: number;
  /** Robots that know every word: at the start, and after each round. */
  readonly complete: readonly number[];
  /** Words known, summed over all robots: at the start, and after each round. */
  readonly known: readonly number[];
  /** Of everything that anybody learned, in order: 16 hexadecimal digits. */
  readonly traceHash: string;
}

/** What the arrays of a model take, bytes. */
export function vectorBytes({ robots, words, loss = 0 }: VectorOptions): number {
  const lossy = loss > 0;
  const known = cellBytes(words, lossy ? LOSS_FIELDS : 0);
  return robots * (known + ROBOT_BYTES + (lossy ? LOSS_BYTES : 0));
}

/**
 * Runs rounds until every robot knows every word.
 *
 * @param memoryBytes What there is. @default the machine's free memory
 * @throws UserError (exit 2) before any work, for what cannot be run.
 *
 * @example
 * ```ts
 * import { simulateVector } from "./vector.ts";
 * const { rounds, complete } = simulateVector({ robots: 1000, words: 64, seed: "1" });
 * console.log(rounds === complete.length - 1, complete.at(-1)); // true 1000
 * ```
 */
export function simulateVector(
  options: VectorOptions,
  memoryBytes: number = freemem(),
): VectorOutcome {
  refuse(options, memoryBytes);
  const { roundsMax = ROUNDS_MAX } = options;
  const world = new VectorWorld({
    ...options,
    copies: options.copies ?? 1,
    exchange: options.exchange ?? "push-pull",
    loss: options.loss ?? 0,
    lossOf: options.lossOf ?? "messages",
  });
  const complete = [world.complete];
  const known = [world.known];
  while (world.complete < options.robots && world.rounds < roundsMax) {
    world.round();
    complete.push(world.complete);
    known.push(world.known);
  }
  return {
    rounds: world.complete === options.robots ? world.rounds : undefined,
    messages: world.messages,
    payloads: world.payloads,
    complete,
    known,
    traceHash: world.traceHash,
  };
}

function refuse(options: VectorOptions, memoryBytes: number): void {
  const { robots, words, copies = 1, loss = 0 } = options;
  need("robots", robots, 1, VECTOR_ROBOTS_MAX);
  need("words", words, 1, VECTOR_WORDS_MAX);
  need("copies", copies, 1, robots);
  if (!(loss >= 0 && loss < 1)) {
    throw new UserError(`the vectorised model needs a loss from 0 to below 1: got ${loss}`, 2);
  }
  const bytes = vectorBytes(options);
  if (bytes > memoryBytes * MEMORY_SHARE) {
    throw new UserError(
      `${robots} robots with ${words} words need ${inGb(bytes)} GB, and ${inGb(memoryBytes)} GB are free: ask for fewer`,
      2,
    );
  }
}

function need(what: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new UserError(
    `the vectorised model needs a whole number of ${what} from ${least} to ${most}: got ${value}`,
    2,
  );
}

function inGb(bytes: number): string {
  return (bytes / 2 ** 30).toFixed(1);
}
