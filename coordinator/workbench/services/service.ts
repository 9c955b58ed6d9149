/**
 * What a service of the workbench is: something that answers requests of nodes, as Maelstrom's do
 * (doc/services.md and src/maelstrom/service.clj of jepsen-io/maelstrom). It knows neither time nor
 * the network: the answer depends on the requests until now and on chance alone.
 *
 * @module
 */
import type { Random } from "../../../robots/engine/random.ts";
import { ERROR_CODES, type ErrorName, type Message } from "../../../robots/node/message.ts";
import type { Content } from "../../../robots/node/node.ts";

export interface Service {
  /**
   * Carries a request out and says what came of it. A request that cannot be carried out is answered
   * with an error, and has changed nothing.
   *
   * @param random Decides what the service is free to decide, such as how old a state is read.
   */
  answer(request: Message, random: Random): Content;
}

/** An error as the protocol has it (doc/protocol.md). */
export function errorContent(error: ErrorName, text: string): Content {
  return { type: "error", code: ERROR_CODES[error], text };
}
