/**
 * Goal: what was said comes back as it was.
 */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import echo from "../../../robots/glomers/echo.ts";
import { trial } from "../../workbench/parts/trial.ts";
import { readyNode } from "../node/fixture.ts";

describe("echo", () => {
  it("gives back any value", () => {
    const node = readyNode(echo);
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const said: unknown = JSON.parse(JSON.stringify(value));
        node.hear({ type: "echo", msg_id: 7, echo: said });
        expect(node.bodies()).toEqual([{ type: "echo_ok", in_reply_to: 7, echo: said }]);
      }),
      { numRuns: 30 },
    );
  });

  it("passes its challenge", async () => {
    const { outcome } = await trial("../../robots/glomers/echo", { workload: "echo", rate: 10 });
    expect(outcome.complaints).toEqual([]);
    expect(outcome.availability.okFraction).toBe(1);
  });
});
