/**
 * `lin-kv`: a linearizable key-value store (`Linearizable` in src/maelstrom/service.clj of
 * jepsen-io/maelstrom). An operation happens the moment its request arrives.
 *
 * @module
 */
import type { Message } from "../../../robots/node/message.ts";
import type { Content } from "../../../robots/node/node.ts";
import type { Json } from "../../checkers/history/history.ts";
import { type Key, keyValueRequest } from "./key_value_request.ts";
import type { Service } from "./service.ts";

export class LinKv implements Service {
  readonly #values = new Map<Key, Json>();

  answer(message: Message): Content {
    const request = keyValueRequest(message);
    if (request.kind === "refused") return request.answer;
    const { answer, next } = request.step(this.#values.get(request.key));
    if (next !== undefined) this.#values.set(request.key, next);
    return answer;
  }
}
