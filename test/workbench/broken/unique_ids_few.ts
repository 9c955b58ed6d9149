/**
 * Draws ids from so few that two are equal soon (the birthday problem): `duplicated`.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";

const IDS = 10_000;

export default (node: Node): void => {
  node.on("generate", () => ({ type: "generate_ok", id: Math.floor(node.random() * IDS) }));
};
