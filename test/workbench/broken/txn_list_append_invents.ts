/**
 * Puts an element at the end of every read that nobody has appended: `unwritten-value`.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";
import { answering } from "../parts/answering.ts";
import txnListAppend from "../right/txn_list_append.ts";

type Operation = readonly ["r" | "append", key: number, value: unknown];

export default (node: Node): void => {
  let heard = 0;
  txnListAppend(
    answering(node, "txn", (answer) => {
      heard += 1;
      if (heard % 10 !== 0) return answer;
      const txn = (answer["txn"] as Operation[]).map(([f, key, value]) => [
        f,
        key,
        f === "r" && Array.isArray(value) ? [...value, -heard] : value,
      ]);
      return { ...answer, txn };
    }),
  );
};
