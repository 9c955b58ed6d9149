/**
 * Echo: clients send something to a node and want it back.
 *
 * @module
 */
import { randomBelow } from "../../../robots/engine/random.ts";
import { echo as checkEcho, type EchoError } from "../../checkers/history/echo.ts";
import type { HistoryEvent, Judgement } from "../../checkers/history/history.ts";
import type { TestPlan } from "../plan.ts";
import { CLIENT_TIMEOUT_MS } from "../threads.ts";
import { errorInWords } from "../words.ts";
import type { Client, Complaint, Workload, WorkloadResult } from "../workload.ts";
import { anything, checkAnswer } from "./answer.ts";
import { eventsOf, judged, someOf } from "./verdicts.ts";
import { quoted, whoAndWhen } from "./words.ts";

/** How many payloads there are, as in Maelstrom. */
const PAYLOADS = 128;

export function echo({ judgement }: TestPlan): Workload {
  return {
    name: "echo",
    newClient: () => CLIENT,
    source: () => ({
      next: (_, random) => ({ f: "echo", value: `Please echo ${randomBelow(random, PAYLOADS)}` }),
    }),
    idempotent: [],
    check: (history) => judged(() => judge(history, judgement)),
  };
}

const CLIENT: Client = {
  *perform({ value }) {
    const body = yield { type: "echo", echo: value };
    // The whole answer, as in Maelstrom: the checker looks into it.
    return { type: "ok", value: checkAnswer(body, "echo_ok", { echo: anything }) };
  },
};

function judge(history: readonly HistoryEvent[], judgement: Judgement): WorkloadResult {
  const { valid, errorCount, errors } = checkEcho(history, judgement);
  const all = errors.map((error) => complaintOf(history, error));
  const complaints = someOf("wrong-echo", errorCount, all);
  if (valid === "unknown")
    complaints.push({ anomaly: "nothing-asked", what: "nothing was asked", events: [] });
  return {
    valid,
    results: {
      "valid?": valid,
      errors: errors.map(({ expected, received }) => [
        "Expected a message with :echo",
        expected,
        "But received",
        received,
      ]),
    },
    complaints,
  };
}

function complaintOf(
  history: readonly HistoryEvent[],
  { operation, expected, received, type }: EchoError,
): Complaint {
  const asked = `${whoAndWhen(history, operation)} asked for the echo of ${quoted(expected)}`;
  const events = eventsOf(history, operation);
  return {
    anomaly: "wrong-echo",
    what: `${asked} and got ${type === "ok" ? quoted(received) : insteadOf(history[events[1]!])}`,
    events,
    value: expected,
  };
}

/** What a client got in place of an echo. */
function insteadOf(end: HistoryEvent | undefined): string {
  const error = end?.error;
  if (error === undefined) return "none";
  if (error === "net-timeout") return `no answer within ${CLIENT_TIMEOUT_MS / 1000} s`;
  return errorInWords(error);
}
