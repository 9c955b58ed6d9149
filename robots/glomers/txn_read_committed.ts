/**
 * Challenge 6c, totally available read committed: see txn_replica.ts for why nobody reads what was never
 * committed (G1a), what was not committed last (G1b), or in a circle (G1c).
 *
 * @module
 */
export { txnNode as default } from "./txn_node.ts";
