/**
 * Two that ask at the same time get each other's answer: `wrong-echo`. With one client at a time nothing
 * is to be seen.
 *
 * @module
 */
import type { Message } from "../../../robots/node/message.ts";
import type { Node } from "../../../robots/node/node.ts";

const WAIT_MS = 50;

export default (node: Node): void => {
  let alone: Message | undefined;
  const answer = (to: Message, echo: unknown): void => node.reply(to, { type: "echo_ok", echo });
  node.on("echo", (request) => {
    const other = alone;
    if (other !== undefined) {
      alone = undefined;
      answer(request, other.body["echo"]);
      answer(other, request.body["echo"]);
      return;
    }
    alone = request;
    node.after(WAIT_MS, () => {
      if (alone !== request) return;
      alone = undefined;
      answer(request, request.body["echo"]);
    });
  });
};
