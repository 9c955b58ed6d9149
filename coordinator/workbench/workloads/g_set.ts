/**
 * A set that only grows: clients add elements at nodes, and each node should soon have all of them.
 *
 * @module
 */
import type { TestPlan } from "../plan.ts";
import type { Client, Workload } from "../workload.ts";
import { anything, checkAnswer, list } from "./answer.ts";
import { judgeSet } from "./set_verdict.ts";
import { counting, FINAL_READ, mixOf, onceEach, read } from "./sources.ts";

export function gSet({ judgement }: TestPlan): Workload {
  return {
    name: "g-set",
    newClient: () => CLIENT,
    source: () => mixOf([counting("add"), read]),
    // Maelstrom does not call them final here; strict judges those that are.
    finalSource: () => onceEach(FINAL_READ),
    // In Maelstrom its reads are not, unlike those of broadcast.
    idempotent: [],
    check: (history) => judgeSet(history, judgement),
  };
}

const CLIENT: Client = {
  *perform({ f, value }) {
    if (f === "read") {
      const body = yield { type: "read" };
      const { value: elements } = checkAnswer(body, "read_ok", { value: list(anything) });
      return { type: "ok", value: elements ?? [] };
    }
    checkAnswer(yield { type: "add", element: value }, "add_ok", {});
    return { type: "ok", value };
  },
};
