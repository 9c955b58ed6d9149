/** Goal: a neighbour is told everything until it confirms, and asked until it answers, with pauses. */
import { describe, expect, it } from "vitest";
import { Neighbour } from "../../../robots/glomers/broadcast_neighbour.ts";

describe("a neighbour", () => {
  it("is told again what it has not confirmed, one pause longer each time", () => {
    const neighbour = new Neighbour();
    neighbour.owe([1, 2]);
    expect(neighbour.due(0)).toEqual([1, 2]);
    neighbour.confirm([1]);
    const told: number[] = [];
    for (let nowMs = 100; nowMs <= 4000; nowMs += 100)
      if (neighbour.due(nowMs).length > 0) told.push(nowMs);
    expect(told).toEqual([500, 1500, 2500, 3500]);
    neighbour.confirm([2]);
    expect([neighbour.owed, neighbour.due(99_999)]).toEqual([0, []]);
  });

  it("is told news at once while it is silent about older ones", () => {
    const neighbour = new Neighbour();
    neighbour.owe([1]);
    neighbour.due(0);
    neighbour.owe([1, 2]);
    expect(neighbour.due(10)).toEqual([2]);
  });

  it("is asked until it answers", () => {
    const neighbour = new Neighbour();
    expect([0, 100, 500, 1000, 1500].map((ms) => neighbour.mustAsk(ms))).toEqual([
      true,
      false,
      true,
      false,
      true,
    ]);
    neighbour.answered();
    expect(neighbour.mustAsk(99_999)).toBe(false);
  });
});
