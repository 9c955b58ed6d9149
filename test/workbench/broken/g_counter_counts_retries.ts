/**
 * Tells each addition until it is confirmed, and adds it each time that it hears of it: when messages or
 * confirmations get lost, reads become impossibly large, `impossible-read` and `final-read`.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";

const TIMEOUT_MS = 100;

export default (node: Node): void => {
  let sum = 0;
  const tell = (peer: string, delta: number): void => {
    node.rpc(peer, { type: "learn", delta }, TIMEOUT_MS).catch(() => tell(peer, delta));
  };
  node.on<{ delta: number }>("add", ({ body: { delta } }) => {
    sum += delta;
    for (const peer of node.peers) tell(peer, delta);
    return { type: "add_ok" };
  });
  node.on<{ delta: number }>("learn", ({ body }) => {
    sum += body.delta;
    return { type: "learn_ok" };
  });
  node.on("read", () => ({ type: "read_ok", value: sum }));
};
