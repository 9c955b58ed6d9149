/**
 * The services of a run, on its network.
 *
 * A request is carried out and answered in the moment in which it is delivered: there is no queue and
 * no thread in between that could fall behind. What a service knows is therefore never older than it
 * means to show, however slow the bench is just now. Only the network's latency lies between; with one
 * that varies, answers to requests that a node has open at the same time may come in another order.
 * The journal has the moment of each request and answer.
 *
 * @module
 */
import { hash32, KeyedRandom } from "../../../robots/engine/random.ts";
import type { Envelope } from "../envelope.ts";
import type { Network } from "../network.ts";
import { LinKv } from "./lin_kv.ts";
import { LinTso } from "./lin_tso.ts";
import { LwwKv } from "./lww_kv.ts";
import { SeqKv } from "./seq_kv.ts";
import type { Service } from "./service.ts";

const MAKERS: ReadonlyMap<string, () => Service> = new Map<string, () => Service>([
  ["lin-kv", () => new LinKv()],
  ["seq-kv", () => new SeqKv()],
  ["lww-kv", () => new LwwKv()],
  ["lin-tso", () => new LinTso()],
]);

/** Their names, as nodes address them. */
export const SERVICES: readonly string[] = [...MAKERS.keys()];

/** A power of two. Senders that share a count still draw by their own names. */
const COUNTS = 1024;

export interface ServicesOptions {
  readonly network: Pick<Network, "attach" | "send">;
  /** What chance decides is a matter of it, the service, the sender, and how manieth request it is. */
  readonly seed: string;
}

/** Makes new services with nothing in them, and attaches them to a network. */
export function attachServices({ network, seed }: ServicesOptions): void {
  const draws = new KeyedRandom(`${seed}:services`);
  for (const [name, make] of MAKERS) {
    const service = make();
    const salt = hash32(name);
    // Bounded, though senders may make up as many names as they like.
    const counts = new Uint32Array(COUNTS);
    const deliver = (request: Envelope): void => {
      const { src, body } = request;
      // Services ask nothing: the name is made up, and the two would answer each other for ever.
      if (MAKERS.has(src)) return;
      const sender = hash32(src);
      const count = counts[sender & (COUNTS - 1)]!++;
      draws.aim(salt, sender, count);
      const answer = service.answer(request, draws.next);
      // Maelstrom answers requests without an id, too: some nodes go by the type of what they hear.
      const about = body.msg_id === undefined ? {} : { in_reply_to: body.msg_id };
      network.send({ src: name, dest: src, body: { ...answer, ...about } });
    };
    network.attach(name, { kind: "service", deliver });
  }
}
