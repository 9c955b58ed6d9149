/**
 * Challenge 6a, transactions on one node: as on many (txn_node.ts). Without peers nothing is sent, and
 * transactions happen one after the other: with one node that is strict serializability.
 *
 * @module
 */
export { txnNode as default } from "./txn_node.ts";
