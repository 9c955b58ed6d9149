/**
 * Says more than it was asked for, and answers are closed: `malformed-answer`.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";

export default (node: Node): void => {
  node.on("echo", ({ body }) => ({ type: "echo_ok", echo: body["echo"], from: node.id }));
};
