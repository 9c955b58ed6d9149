/**
 * A right node with one thing wrong: requests or answers of one type are not what they were.
 *
 * @module
 */
import type { Message } from "../../../robots/node/message.ts";
import type { Content, Handler, Node } from "../../../robots/node/node.ts";

/** Stands between a program and its requests: `handle` is what the program would do. */
export type Between = (
  request: Message,
  handle: (request: Message) => Promise<Content | void>,
) => Promise<Content | void>;

/** The same node, but for how it handles requests of a type. */
export function handling(node: Node, type: string, between: Between): Node {
  const on = (name: string, handler: Handler): void => {
    if (name !== type) node.on(name, handler);
    else node.on(name, (request) => between(request, async (passed) => handler(passed)));
  };
  return overlaid(node, { on } as Partial<Node>);
}

/** The same node, but for its answers to requests of a type; errors are as they were. */
export function answering(
  node: Node,
  type: string,
  change: (answer: Content, request: Message) => Content,
): Node {
  return handling(node, type, async (request, handle) => {
    const answer = await handle(request);
    return answer === undefined ? answer : change(answer, request);
  });
}

function overlaid(node: Node, changes: Partial<Node>): Node {
  return new Proxy(node, {
    get(target, name): unknown {
      if (name in changes) return Reflect.get(changes, name);
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
