/**
 * Clients at work: each thread performs one operation at a time, talks to one node about it, and writes
 * into the history what it asked and what became of it. As in Jepsen a thread whose operation stays
 * open goes on as a new process with a new client.
 *
 * @module
 */
import { errorName, isDefinite } from "../../robots/node/message.ts";
import type { Content } from "../../robots/node/node.ts";
import type { HistoryEvent, Json } from "../checkers/history/history.ts";
import { type Cancel, type Clock, NS_PER_MS } from "./clock.ts";
import type { Envelope } from "./envelope.ts";
import type { Network } from "./network.ts";
import type { BadAnswer } from "./record.ts";
import {
  type Ask,
  type Client,
  type Conversation,
  type Done,
  MalformedAnswer,
} from "./workload.ts";
import type { Worker, Workload } from "./workload.ts";

/** Before a client gives up, as in Maelstrom. */
export const CLIENT_TIMEOUT_MS = 5000;

export interface ThreadOptions {
  readonly clock: Clock;
  readonly network: Network;
  readonly workload: Workload;
  readonly nodes: readonly string[];
  readonly concurrency: number;
  /** Gives each client its name. */
  readonly clientName: () => string;
  readonly write: (event: HistoryEvent) => void;
  readonly opened: (process: number, node: string) => void;
  readonly badAnswer: (bad: BadAnswer) => void;
  /** Some thread became free. */
  readonly freed: (thread: number) => void;
}

/** One request that a client waits for. */
interface Waiting {
  readonly messageId: number;
  readonly heard: (body: Envelope["body"]) => void;
  readonly cancel: Cancel;
}

interface Thread {
  readonly index: number;
  process: number;
  node: string;
  name: string;
  client: Client;
  lastMessageId: number;
  waiting: Waiting | undefined;
  isBusy: boolean;
}

/** All threads of a run. */
export class Threads {
  readonly #options: ThreadOptions;
  readonly #threads: Thread[] = [];
  /** Events written so far: positions in the history. */
  #written = 0;

  constructor(options: ThreadOptions) {
    this.#options = options;
    for (let index = 0; index < options.concurrency; index++)
      this.#threads.push(this.#open(index, index));
  }

  get count(): number {
    return this.#threads.length;
  }

  isFree(thread: number): boolean {
    return !this.#threads[thread]!.isBusy;
  }

  get busy(): number {
    return this.#threads.filter(({ isBusy }) => isBusy).length;
  }

  worker(thread: number): Worker {
    const { index, process: client, node } = this.#threads[thread]!;
    return { thread: index, process: client, node, nowNs: this.#options.clock.nowNs() };
  }

  /** Sends a greeting from every thread and waits for the answers; resolves with what went wrong. */
  async greet(greeting: Content, answer: string): Promise<string | undefined> {
    const heard = this.#threads.map(
      (thread) =>
        new Promise<string | undefined>((resolve) => {
          this.#request(thread, greeting, (body) => {
            if (body?.type === answer) resolve(undefined);
            else
              resolve(`${thread.node} must answer ${greeting.type} with ${answer}: ${told(body)}`);
          });
        }),
    );
    return (await Promise.all(heard)).find((problem) => problem !== undefined);
  }

  /** Begins an operation on a free thread. */
  perform(index: number, ask: Ask): void {
    const thread = this.#threads[index]!;
    thread.isBusy = true;
    const invokedAt = this.#written;
    this.#write(thread, ask, "invoke", ask.value);
    this.#go(thread, ask, invokedAt, thread.client.perform(ask));
  }

  /** Nobody waits for anything any more. */
  close(): void {
    for (const thread of this.#threads) {
      thread.waiting?.cancel();
      thread.waiting = undefined;
      this.#options.network.detach(thread.name);
    }
  }

  #go(thread: Thread, ask: Ask, invokedAt: number, conversation: Conversation): void {
    const step = (
      advance: () => IteratorResult<Content, Done>,
      request: Json,
      answer: Json,
    ): void => {
      let next;
      try {
        next = advance();
      } catch (error) {
        if (!(error instanceof MalformedAnswer)) throw error;
        const { node } = thread;
        const atNs = this.#options.clock.nowNs();
        const reason = error.message;
        this.#options.badAnswer({ node, atNs, event: invokedAt, request, answer, reason });
        this.#end(thread, ask, "info", ask.value, ["malformed-answer", reason]);
        return;
      }
      if (next.done === true) {
        this.#end(thread, ask, next.value.type, next.value.value);
        return;
      }
      const content = next.value;
      this.#request(thread, content, (body) => {
        if (body === undefined) this.#fail(thread, ask, false, "net-timeout");
        else if (body.type === "error") {
          const code = typeof body["code"] === "number" ? body["code"] : Number.NaN;
          const text = (body["text"] ?? null) as Json;
          this.#fail(thread, ask, isDefinite(code), [errorName(code), text]);
        } else step(() => conversation.next(body), content as Json, body as Json);
      });
    };
    step(() => conversation.next(), null, null);
  }

  /** What failed for certain is `fail`; what changes nothing may count as failed, too. */
  #fail(thread: Thread, ask: Ask, isDefiniteFailure: boolean, error: Json): void {
    const isFailure = isDefiniteFailure || this.#options.workload.idempotent.includes(ask.f);
    this.#end(thread, ask, isFailure ? "fail" : "info", ask.value, error);
  }

  #end(thread: Thread, ask: Ask, type: Done["type"], value: Json, error?: Json): void {
    this.#write(thread, ask, type, value, error);
    thread.isBusy = false;
    if (type === "info") {
      this.#options.network.detach(thread.name);
      const index = thread.index;
      this.#threads[index] = this.#open(index, thread.process + this.#options.concurrency);
    }
    this.#options.freed(thread.index);
  }

  #open(index: number, id: number): Thread {
    const { nodes, network, workload, clientName, clock, opened } = this.#options;
    const node = nodes[id % nodes.length]!;
    const worker: Worker = { thread: index, process: id, node, nowNs: clock.nowNs() };
    const thread: Thread = {
      index,
      process: id,
      node,
      name: clientName(),
      client: workload.newClient(worker),
      lastMessageId: 0,
      waiting: undefined,
      isBusy: false,
    };
    network.attach(thread.name, {
      kind: "client",
      deliver: ({ body }) => {
        const { waiting } = thread;
        // An answer that came too late, or the second copy of one.
        if (waiting === undefined || body.in_reply_to !== waiting.messageId) return;
        thread.waiting = undefined;
        waiting.cancel();
        waiting.heard(body);
      },
    });
    opened(id, node);
    return thread;
  }

  /** Asks the thread's node; hears the answer, or nothing when none comes in time. */
  #request(
    thread: Thread,
    content: Content,
    heard: (body: Envelope["body"] | undefined) => void,
  ): void {
    const { clock, network, workload } = this.#options;
    const messageId = ++thread.lastMessageId;
    const timeoutNs = (workload.timeoutMs ?? CLIENT_TIMEOUT_MS) * NS_PER_MS;
    const cancel = clock.at(clock.nowNs() + timeoutNs, () => {
      thread.waiting = undefined;
      heard(undefined);
    });
    thread.waiting = { messageId, heard, cancel };
    network.send({ src: thread.name, dest: thread.node, body: { ...content, msg_id: messageId } });
  }

  #write(
    { process: id }: Thread,
    { f, final = false }: Ask,
    type: HistoryEvent["type"],
    value: Json,
    error?: Json,
  ): void {
    this.#written += 1;
    this.#options.write({
      process: id,
      type,
      f,
      value,
      timeNs: this.#options.clock.nowNs(),
      ...(final ? { final } : {}),
      ...(error === undefined ? {} : { error }),
    });
  }
}

function told(body: Envelope["body"] | undefined): string {
  return body === undefined ? "it did not answer in time" : `got ${JSON.stringify(body)}`;
}
