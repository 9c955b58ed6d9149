/**
 * The workload `lin-kv`: registers by key, which clients read, write, and change when they hold what
 * one expects. Each must be linearizable.
 *
 * @module
 */
import { randomBelow } from "../../../robots/engine/random.ts";
import type { Random } from "../../../robots/engine/random.ts";
import { errorName, ERROR_CODES } from "../../../robots/node/message.ts";
import type { HistoryEvent, Json } from "../../checkers/history/history.ts";
import { isList } from "../../checkers/history/json_values.ts";
import { checkLinearizability } from "../../checkers/history/linearizability.ts";
import type { KeyResult } from "../../checkers/history/linearizability.ts";
import type { OperationNote } from "../../checkers/history/linearizability_report.ts";
import { casRegister } from "../../checkers/history/register_model.ts";
import type { TestPlan } from "../plan.ts";
import type {
  Ask,
  Client,
  Complaint,
  Conversation,
  Source,
  Worker,
  Workload,
  WorkloadResult,
} from "../workload.ts";
import { anything, checkAnswer } from "./answer.ts";
import { eventOf, judged, keyOf, someOf } from "./verdicts.ts";

/** Makes the workload. */
export function linKv(plan: TestPlan): Workload {
  return {
    name: "lin-kv",
    newClient: () => new RegisterClient(),
    source: () => new RegisterSource(plan),
    idempotent: ["read"],
    // A fault should not keep clients waiting: each open operation makes judging harder.
    timeoutMs: Math.max(TIMEOUT_MS_MIN, LATENCIES_WAITED * plan.latency.meanMs),
    check: (history) => judged(() => check(history, plan)),
  };
}

const TIMEOUT_MS_MIN = 1000;
const LATENCIES_WAITED = 10;

/** Values are drawn from 0 up to, without, this: so few that `cas` often finds what it expects. */
const VALUES = 5;

/**
 * Processes that work on one key. A process ends with its open operation, so this bounds the open
 * operations of a key, and with them the work of judging it.
 */
const PROCESSES_PER_KEY_MAX = 20;

/** Threads that work on one key at a time. */
interface Group {
  readonly size: number;
  key: number;
  readonly processes: Set<number>;
}

/**
 * As jepsen.tests.linearizable-register: two threads for each node share a key, the first half of them
 * reads, the others write and cas. Where there are fewer threads, or some are left over, each of them
 * does both.
 */
class RegisterSource implements Source {
  readonly #nodes: number;
  readonly #concurrency: number;
  readonly #groups: Group[] = [];
  #nextKey = 0;

  constructor({ nodes, concurrency }: TestPlan) {
    this.#nodes = nodes.length;
    this.#concurrency = concurrency;
    const size = 2 * this.#nodes;
    for (let first = 0; first < concurrency; first += size)
      this.#groups.push({
        size: Math.min(size, concurrency - first),
        key: this.#nextKey++,
        processes: new Set(),
      });
  }

  next({ thread, process: client }: Worker, random: Random): Ask {
    const full = 2 * this.#nodes;
    const group = this.#groups[Math.floor((thread % this.#concurrency) / full)]!;
    this.#admit(client, group);
    const reads = group.size < full ? random() < 1 / 2 : thread % full < this.#nodes;
    if (reads) return { f: "read", value: [group.key, null] };
    const value = randomBelow(random, VALUES);
    if (randomBelow(random, 3) === 0) return { f: "write", value: [group.key, value] };
    return { f: "cas", value: [group.key, [value, randomBelow(random, VALUES)]] };
  }

  /** Takes the next key when this one has had enough processes: new ones beside the threads' first. */
  #admit(client: number, group: Group): void {
    const { processes, size } = group;
    if (!processes.has(client) && processes.size >= Math.max(PROCESSES_PER_KEY_MAX, 2 * size)) {
      group.key = this.#nextKey++;
      processes.clear();
    }
    processes.add(client);
  }
}

class RegisterClient implements Client {
  *perform({ f, value }: Ask): Conversation {
    if (!isList(value) || value.length !== 2)
      throw new RangeError(
        `cannot perform ${f} as its value must be [key, value]: got ${JSON.stringify(value)}`,
      );
    const [key, argument] = [value[0]!, value[1]!];
    switch (f) {
      case "read": {
        const { value: read } = checkAnswer(yield { type: "read", key }, "read_ok", {
          value: anything,
        });
        return { type: "ok", value: [key, read] };
      }
      case "write":
        checkAnswer(yield { type: "write", key, value: argument }, "write_ok", {});
        return { type: "ok", value };
      case "cas": {
        const [from, to] = isList(argument) ? argument : [];
        checkAnswer(yield { type: "cas", key, from, to }, "cas_ok", {});
        return { type: "ok", value };
      }
      default:
        throw new RangeError(`cannot perform ${f} as registers must be read, written or cas`);
    }
  }
}

function check(history: readonly HistoryEvent[], { judgement }: TestPlan): WorkloadResult {
  const { valid, failures, results } = checkLinearizability(
    judgement === "strict" ? withAbsences(history) : history,
    { model: casRegister(judgement), keyed: true },
  );
  const byKey = results.map((result) => [keyOf(result.key), resultOf(result, history)] as const);
  return {
    valid,
    results: { "valid?": valid, failures, results: Object.fromEntries(byKey) },
    complaints: [...nonlinearizable(results), ...undecided(results)],
  };
}

/**
 * Whoever is told that a key does not exist has read that there is nothing, and in strict judgement
 * that has to be true. In compat a failed operation says nothing.
 */
function withAbsences(history: readonly HistoryEvent[]): readonly HistoryEvent[] {
  const absent = errorName(ERROR_CODES["key-does-not-exist"]);
  const events = [...history];
  const open = new Map<number, number>();
  for (const [at, event] of history.entries()) {
    const { process: client, type, error } = event;
    if (type === "invoke") open.set(client, at);
    if (type !== "fail" || !isList(error) || error[0] !== absent) continue;
    const begun = open.get(client);
    const key = isList(event.value) ? event.value[0] : undefined;
    if (begun === undefined || key === undefined) continue;
    events[begun] = { ...events[begun]!, f: "read", value: [key, null] };
    events[at] = { ...event, type: "ok", f: "read", value: [key, null] };
  }
  return events;
}

function resultOf(result: KeyResult, history: readonly HistoryEvent[]): Json {
  const { valid, operations, configurations, failure, reason } = result;
  const linearizable: Record<string, Json> = { "valid?": valid, operations, configurations };
  if (reason !== undefined) linearizable["reason"] = reason;
  if (failure !== undefined) {
    const { value, completedAt, invokedAt } = failure.operation;
    const { value: _, ...op } = eventOf(history, completedAt ?? invokedAt);
    linearizable["op"] = { ...op, value };
    linearizable["configs"] = failure.states.map(({ state }) => ({ model: { value: state } }));
    linearizable["explanation"] = failure.explanation;
  }
  return { "valid?": valid, linearizable };
}

function nonlinearizable(results: readonly KeyResult[]): Complaint[] {
  const anomaly = "nonlinearizable";
  const all = results.flatMap(({ key, failure }): Complaint[] => {
    if (failure === undefined) return [];
    const { operation, states, fitsAfter, fitsAfterLater, explanation } = failure;
    const notes = [operation, fitsAfter, fitsAfterLater, ...states.map(({ leftBy }) => leftBy)];
    const events = notes.flatMap((note) => (note === null ? [] : [positionOf(note)]));
    return [{ anomaly, what: `key ${keyOf(key)}: ${explanation}`, events: inOrder(events) }];
  });
  return someOf(anomaly, all.length, all);
}

function undecided(results: readonly KeyResult[]): Complaint[] {
  const anomaly = "undecided";
  const all = results.flatMap(({ key, reason }): Complaint[] =>
    reason === undefined ? [] : [{ anomaly, what: `key ${keyOf(key)}: ${reason}`, events: [] }],
  );
  return someOf(anomaly, all.length, all);
}

function positionOf({ completedAt, invokedAt }: OperationNote): number {
  return completedAt ?? invokedAt;
}

function inOrder(events: readonly number[]): number[] {
  return [...new Set(events)].toSorted((a, b) => a - b);
}
