/**
 * The robots of a run, by position and by name.
 *
 * @module
 */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { robotId } from "../../../robots/engine/ids.ts";
import { Roster } from "../../../robots/engine/roster.ts";

const anyIds = fc.uniqueArray(fc.stringMatching(/^[A-Za-z0-9_.]{1,8}$/).map(robotId));

test("has every robot at its place, and knows the place of each", () => {
  fc.assert(
    fc.property(anyIds, (ids) => {
      const roster = new Roster(ids);
      expect(roster.size).toBe(ids.length);
      expect(ids.map((_, position) => roster.at(position))).toEqual(ids);
      for (const [position, id] of ids.entries()) expect(roster.positionOf(id)).toBe(position);
    }),
  );
});

test("has no place for a stranger, whatever the name", () => {
  const roster = new Roster(["a", "b"].map(robotId));
  for (const name of ["c", "A", "toString", "constructor", "__proto__", "0"]) {
    expect(roster.positionOf(robotId(name)), name).toBe(-1);
  }
  expect(new Roster([]).positionOf(robotId("a"))).toBe(-1);
});

test("is what its list was: later changes of that do not matter", () => {
  const ids = ["a", "b"].map(robotId);
  const roster = new Roster(ids);
  ids.reverse();
  ids.push(robotId("c"));
  expect([roster.size, roster.at(0), roster.positionOf(robotId("c"))]).toEqual([2, "a", -1]);
});

test("of nobody is empty", () => {
  expect(new Roster([]).size).toBe(0);
});
