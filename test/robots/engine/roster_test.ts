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
      expect(ids.map((_, position) => roster.at(position))).toEqual(
        ids.map((id, position) => ({ id, position })),
      );
      for (const [position, id] of ids.entries()) {
        expect(roster.find(id)).toBe(roster.at(position));
      }
    }),
  );
});

test("has no place for a stranger, whatever the name", () => {
  const roster = new Roster(["a", "b"].map(robotId));
  for (const name of ["c", "A", "toString", "constructor", "__proto__", "0"]) {
    expect(roster.find(robotId(name)), name).toBeUndefined();
  }
  expect(new Roster([]).find(robotId("a"))).toBeUndefined();
});

test("is what its list was: later changes of that do not matter", () => {
  const ids = ["a", "b"].map(robotId);
  const roster = new Roster(ids);
  ids.reverse();
  ids.push(robotId("c"));
  expect([roster.size, roster.at(0).id, roster.find(robotId("c"))]).toEqual([2, "a", undefined]);
});

test("of nobody is empty", () => {
  expect(new Roster([]).size).toBe(0);
});
