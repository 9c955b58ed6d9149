/**
 * Broadcast: clients hand messages to nodes, and each node should soon have all of them.
 *
 * @module
 */
import type { TestPlan } from "../plan.ts";
import { topologyOf } from "../topology.ts";
import type { Client, Workload } from "../workload.ts";
import { anything, checkAnswer, list } from "./answer.ts";
import { judgeSet } from "./set_verdict.ts";
import { counting, FINAL_READ, mixOf, onceEach, read } from "./sources.ts";

export function broadcast({ judgement, nodes, topology }: TestPlan): Workload {
  return {
    name: "broadcast",
    newClient: () => CLIENT,
    source: () => mixOf([counting("broadcast"), read]),
    finalSource: () => onceEach(FINAL_READ),
    greeting: () => ({
      type: "topology",
      topology: topologyOf(topology, nodes),
      answer: "topology_ok",
    }),
    idempotent: ["read"],
    check: (history) => judgeSet(history, judgement),
  };
}

const CLIENT: Client = {
  *perform({ f, value }) {
    if (f === "read") {
      const { messages } = checkAnswer(yield { type: "read" }, "read_ok", {
        messages: list(anything),
      });
      return { type: "ok", value: messages ?? [] };
    }
    checkAnswer(yield { type: "broadcast", message: value }, "broadcast_ok", {});
    return { type: "ok", value };
  },
};
