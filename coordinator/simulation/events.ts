/**
 * What can happen in a world, as the timing wheel knows it.
 *
 * @module
 */

/** Kinds of events; in brackets what their subject and detail are. */
export const EVENT = {
  /** A gossip tick is due (robot, boot). */
  tick: 1,
  /** A tick that a fault has delayed (robot, boot). */
  lateTick: 2,
  /** A message reaches its receiver's inbox (slot). */
  arrive: 3,
  /** A slow robot gets to the next message of its inbox (robot, boot). */
  serve: 4,
  /** A robot's next life begins (robot, the boot of the last one). */
  begin: 5,
  /** A fault hits a process or the store (number of the strike). */
  strike: 6,
  /** A paused robot goes on (robot, boot). */
  resume: 7,
  /** A robot that must not live long dies (robot, boot). */
  die: 8,
  /** All faults end. */
  heal: 9,
  /** Patience ends. */
  end: 10,
  /** A done robot takes its next step to victory (robot, boot). */
  victory: 11,
  /** A claim reaches the winner channel (robot, boot). */
  claim: 12,
  /** The reply to a claim reaches its robot (robot, boot). */
  claimReply: 13,
  /** The file is written (robot, boot). */
  written: 14,
  /** A claimant sees that the store has lost its memory, and says its claim again (robot, boot). */
  reassert: 15,
} as const;

/**
 * Whatever one event causes happens at least this much later, so that events which are closer
 * together can be taken from the wheel at once.
 */
export const SOON_US = 100;
