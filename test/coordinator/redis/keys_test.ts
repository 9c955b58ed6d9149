import { describe, expect, it } from "vitest";

import { isRunName, runKeys, type RunName } from "../../../coordinator/redis/keys.ts";
import { robotId } from "../../../robots/engine/ids.ts";

describe("isRunName", () => {
  it.each(["a", "0", "run-1.b_C", "x".repeat(64)])("takes %s", (name) => {
    expect(isRunName(name)).toBe(true);
  });

  it.each(["", "-a", ".a", "_a", "a b", "a:b", "a{b}", "a*", "a\n", "ä", "x".repeat(65)])(
    "refuses %j",
    (name) => {
      expect(isRunName(name)).toBe(false);
    },
  );
});

describe("runKeys", () => {
  const keys = runKeys("demo" as RunName);
  const robot = robotId("r1");
  const names = Object.values(keys).filter((name) => typeof name === "string");
  const ofRobot = [keys.inbox(robot), keys.lease(robot)];

  it("begins every key of its own with the run's prefix", () => {
    for (const key of [...names.filter((name) => name !== keys.bull), ...ofRobot]) {
      expect(key.startsWith("hearsay:demo:")).toBe(true);
    }
    expect(keys.bull).toBe("{hearsay:demo}");
  });

  it("never gives two things one key", () => {
    const all = [...names, ...ofRobot, keys.inbox(robotId("r2")), keys.lease(robotId("r2"))];
    expect(new Set(all).size).toBe(all.length);
  });

  it("keeps the keys of one robot in one slot of a cluster", () => {
    for (const key of ofRobot) expect(/\{(.*?)\}/.exec(key)?.[1]).toBe("r1");
  });

  it("keeps runs apart whose names begin alike", () => {
    const other = runKeys("demo2" as RunName);
    expect(other.inbox(robot).startsWith(keys.prefix)).toBe(false);
  });
});
