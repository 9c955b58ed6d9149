/**
 * What is held, seen and newer, by the numbers of origins.
 *
 * @module
 */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { HeldVersions, ReplacedVersions } from "../../../robots/crdt/held_versions.ts";

test("what is held and seen is what a plain set of numbers says", () => {
  const step = fc.record({ version: fc.integer({ min: 1, max: 12 }), isHeld: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { size: "max", maxLength: 40 }), fc.nat(13), (steps, from) => {
      const versions = new HeldVersions();
      const held = new Set<number>();
      let seen = 0;
      for (const { version, isHeld } of steps) {
        if (isHeld) versions.hold("a", version, `k${version}`);
        else versions.release("a", version, `k${version}`);
        if (isHeld) held.add(version);
        else held.delete(version);
        if (isHeld && version === seen + 1)
          do seen += 1;
          while (held.has(seen + 1));
        expect(versions.seenOf("a")).toBe(seen);
      }
      const ascending = [...held].sort((x, y) => x - y);
      expect([...versions.above("a", from)]).toEqual(
        ascending.filter((version) => version > from).map((version) => [version, `k${version}`]),
      );
      const runs = versions.beyond();
      const inRuns = runs.flatMap((run) =>
        Array.from({ length: run.to - run.from + 1 }, (_, at) => run.from + at),
      );
      expect(inRuns).toEqual(ascending.filter((version) => version > seen));
      for (const [at, run] of runs.entries()) {
        expect(run.from).toBeGreaterThan((runs[at - 1]?.to ?? seen) + (at === 0 ? 0 : 1));
      }
    }),
  );
});

test("of two entries with one number, as a broken node makes them, the later is held by it", () => {
  const versions = new HeldVersions();
  versions.hold("a", 1, "x");
  versions.hold("a", 1, "y");
  versions.release("a", 1, "x");
  expect([versions.keyOf("a", 1), [...versions.newer(new Map())].length]).toEqual(["y", 1]);
});

test("writes are numbered in one sequence, by a node with a name", () => {
  const versions = new ReplacedVersions("a");
  expect(versions.nextOwn()).toBe(1);
  versions.hold("a", 1, "x");
  versions.release("a", 1, "x");
  expect(versions.nextOwn()).toBe(2);
  expect(() => new ReplacedVersions("")).toThrow("cannot number writes as their node has no name");
});
