/**
 * Every node has its own registers and tells the others of its writes: clients of different nodes see
 * different values, `nonlinearizable`.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";
import { answering } from "../parts/answering.ts";
import linKv from "../right/lin_kv.ts";

export default (node: Node): void =>
  linKv(
    answering(node, "write", (answer, { src, body }) => {
      const { key, value } = body;
      if (!node.peers.includes(src))
        for (const peer of node.peers) node.send(peer, { type: "write", key, value });
      return answer;
    }),
  );
