/**
 * Kafka on one node (challenge 5a): logs in memory, offsets without gaps.
 *
 * @module
 */
import type { Node } from "../node/node.ts";
import { KeyLogs } from "./kafka_logs.ts";
import { committedTooMuch, serveLogs } from "./kafka_requests.ts";

export default (node: Node): void => {
  const logs = new KeyLogs();
  serveLogs(node, {
    send: (key, message) => logs.append(key, message),
    poll: (offsets) => logs.poll(offsets),
    commit(offsets) {
      for (const [key, offset] of offsets)
        if (!logs.reaches(key, offset)) throw committedTooMuch(node);
      for (const [key, offset] of offsets) logs.commit(key, offset);
    },
    committed: (keys) => logs.committedOf(keys),
  });
};
