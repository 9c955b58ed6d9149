/**
 * Checks for the fields of fault rules. Every message completes "<field> must be".
 *
 * @module
 */
import { z } from "zod";
import { isRobotId } from "../engine/ids.ts";
import { DELAY_MS_MAX, DUPLICATE_COPIES_MAX, EVERY_MS_MIN, TIMES_MAX } from "./plan.ts";

export function between(min: number, max: number): z.ZodNumber {
  const required = `a number from ${min} to ${max}`;
  return z.number(required).min(min, required).max(max, required);
}

export function whole(min: number, max: number): z.ZodNumber {
  const required = `a whole number from ${min} to ${max}`;
  return z.number(required).int(required).min(min, required).max(max, required);
}

const NAME_RULE = 'a robot\'s name: 1 to 64 letters, digits, "_" or "."';
const robot = z.string(NAME_RULE).refine((name): boolean => isRobotId(name), NAME_RULE);
const ROBOTS_RULE = "a list of at least one robot";
const GROUPS_RULE = "a list of at least one group of robots";
const CARRYING_RULE = '"summary" or "update"';

export const rate = between(0, 1);
export const delayMs = between(0, DELAY_MS_MAX);
export const everyMs = between(EVERY_MS_MIN, DELAY_MS_MAX);
export const forMs = between(0, DELAY_MS_MAX);
export const copies = whole(1, DUPLICATE_COPIES_MAX);
export const times = whole(1, TIMES_MAX);
export const robots = z.array(robot, ROBOTS_RULE).min(1, ROBOTS_RULE).readonly();

export const groups = z
  .array(robots, GROUPS_RULE)
  .min(1, GROUPS_RULE)
  .refine((all) => new Set(all.flat()).size === all.flat().length, {
    error: "groups that share no robot",
  })
  .readonly();

/** Robots that something is drawn among. */
function different(min: number): typeof robots {
  const required = `a list of at least ${min} different robots`;
  return z
    .array(robot, required)
    .min(min, required)
    .refine((all) => new Set(all).size === all.length, required)
    .readonly();
}

const timeMs = z.number("a number >= 0").min(0, "a number >= 0");

export const window = { afterMs: timeMs.exactOptional(), untilMs: timeMs.exactOptional() };

export const links = { from: robots.exactOptional(), to: robots.exactOptional(), ...window };

export const scope = {
  ...links,
  carrying: z.enum(["summary", "update"], CARRYING_RULE).exactOptional(),
};

export const victims = { robots: robots.exactOptional(), ...window };

/** A division among two robots or more. */
export const amongTwo = { robots: different(2).exactOptional(), ...window };

/** A division that has no meaning for fewer than three. */
export const amongThree = { robots: different(3).exactOptional(), ...window };
