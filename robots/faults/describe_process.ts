/**
 * Rules about processes in words.
 *
 * @module
 */
import type { ProcessRule, Victims } from "./plan.ts";
import { counted, duration, list, share } from "./words.ts";

/** What `rule` does, without its window. */
export function processAction(rule: ProcessRule): string {
  switch (rule.kind) {
    case "crash":
      return `kill ${one(rule)} for ${duration(rule.downMs)} ${often(rule)}`;
    case "crash-amnesia":
      return `kill ${one(rule)} for ${duration(rule.downMs)} and forget its share ${often(rule)}`;
    case "crash-loop": {
      const again = `again after each of ${counted(rule.times, "start")}`;
      return `kill ${one(rule)} for ${duration(rule.downMs)} and ${again}`;
    }
    case "power-cut":
      return `kill ${all(rule)} at once for ${duration(rule.downMs)} ${often(rule)}`;
    case "crash-at-claim":
      return `kill ${one(rule)} while it claims ${atMost(rule.times)}`;
    case "crash-at-write":
      return `kill ${one(rule)} while it writes the file ${atMost(rule.times)}`;
    case "pause":
      return `stop ${one(rule)} for ${duration(rule.forMs)} ${often(rule)}`;
    case "slow":
      return `let ${all(rule)} take ${duration(rule.delayMs)} for each tick and message`;
    case "late-start":
      return `start ${all(rule)} ${duration(rule.delayMs)} late`;
    case "clock-skew":
      return `set the clocks of ${all(rule)} ${signed(rule.skewMs, "ahead", "behind")}`;
    case "clock-jump":
      return `set the clock of ${one(rule)} ${signed(rule.jumpMs, "forward", "back")} ${often(rule)}`;
    case "clock-drift":
      return `run the clocks of ${all(rule)} ${rule.rate} times as fast`;
    case "clock-freeze":
      return `hold the clock of ${one(rule)} for ${duration(rule.forMs)} ${often(rule)}`;
    case "tick-loss":
      return `leave out ${share(rule.rate, "ticks")} of ${all(rule)}`;
    case "tick-burst":
      return `repeat ${share(rule.rate, "ticks")} of ${all(rule)} ${counted(rule.copies, "time")}`;
    case "tick-jitter":
      return `delay ticks of ${all(rule)} by up to ${duration(rule.jitterMs)}`;
    default:
      return rule satisfies never;
  }
}

function one({ robots }: Victims): string {
  if (robots === undefined) return "a robot";
  return robots.length === 1 ? robots[0]! : `one of ${list(robots)}`;
}

function all({ robots }: Victims): string {
  return robots === undefined ? "all robots" : list(robots);
}

function often({ everyMs }: { readonly everyMs: number }): string {
  return `about every ${duration(everyMs)}`;
}

function atMost(times: number): string {
  return `at most ${counted(times, "time")}`;
}

function signed(timeMs: number, forward: string, back: string): string {
  return `${duration(Math.abs(timeMs))} ${timeMs < 0 ? back : forward}`;
}
