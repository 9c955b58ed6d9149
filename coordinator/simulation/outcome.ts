/**
 * What came out of one simulated run.
 *
 * @module
 */
import type { Violation } from "../checkers/checker.ts";

export interface SimulationOutcome {
  /** Of everything that happened, in order: 16 hexadecimal digits. */
  readonly traceHash: string;
  /** Ticks, deliveries and everything else that was taken from the timing wheel. */
  readonly events: number;
  /** True time at the end. */
  readonly virtualMs: number;
  /** Gossip periods from healing until every robot knew every word; `undefined`: they never did. */
  readonly rounds: number | undefined;
  /** Messages handed to the medium, and those of them that carried words. */
  readonly messages: number;
  readonly payloads: number;
  /** Lives begun, the first ones included. */
  readonly lives: number;
  /** How often each rule of the plan fired, by its index. */
  readonly fired: readonly number[];
  /** Robots that said "done" while another still lacked a word: quiescence is a heuristic. */
  readonly earlyDone: number;
  /** Robots that said "done", over all lives. */
  readonly done: number;
  readonly violations: readonly Violation[];
}
