/**
 * Conversations of workloads' clients against a plain function in place of a node.
 *
 * @module
 */
import type { Json } from "../../coordinator/checkers/history/history.ts";
import type { Ask, Client, Done, Worker } from "../../coordinator/workbench/workload.ts";
import type { Body } from "../../robots/node/message.ts";
import type { Content } from "../../robots/node/node.ts";

/** What was asked of the node in one operation, and how that ended. */
export interface Performance {
  readonly asked: readonly Content[];
  readonly done: Done;
}

/** Requests of one operation; more are taken for a client that never ends. */
const REQUESTS_MAX = 1000;

/**
 * Performs an operation. Errors of the client, such as `MalformedAnswer`, come out as they are.
 *
 * @param answer A node: the body of its answer, `in_reply_to` is put in.
 */
export function perform(
  client: Client,
  ask: Ask | { readonly f: string; readonly value?: Json },
  answer: (content: Content) => Content,
): Performance {
  const asked: Content[] = [];
  const conversation = client.perform({ value: null, ...ask });
  let step = conversation.next();
  while (step.done !== true) {
    if (asked.length === REQUESTS_MAX)
      throw new Error(`cannot perform ${ask.f} as it must end: ${REQUESTS_MAX} requests`);
    asked.push(step.value);
    const body: Body = { ...answer(step.value), in_reply_to: asked.length };
    step = conversation.next(body);
  }
  return { asked, done: step.value };
}

/** A worker, as the workbench would hand it to a workload. */
export function workerOf(thread = 0, more: Partial<Worker> = {}): Worker {
  return { thread, process: thread, node: "n1", nowNs: 0, ...more };
}
