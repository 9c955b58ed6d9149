/**
 * Asks the `lin-kv` service and hands on what it says, errors too: as linearizable as that, at any
 * number of nodes.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";

export default (node: Node): void => {
  for (const type of ["read", "write", "cas"]) {
    node.on(type, async ({ body }) => {
      const { msg_id: _, ...request } = body;
      const { in_reply_to: __, msg_id: ___, ...answer } = await node.rpc("lin-kv", request);
      return answer;
    });
  }
};
