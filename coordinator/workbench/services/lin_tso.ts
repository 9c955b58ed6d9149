/**
 * `lin-tso`: gives timestamps, whole numbers from 0 that are used once each and always go up
 * (`PersistentTSO` in src/maelstrom/service.clj of jepsen-io/maelstrom).
 *
 * @module
 */
import type { Message } from "../../../robots/node/message.ts";
import type { Content } from "../../../robots/node/node.ts";
import { errorContent, type Service } from "./service.ts";

export class LinTso implements Service {
  #next = 0;

  answer({ body }: Message): Content {
    if (body.type === "ts") return { type: "ts_ok", ts: this.#next++ };
    const text = `cannot answer as lin-tso knows ts: got ${JSON.stringify(body.type)}`;
    return errorContent("not-supported", text);
  }
}
