/**
 * Challenge 6b, totally available read uncommitted: it is given more, as more costs nothing here
 * (txn_node.ts). Writes have one order, so there is no dirty write, and no dirty read either.
 *
 * @module
 */
export { txnNode as default } from "./txn_node.ts";
