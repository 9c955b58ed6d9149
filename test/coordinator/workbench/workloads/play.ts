/**
 * A workload against a plain function in place of its nodes: one operation after the other, so whatever
 * such a node does is linearizable.
 *
 * @module
 */
import { randomBelow, seededRandom } from "../../../../robots/engine/random.ts";
import type { Content } from "../../../../robots/node/node.ts";
import type { HistoryEvent } from "../../../../coordinator/checkers/history/history.ts";
import { NS_PER_MS } from "../../../../coordinator/workbench/clock.ts";
import type { TestPlan } from "../../../../coordinator/workbench/plan.ts";
import type { Ask, Client, Source, Workload } from "../../../../coordinator/workbench/workload.ts";
import { perform, workerOf } from "../../../support/perform.ts";

/** A node in memory: throws for an answer that is an error, which fails the operation. */
export type PlainNode = (content: Content) => Content;

/** The operation did not happen. */
export class Refused extends Error {}

export interface Played {
  readonly history: readonly HistoryEvent[];
  /** Whether all threads came to an end in the final phase. */
  readonly isOver: boolean;
}

/** Between two operations. */
const STEP_NS = 10 * NS_PER_MS;

/** The final phase is given up after so many steps: 10 s for each of ten threads. */
const FINAL_STEPS_MAX = 10_000;

export function play(
  workload: Workload,
  { concurrency, seed }: TestPlan,
  count: number,
  node: PlainNode,
): Played {
  const random = seededRandom(seed);
  const history: HistoryEvent[] = [];
  let nowNs = 0;
  const threads = Array.from({ length: concurrency }, (_, thread) => ({
    worker: workerOf(thread),
    client: workload.newClient(workerOf(thread)),
    isDone: false,
  }));

  /** Whether it found something to do. */
  const step = (source: Source): void => {
    nowNs += STEP_NS;
    const at = randomBelow(random, concurrency);
    const thread = threads[at]!;
    if (thread.isDone) return;
    const ask = source.next({ ...thread.worker, nowNs }, random);
    if (ask === "done") thread.isDone = true;
    if (ask === "later" || ask === "done") return;
    const { f, value } = ask;
    const write = (event: Pick<HistoryEvent, "type" | "value">): void => {
      const whole = { process: thread.worker.process, f, timeNs: nowNs, ...event };
      history.push(whole);
      source.heard?.(whole);
    };
    write({ type: "invoke", value });
    const ended = outcome(thread.client, ask, node);
    write(ended);
    if (ended.type !== "info") return;
    thread.worker = workerOf(at, { process: thread.worker.process + concurrency });
    thread.client = workload.newClient(thread.worker);
  };

  const source = workload.source();
  for (let at = 0; at < count; at++) step(source);
  const final = workload.finalSource?.();
  if (final === undefined) return { history, isOver: true };
  for (let at = 0; at < FINAL_STEPS_MAX && threads.some(({ isDone }) => !isDone); at++) step(final);
  return { history, isOver: threads.every(({ isDone }) => isDone) };
}

function outcome(client: Client, ask: Ask, node: PlainNode): Pick<HistoryEvent, "type" | "value"> {
  try {
    return perform(client, ask, node).done;
  } catch (error) {
    if (error instanceof Refused) return { type: "fail", value: ask.value };
    throw error;
  }
}
