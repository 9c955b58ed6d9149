/**
 * Goal: no fault hides another, and each is named.
 */
import { array, assert, integer, property, tuple } from "fast-check";
import { describe, expect, test } from "vitest";

import { type Band, faultLanes } from "../../../../coordinator/workbench/page/fault_lanes.ts";
import type { FaultSpan } from "../../../../coordinator/workbench/page/fault_spans.ts";
import { SECOND } from "./outcome.ts";

const END_S = 20;

function span(
  kind: FaultSpan["kind"],
  fromS: number,
  toS: number,
  nodes: readonly string[] = [],
  what = `${kind} ${nodes.join(", ")}`,
): FaultSpan {
  return { kind, fromNs: fromS * SECOND, toNs: toS * SECOND, what, nodes };
}

const told = ({ span: { kind }, row, name }: Band): [string, number, string] => [kind, row, name];

describe("lanes of faults", () => {
  test("are one for each kind, so that faults at the same time stand below each other", () => {
    const { bands, lanes } = faultLanes(
      [
        span("cut", 1, 9, [], "majority: n0 n1 | n2"),
        span("kill", 2, 8, ["n0"]),
        span("pause", 3, 7, ["n1"]),
      ],
      END_S,
    );
    expect(bands.map(told)).toEqual([
      ["cut", 0, "majority"],
      ["kill", 1, "n0"],
      ["pause", 2, "n1"],
    ]);
    expect(lanes.map(({ kind }) => kind)).toEqual(["cut", "kill", "pause"]);
  });

  test("have one band for nodes that went and came together, and two rows for others", () => {
    const both = "kill n0, n1";
    const { bands } = faultLanes(
      [
        span("kill", 1, 4, ["n0"], both),
        span("kill", 1, 4, ["n1"], both),
        span("kill", 3, 8, ["n2"]),
      ],
      END_S,
    );
    expect(bands.map(told)).toEqual([
      ["kill", 0, "n0 n1"],
      ["kill", 1, "n2"],
    ]);
  });

  test("keep a name apart from the band beside it", () => {
    const { bands } = faultLanes(
      [span("cut", 1, 1.1, [], "majorities-ring: all"), span("cut", 1.2, 5, [], "one: n0 | n1")],
      END_S,
    );
    expect(bands.map(told)).toEqual([
      ["cut", 0, "majorities-ring"],
      ["cut", 1, "one"],
    ]);
  });

  test("never draw a band over another, however many there are", () => {
    const time = integer({ min: 0, max: END_S });
    const faults = array(tuple(time, time, integer({ min: 0, max: 30 })), {
      maxLength: 60,
    });
    assert(
      property(faults, (drawn) => {
        const spans = drawn
          .map(([a, b, i]) => span("kill", Math.min(a, b), Math.max(a, b), [`n${i}`]))
          .sort((a, b) => a.fromNs - b.fromNs);
        const { bands } = faultLanes(spans, END_S);
        const covered = bands.filter(({ row, span: { fromNs } }, i) =>
          bands.slice(0, i).some((before) => before.row === row && before.span.toNs > fromNs),
        );
        expect(covered).toEqual([]);
      }),
    );
  });

  test("take no room when nothing struck", () => {
    expect(faultLanes([], END_S)).toEqual({ bands: [], lanes: [], height: 0 });
  });
});
