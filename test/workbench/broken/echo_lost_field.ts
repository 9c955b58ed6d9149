/**
 * Answers, but does not say what: `malformed-answer`.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";

export default (node: Node): void => {
  node.on("echo", () => ({ type: "echo_ok" }));
};
