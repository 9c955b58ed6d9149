/**
 * Requests of one life that wait for their answers.
 *
 * @module
 */
import type { Body } from "./message.ts";
import { ERROR_CODES, RpcError } from "./message.ts";
import type { Cancel } from "./node.ts";

/**
 * Each life begins to count somewhere below this. A node that was killed may get answers to requests of
 * its life before: they must not look like answers to those of this one.
 */
const FIRST_ID_MAX = 1_000_000;

/** A request on its way. */
export interface OpenRequest {
  /** For `msg_id`. */
  readonly id: number;
  /** Rejects with an {@linkcode RpcError}. */
  readonly answer: Promise<Body>;
}

interface Waiting {
  resolve(body: Body): void;
  reject(error: RpcError): void;
  readonly cancel: Cancel;
}

export class Requests {
  readonly #after: (delayMs: number, action: () => void) => Cancel;
  readonly #waiting = new Map<number, Waiting>();
  #lastId: number;

  /** @param luck Uniform in [0, 1). */
  constructor(luck: number, after: (delayMs: number, action: () => void) => Cancel) {
    this.#lastId = Math.floor(luck * FIRST_ID_MAX);
    this.#after = after;
  }

  /** @param what For people, when no answer comes. */
  open(what: string, timeoutMs: number): OpenRequest {
    const id = ++this.#lastId;
    const { promise: answer, resolve, reject } = Promise.withResolvers<Body>();
    const cancel = this.#after(timeoutMs, () => {
      this.#waiting.delete(id);
      reject(new RpcError("timeout", `${what}: no answer within ${timeoutMs} ms`));
    });
    this.#waiting.set(id, { resolve, reject, cancel });
    return { id, answer };
  }

  /** Hears an answer. It may be late: given up, heard before, or asked for in an earlier life. */
  hear(id: number, body: Body): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    this.#waiting.delete(id);
    waiting.cancel();
    if (body.type === "error") waiting.reject(errorOf(body));
    else waiting.resolve(body);
  }

  /** No answer will be heard, and none missed. */
  end(): void {
    for (const { cancel } of this.#waiting.values()) cancel();
    this.#waiting.clear();
  }
}

function errorOf({ code, text }: Body): RpcError {
  return new RpcError(
    typeof code === "number" ? code : ERROR_CODES.crash,
    typeof text === "string" ? text : "",
  );
}
