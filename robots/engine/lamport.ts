/**
 * Lamport's logical clock (Lamport 1978, "Time, Clocks, and the Ordering of Events in a Distributed
 * System"): if one event could have caused another, its stamp is smaller. A clock is a number, the
 * stamp of its robot's last event.
 *
 * @module
 */

/** The clock of a robot to which nothing has happened. */
export const LAMPORT_START = 0;

/** Highest stamp: an unsigned 32-bit integer on the wire. A robot at 1,000 messages/s takes 49 days. */
const LAMPORT_MAX = 0xffff_ffff;

/** The stamp of the next local event, such as a send. */
export function stamped(clock: number): number {
  return clock < LAMPORT_MAX ? clock + 1 : LAMPORT_MAX;
}

/** The clock after a message that carries `theirs` was received. */
export function afterReceiving(clock: number, theirs: number): number {
  return stamped(clock > theirs ? clock : theirs);
}
