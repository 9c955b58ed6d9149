/**
 * Goal: messages of nodes carry the engine's as any medium does. The whole suite of conformance is not
 * for them: a node does not hear that a receiver is full or gone.
 */
import { describe, expect, it } from "vitest";

import { isRobotId, type RobotId } from "../../../robots/engine/ids.ts";
import { ClusterClock } from "../../../robots/glomers/cluster_clock.ts";
import { NodeTransport, RobotNames } from "../../../robots/glomers/node_transport.ts";
import type { Message } from "../../../robots/node/message.ts";
import type { Content, Handler } from "../../../robots/node/node.ts";
import { MESSAGE_BYTES_MAX, TransportClosed } from "../../../robots/transport/transport.ts";
import { type Bench, join, message } from "../../conformance/bench.ts";
import { faultConformance } from "../../conformance/fault_conformance.ts";
import { stateConformance } from "../../conformance/state_conformance.ts";

const NAMES = "abcdefgh".split("");

/** Nodes that hear each other's messages in order, a moment later. */
class Post {
  readonly #handlers = new Map<string, Handler<never>>();
  readonly names = new RobotNames(NAMES);

  transport(id: RobotId, nowMs = 0): NodeTransport {
    const node = {
      id,
      on: (_type: string, handler: Handler<never>) => void this.#handlers.set(id, handler),
      send: (dest: string, content: Content) => this.deliver({ src: id, dest, body: content }),
    };
    return new NodeTransport(node, this.names, new ClusterClock(() => nowMs));
  }

  deliver(sent: Message): void {
    const copy = JSON.parse(JSON.stringify(sent)) as Message<never>;
    setImmediate(() => void this.#handlers.get(sent.dest)?.(copy));
  }
}

function bench(): Promise<Bench> {
  const post = new Post();
  return Promise.resolve({
    transport: (id: RobotId) => Promise.resolve(post.transport(id)),
    lossless: true,
    unreadMessagesMax: 1001,
    dispose: () => Promise.resolve(),
  });
}

describe("the transport over messages of nodes, under faults", () => {
  faultConformance(bench);
});
describe("the transport over messages of nodes, with replicas", () => {
  stateConformance(bench);
});

describe("a transport", () => {
  it("delivers the exact bytes, from none to the largest message, and refuses more", async () => {
    const [a, b] = await pair();
    for (const size of [0, 1, 2, 3, 255, MESSAGE_BYTES_MAX]) {
      const bytes = Uint8Array.from({ length: size }, (_, n) => n * 7);
      await a.transport.send(b.id, bytes);
      bytes.fill(0);
      await settled();
      expect(b.received.at(-1)).toEqual(Uint8Array.from({ length: size }, (_, n) => n * 7));
    }
    const large = new Uint8Array(MESSAGE_BYTES_MAX + 1);
    await expect(a.transport.send(b.id, large)).rejects.toThrow(RangeError);
  });

  it("rejects what is sent after close, and delivers nothing any more", async () => {
    const [a, b] = await pair();
    await b.transport.close();
    await b.transport.close();
    await a.transport.send(b.id, message("late"));
    await settled();
    expect(b.received).toEqual([]);
    await expect(b.transport.send(a.id, message("late"))).rejects.toThrow(TransportClosed);
  });

  it.each([
    [{ bytes: 5 }, "its bytes are no text"],
    [{}, "its bytes are no text"],
    [{ bytes: "a" }, "its bytes are not base64"],
    [{ bytes: "AA=A" }, "its bytes are not base64"],
    [{ bytes: "A".repeat(2 * MESSAGE_BYTES_MAX) }, `more than ${MESSAGE_BYTES_MAX} bytes`],
  ])("tells of %j", async (fields, reason) => {
    expect(await flawOf("b", fields)).toBe(reason);
  });

  it("tells of what comes from a stranger", async () => {
    expect(await flawOf("c7", { bytes: "AAAA" })).toBe("its sender is no node");
    expect(await flawOf("b", { bytes: "AAAA" })).toBeUndefined();
  });
});

describe("names of robots", () => {
  it("are those of the nodes", () => {
    const names = new RobotNames(["n1", "n0"]);
    expect(names.robots).toEqual(["n0", "n1"]);
    expect(names.robotOf("n1")).toBe("n1");
    expect(names.robotOf("c1")).toBeUndefined();
  });

  it("are numbers for nodes with names that no robot can have, the same at all nodes", () => {
    const nodes = ["n-1", "ä", "n".repeat(100), "n2"];
    const names = new RobotNames(nodes);
    const others = new RobotNames(nodes.toReversed());
    for (const node of nodes) {
      const robot = names.robotOf(node)!;
      expect(isRobotId(robot)).toBe(true);
      expect(names.nodeOf(robot)).toBe(node);
      expect(others.robotOf(node)).toBe(robot);
    }
    expect(others.robots).toEqual(names.robots);
  });
});

describe("the clock of a cluster", () => {
  it("goes on from the latest time that it has heard of", () => {
    let localMs = 10;
    const clock = new ClusterClock(() => localMs);
    expect(clock.now()).toBe(10);
    clock.hear(5000);
    localMs = 15;
    expect(clock.now()).toBe(5005);
    clock.hear(100);
    for (const nothing of ["6000", undefined, NaN, Infinity]) clock.hear(nothing);
    expect(clock.now()).toBe(5005);
  });
});

function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}

async function pair() {
  const opened = await bench();
  return [await join(opened, "a"), await join(opened, "b")] as const;
}

async function flawOf(src: string, fields: object): Promise<string | undefined> {
  const post = new Post();
  let flaw: string | undefined;
  await post.transport("a" as RobotId).start({
    message: () => {},
    malformed: (_evidence, reason) => (flaw = reason),
    lost: () => {},
  });
  post.deliver({ src, dest: "a", body: { type: "gossip", ...fields } });
  await settled();
  return flaw;
}
