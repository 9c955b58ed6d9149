/**
 * Challenge 1, echo: says what it was told.
 *
 * @module
 */
import type { Node } from "../node/node.ts";

export default (node: Node): void => {
  node.on("echo", ({ body }) => ({ type: "echo_ok", echo: body.echo }));
};
