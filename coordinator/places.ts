/**
 * The places of a run: robots that are dealt a share, in the order that everybody agrees on.
 *
 * @module
 */
import { type RobotId, robotId } from "../robots/engine/ids.ts";

/** r1, r2, … */
export function placeName(index: number): RobotId {
  return robotId(`r${index + 1}`);
}

/** The names of all places of a run. */
export function placeNames(robots: number): RobotId[] {
  return Array.from({ length: robots }, (_, i) => placeName(i));
}

/** All robots of a run in one order: its places, then those that joined, by name. */
export function robotsInOrder(
  places: readonly RobotId[],
  robots: readonly RobotId[],
): readonly RobotId[] {
  const dealt = new Set(places);
  const joined = robots.filter((robot) => !dealt.has(robot));
  return joined.length === 0 ? places : [...places, ...joined.sort()];
}
