/**
 * Breaks at its tenth request: `crash`.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";

export default (node: Node): void => {
  let heard = 0;
  node.on("echo", ({ body }) => {
    heard += 1;
    if (heard === 10) throw new Error("ten are too many");
    return { type: "echo_ok", echo: body["echo"] };
  });
};
