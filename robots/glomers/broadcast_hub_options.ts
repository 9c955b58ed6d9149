/**
 * Options of broadcast by a hub, as they stand on a node's command line behind `--`.
 *
 * @module
 */
import { SLACK_MS_DEFAULT } from "./gather_scatter_deadline.ts";
import { optionsOf, wholeNumber } from "./options.ts";

/** Challenge 3d: everybody has everything within 600 ms when a hop takes 100. */
const EPOCH_MS_DEFAULT = 400;

/** Nobody waits longer than a minute. */
const EPOCH_MS_MAX = 60_000;

/** Whose timers are later than this is too busy for short epochs. */
const SLACK_MS_MAX = 100;

/** What is later is no acknowledgement but a way to hide latency. */
const ANSWER_MS_MAX = 10;

export interface HubOptions {
  /** Between two messages of the hub to a node. 0: nothing waits for company. */
  readonly epochMs: number;
  /** How long before the last possible moment news are meant to be sent: for timers that are late. */
  readonly slackMs: number;
  /** How late a client is answered. It takes as much off the latency that tests see, and off nothing else. */
  readonly answerMs: number;
}

/**
 * Reads `--epoch-ms`, `--slack-ms` and `--answer-ms`.
 *
 * @throws Error in one line for anything else.
 */
export function hubOptions(args: readonly string[]): HubOptions {
  const options = optionsOf(args, {
    "epoch-ms": wholeNumber(
      EPOCH_MS_DEFAULT,
      0,
      EPOCH_MS_MAX,
      "between two messages of the hub to a node",
    ),
    "slack-ms": wholeNumber(
      SLACK_MS_DEFAULT,
      0,
      SLACK_MS_MAX,
      "how much too early news are sent, for late timers",
    ),
    "answer-ms": wholeNumber(0, 0, ANSWER_MS_MAX, "how late a client is answered"),
  });
  return {
    epochMs: options["epoch-ms"],
    slackMs: options["slack-ms"],
    answerMs: options["answer-ms"],
  };
}
