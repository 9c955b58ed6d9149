/**
 * Broadcast along the topology that the clients suggest (challenges 3a to 3c): a node tells its neighbours
 * what is new to it, and tells them again, one pause longer each time, until they confirm it. So
 * nothing is lost to lossy links and partitions, only late; and what is told twice is held once.
 *
 * A node that begins asks its neighbours for everything, as it may have been killed and not know what it
 * has missed. Without a topology, as clients send it only once, all nodes are its neighbours.
 *
 * **What a kill costs.** Nothing: what a node holds is on its disk before anybody hears of it, and its next
 * life shows it and tells its neighbours. Without a disk (node.disk) a killed node takes along what none
 * of its neighbours has heard from it: nothing, on links that neither lose nor cut, unless news wait for
 * company (`--batch-ms`).
 *
 * Not for few messages: broadcast_hub.ts is.
 *
 * @module
 */
import type { Fields } from "../node/message.ts";
import type { Cancel, Node } from "../node/node.ts";
import { Elements } from "./broadcast_elements.ts";
import { Neighbour } from "./broadcast_neighbour.ts";
import { optionsOf, wholeNumber } from "./options.ts";

const OPTIONS = {
  "batch-ms": wholeNumber(0, 0, 10_000, "how long news wait for company, 0 not at all"),
};

/** How often a node looks whether a confirmation is late. */
const LOOK_MS = 100;

/** A node that has heard no topology for so long, milliseconds, has been restarted. */
const TOPOLOGY_MS_MAX = 1000;

export default (node: Node): void => {
  const { "batch-ms": batchMs } = optionsOf(node.args, OPTIONS);
  const elements = new Elements(node.disk);
  const neighbours = new Map<string, Neighbour>();
  let telling: Cancel | undefined;
  let hasTopology = false;

  const tell = (): void => {
    telling = undefined;
    for (const [name, neighbour] of neighbours) {
      const news = neighbour.due(node.now());
      if (news.length > 0) node.send(name, { type: "tell", news });
    }
  };

  const learn = (news: readonly unknown[], from?: string): void => {
    const fresh = elements.add(news);
    if (fresh.length === 0) return;
    elements.save();
    for (const [name, neighbour] of neighbours) if (name !== from) neighbour.owe(fresh);
    if (batchMs === 0) tell();
    else telling ??= node.after(batchMs, tell);
  };

  const meet = (names: readonly string[]): void => {
    for (const name of names) {
      if (neighbours.has(name) || name === node.id) continue;
      const neighbour = new Neighbour();
      neighbour.owe(elements.list);
      neighbours.set(name, neighbour);
    }
  };

  node.on("topology", ({ body: { topology } }) => {
    meet(neighboursIn(topology, node));
    hasTopology = true;
    return { type: "topology_ok" };
  });
  node.on("read", () => ({ type: "read_ok", messages: elements.list }));
  node.on<{ message?: unknown }>("broadcast", ({ body: { message } }) => {
    if (message === undefined)
      throw node.error("malformed-request", "broadcast must have a message");
    learn([message]);
    return { type: "broadcast_ok" };
  });

  node.on("tell", ({ src, body }) => {
    const news = newsIn(body, node);
    // Who tells it has it.
    neighbours.get(src)?.confirm(news);
    learn(news, src);
    node.send(src, { type: "confirm", news });
  });
  node.on("confirm", ({ src, body }) => {
    const news = newsIn(body, node);
    neighbours.get(src)?.confirm(news);
  });
  node.on("ask", ({ src }) => {
    // It is new, or has forgotten everything; if it is no neighbour, it is one now.
    meet([src]);
    neighbours.get(src)?.owe(elements.list);
    node.send(src, { type: "told" });
    tell();
  });
  node.on("told", ({ src }) => neighbours.get(src)?.answered());

  node.after(TOPOLOGY_MS_MAX, () => {
    if (!hasTopology) meet(node.peers);
  });
  node.every(LOOK_MS, () => {
    if (telling === undefined) tell();
    for (const [name, neighbour] of neighbours)
      if (neighbour.mustAsk(node.now())) node.send(name, { type: "ask" });
  });
};

/** Who is next to a node in a topology. One that it does not mention is next to all. */
function neighboursIn(topology: unknown, node: Node): readonly string[] {
  if (typeof topology !== "object" || topology === null || Array.isArray(topology))
    throw node.error("malformed-request", "topology must have a list of nodes for each node");
  if (!Object.hasOwn(topology, node.id)) return node.peers;
  const names = (topology as Readonly<Record<string, unknown>>)[node.id];
  if (!Array.isArray(names) || !names.every((name) => node.ids.includes(name)))
    throw node.error("malformed-request", `topology must have a list of nodes for ${node.id}`);
  return names;
}

function newsIn({ news }: Fields, node: Node): readonly unknown[] {
  if (Array.isArray(news)) return news;
  throw node.error("malformed-request", "news must be a list");
}
