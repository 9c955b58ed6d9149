/**
 * Says what it hears.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";

export default (node: Node): void => {
  node.on("echo", ({ body }) => ({ type: "echo_ok", echo: body["echo"] }));
};
