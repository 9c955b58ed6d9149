/**
 * The engine's messages as messages of nodes: bytes in base64, best effort. What gets lost on the way
 * nobody notices.
 *
 * ```text
 * {type: "gossip", bytes: "Cg…", at: 1234}      at: the sender's time (cluster_clock.ts), ms
 * ```
 *
 * @module
 */
import { isRobotId, type RobotId, robotId } from "../engine/ids.ts";
import type { Message } from "../node/message.ts";
import type { Node } from "../node/node.ts";
import {
  MESSAGE_BYTES_MAX,
  oversize,
  type Transport,
  TransportClosed,
  type TransportHandlers,
} from "../transport/transport.ts";
import type { ClusterClock } from "./cluster_clock.ts";

export const GOSSIP_TYPE = "gossip";

/** Of the largest message, in base64. */
const TEXT_CHARS_MAX = 4 * Math.ceil(MESSAGE_BYTES_MAX / 3);

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The names of nodes as those of robots, and back. */
export class RobotNames {
  readonly #robots = new Map<string, RobotId>();
  readonly #nodes = new Map<RobotId, string>();

  /** @param nodes All of them. Should one have a name that no robot can have, they are numbered. */
  constructor(nodes: readonly string[]) {
    const areNames = nodes.every(isRobotId);
    for (const [position, node] of [...nodes].sort().entries()) {
      const robot = robotId(areNames ? node : `node.${position}`);
      this.#robots.set(node, robot);
      this.#nodes.set(robot, node);
    }
  }

  /** All robots, in the same order at every node. */
  get robots(): RobotId[] {
    return [...this.#nodes.keys()];
  }

  /** `undefined` for strangers. */
  robotOf(node: string): RobotId | undefined {
    return this.#robots.get(node);
  }

  nodeOf(robot: RobotId): string | undefined {
    return this.#nodes.get(robot);
  }
}

export class NodeTransport implements Transport {
  readonly self: RobotId;
  readonly #node: Pick<Node, "on" | "send">;
  readonly #names: RobotNames;
  readonly #clock: ClusterClock;
  #handlers: TransportHandlers | undefined;
  #isClosed = false;

  /** @param names Those of all nodes, this one too. */
  constructor(node: Pick<Node, "id" | "on" | "send">, names: RobotNames, clock: ClusterClock) {
    const self = names.robotOf(node.id);
    if (self === undefined) throw new RangeError(`cannot gossip as nobody is named ${node.id}`);
    this.self = self;
    this.#node = node;
    this.#names = names;
    this.#clock = clock;
  }

  start(handlers: TransportHandlers): Promise<void> {
    if (this.#isClosed) return Promise.reject(new TransportClosed(this.self));
    this.#handlers = handlers;
    this.#node.on(GOSSIP_TYPE, (message) => this.#receive(message));
    return Promise.resolve();
  }

  send(to: RobotId, bytes: Uint8Array): Promise<void> {
    if (this.#isClosed) return Promise.reject(new TransportClosed(this.self));
    if (bytes.length > MESSAGE_BYTES_MAX) return Promise.reject(oversize(bytes.length));
    const node = this.#names.nodeOf(to);
    if (node !== undefined) {
      const { buffer, byteOffset, byteLength } = bytes;
      const text = Buffer.from(buffer, byteOffset, byteLength).toString("base64");
      // Rounded up, so that no stamp that goes with it lies beyond.
      const at = Math.ceil(this.#clock.now());
      this.#node.send(node, { type: GOSSIP_TYPE, bytes: text, at });
    }
    return Promise.resolve();
  }

  /** A message is delivered at once and is nowhere after that. */
  forget(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.#isClosed = true;
    this.#handlers = undefined;
    return Promise.resolve();
  }

  #receive({ src, body: { bytes: text, at } }: Message): void {
    if (this.#handlers === undefined) return;
    const problem = this.#names.robotOf(src) === undefined ? "its sender is no node" : flaw(text);
    if (problem !== undefined) {
      const evidence = new TextEncoder().encode(JSON.stringify(text));
      this.#handlers.malformed(evidence, problem, src);
      return;
    }
    this.#clock.hear(at);
    this.#handlers.message(new Uint8Array(Buffer.from(text as string, "base64")), src);
  }
}

/** Why a text is not the base64 of a message. */
function flaw(text: unknown): string | undefined {
  if (typeof text !== "string") return "its bytes are no text";
  if (text.length > TEXT_CHARS_MAX) return `more than ${MESSAGE_BYTES_MAX} bytes`;
  return BASE64.test(text) ? undefined : "its bytes are not base64";
}
