/**
 * Names of robots and messages.
 *
 * @module
 */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { isRobotId, messageId, robotId } from "../../../robots/engine/ids.ts";

const SIXTY_FOUR = "x".repeat(64);

test.each(["r1", "R_2.local", "0", "_", ".", SIXTY_FOUR])("%s names a robot", (name) => {
  expect(isRobotId(name)).toBe(true);
  expect(robotId(name)).toBe(name);
});

test.each(["", "r-1", "r 1", "r1\n", "é", "r{1}", "r:1", `${SIXTY_FOUR}x`])(
  "%j names no robot",
  (name) => {
    expect(isRobotId(name)).toBe(false);
    expect(() => robotId(name)).toThrow(
      `cannot name a robot as its name must be 1 to 64 letters, digits, "_" or ".": got ${JSON.stringify(name)}`,
    );
  },
);

test("message ids are read back in one way only", () => {
  const anyName = fc.stringMatching(/^[A-Za-z0-9_.]{1,8}$/);
  fc.assert(
    fc.property(anyName, fc.nat(), fc.nat(), (name, boot, seq) => {
      const id = messageId({ from: robotId(name), boot, seq });
      expect(id.split("-")).toEqual([name, String(boot), String(seq)]);
    }),
  );
});
