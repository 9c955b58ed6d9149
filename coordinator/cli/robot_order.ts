/**
 * Robots in the order in which people count: r2 before r10.
 *
 * @module
 */
import type { RobotId } from "../../robots/engine/ids.ts";

const collator = new Intl.Collator("en", { numeric: true });

/** A sorted copy. */
export function inOrder(robots: Iterable<RobotId>): RobotId[] {
  return [...robots].sort(collator.compare);
}
