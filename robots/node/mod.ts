/**
 * What people who write nodes import, as `hearsay/node`. Mostly that is one type, which is gone when the
 * program runs, so a program needs nothing at its side:
 *
 * ```ts
 * import type { Node } from "hearsay/node";
 *
 * export default function counter(node: Node): void {
 *   let sum = 0;
 *   node.on<{ delta: number }>("add", ({ body }) => {
 *     if (body.delta < 0) throw node.error("precondition-failed", "a counter only grows");
 *     sum += body.delta;
 *     return { type: "add_ok" };
 *   });
 *   node.on("read", () => ({ type: "read_ok", value: sum }));
 * }
 * ```
 *
 * `hearsay node ./counter.ts` runs it on stdin and stdout. A life of a node can be driven by hand, too:
 *
 * @example
 * ```ts
 * import { LivingNode, type Node } from "./mod.ts";
 * function echo(node: Node): void {
 *   node.on("echo", ({ body }) => ({ type: "echo_ok", echo: body.echo }));
 * }
 * const node = new LivingNode(echo, {
 *   args: [],
 *   nowMs: () => 0,
 *   random: () => 0.5,
 *   after: () => () => {},
 *   send({ dest, body }) {
 *     console.log(dest, JSON.stringify(body));
 *     // c1 {"type":"init_ok","in_reply_to":1}
 *     // c1 {"type":"echo_ok","echo":"hi","in_reply_to":2}
 *   },
 *   log: (text) => console.error(text),
 *   broke: (error) => console.error(error),
 * });
 * const init = { type: "init", msg_id: 1, node_id: "n1", node_ids: ["n1"] };
 * node.receive({ src: "c1", dest: "n1", body: init });
 * node.receive({ src: "c1", dest: "n1", body: { type: "echo", msg_id: 2, echo: "hi" } });
 * ```
 *
 * @module
 */
export { LivingNode, type Surroundings } from "./living_node.ts";
export {
  type Body,
  ERROR_CODES,
  type ErrorName,
  type Fields,
  isDefinite,
  isRpcError,
  type Message,
  RpcError,
} from "./message.ts";
export type {
  Answer,
  Cancel,
  Content,
  Disk,
  Handler,
  KeyValue,
  Node,
  NodeProgram,
} from "./node.ts";
export { runOnStdio, type StdioOptions } from "./stdio.ts";
