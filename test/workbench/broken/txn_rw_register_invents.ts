/**
 * Reads a value now and then that nobody has written: `unwritten-value`. The original checker does not
 * mind.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";
import { answering } from "../parts/answering.ts";
import txnRwRegister from "../right/txn_rw_register_available.ts";

type Operation = readonly ["r" | "w", key: number, value: unknown];

export default (node: Node): void => {
  let heard = 0;
  txnRwRegister(
    answering(node, "txn", (answer, { body }) => {
      const [first] = body["txn"] as Operation[];
      heard += 1;
      if (heard % 10 !== 0 || first?.[0] !== "r") return answer;
      const [, ...others] = answer["txn"] as Operation[];
      return { ...answer, txn: [["r", first[1], -heard], ...others] };
    }),
  );
};
