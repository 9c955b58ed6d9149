/**
 * Says what it heard the time before: `wrong-echo`.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";

export default (node: Node): void => {
  let previous: unknown = "nothing yet";
  node.on("echo", ({ body }) => {
    const echo = previous;
    previous = body["echo"];
    return { type: "echo_ok", echo };
  });
};
