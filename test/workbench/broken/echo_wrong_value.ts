/**
 * Changes what it says now and then: `wrong-echo`.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";

export default (node: Node): void => {
  let heard = 0;
  node.on("echo", ({ body }) => {
    heard += 1;
    return { type: "echo_ok", echo: heard % 20 === 0 ? `${String(body["echo"])}!` : body["echo"] };
  });
};
