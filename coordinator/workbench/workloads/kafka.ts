/**
 * The workload `kafka`: logs by key, to which clients send, and which they poll from offsets that they
 * keep, and commit.
 *
 * @module
 */
import type { TestPlan } from "../plan.ts";
import type { Workload } from "../workload.ts";
import { LogClient } from "./kafka_client.ts";
import { FinalPolls } from "./kafka_final_source.ts";
import { LogSource } from "./kafka_source.ts";
import { judgeLog } from "./kafka_verdict.ts";
import { judged } from "./verdicts.ts";

/**
 * Makes the workload of one run: its clients remember together what they were told of, and the polls at
 * the end want to see as much.
 */
export function kafka(plan: TestPlan): Workload {
  const { judgement } = plan;
  const known = new Map<string, number>();
  return {
    name: "kafka",
    newClient: () => new LogClient(judgement, known),
    source: () => new LogSource(plan, known),
    finalSource: () => new FinalPolls(new Map(known), judgement),
    idempotent: judgement === "strict" ? ["assign", "list_committed_offsets"] : ["assign"],
    unjudged: ["crash"],
    check: (history) => judged(() => judgeLog(history, judgement)),
  };
}
