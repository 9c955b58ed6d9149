/**
 * Kafka on any number of nodes by way of `lin-kv` (challenge 5b). Nodes never talk to each other, so no
 * partition between them, loss or duplication can harm; and whatever was acknowledged is in the store,
 * so a killed node loses nothing. All requests of a period become one block of a chain in the store
 * (kafka_chain_keeper.ts): sends and commits are answered when they are in it, listings when the chain
 * was read to its end. Polls are answered from what the node has; it reads on in the background.
 *
 * ```text
 * --period-ms N   between two turns at the store; 0: at once, and polls read the chain to its end [10]
 * ```
 *
 * @module
 */
import type { Node } from "../node/node.ts";
import { ChainKeeper } from "./kafka_chain_keeper.ts";
import { committedTooMuch, serveLogs } from "./kafka_requests.ts";
import { lifeName } from "./life_name.ts";
import { optionsOf, wholeNumber } from "./options.ts";

/** Nobody waits longer for an answer. */
const PERIOD_MS_MAX = 5000;

const OPTIONS = { "period-ms": wholeNumber(10, 0, PERIOD_MS_MAX, "between two writes to lin-kv") };

export default (node: Node): void => {
  const { "period-ms": periodMs } = optionsOf(node.args, OPTIONS);
  const keeper = new ChainKeeper({
    store: node.kv("lin-kv"),
    periodMs,
    name: lifeName(node),
    now: () => node.now(),
    after: (delayMs, action) => void node.after(delayMs, action),
    sleep: (ms) => node.sleep(ms),
    isFailure: (caught) => node.isError(caught),
  });
  const { logs } = keeper.chain;
  const mustHaveRoom = (): void => {
    if (keeper.isFull) throw node.error("temporarily-unavailable", "too many requests wait");
  };
  serveLogs(node, {
    send(key, message) {
      mustHaveRoom();
      return keeper.send(key, message);
    },
    async poll(offsets) {
      if (periodMs === 0) await keeper.upToDate();
      else keeper.want();
      return logs.poll(offsets);
    },
    async commit(offsets) {
      mustHaveRoom();
      if (!(await keeper.commit(Object.fromEntries(offsets)))) throw committedTooMuch(node);
    },
    async committed(keys) {
      await keeper.upToDate();
      return logs.committedOf(keys);
    },
  });
};
