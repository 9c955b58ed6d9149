/**
 * Broadcast along the topology that the clients suggest (challenges 3a to 3c): a node tells its neighbours
 * what is new to it, and tells them again, one pause longer each time, until they confirm it. So
 * nothing is lost to lossy links and partitions, only late; and what is told twice is held once.
 *
 * A node that begins asks its neighbours for everything: it may have been killed and not know what it
 * has forgotten. Without a topology, as clients send it only once, all nodes are its neighbours.
 *
 * **What a kill costs.** With `--answer at-once` (the default) a killed node takes along what none of its
 * neighbours has heard from it: nothing, on links that neither lose nor cut, unless news wait for company
 * (`--batch-ms`). With `--answer spread` a client is answered, and sees its news, when two neighbours have
 * confirmed, or the only one: then they outlive a kill of this node, and of one of the others. A node that was
 * restarted shows less than before until it is brought up to date.
 *
 * Not for few messages: broadcast_hub.ts is.
 *
 * @module
 */
import type { Message } from "../node/message.ts";
import type { Cancel, Content, Node } from "../node/node.ts";
import { Elements } from "./broadcast_elements.ts";
import { Neighbour } from "./broadcast_neighbour.ts";
import { oneOf, optionsOf, wholeNumber } from "./options.ts";

const OPTIONS = {
  /** How long news wait for company. 0: not beyond the moment. */
  "batch-ms": wholeNumber(0, 0, 10_000),
  /** When a client is answered: at once, or when others have confirmed. */
  answer: oneOf(["at-once", "spread"]),
};

/** Neighbours that must have news before a client is answered, if it is not answered at once. */
const COPIES = 2;

/** News whose client is not answered yet. */
interface Waiting {
  readonly requests: Message<object>[];
  /** Who has them. */
  readonly copies: Set<string>;
}

/** How often a node looks whether a confirmation is late. */
const LOOK_MS = 100;

/** A node that has heard no topology for so long, milliseconds, has been restarted. */
const TOPOLOGY_MS_MAX = 1000;

export default (node: Node): void => {
  const { answer, "batch-ms": batchMs } = optionsOf(node.args, OPTIONS);
  const elements = new Elements();
  const neighbours = new Map<string, Neighbour>();
  /** Clients that wait for an answer, by element. */
  const waiting = new Map<string, Waiting>();
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

  /** A neighbour has these. */
  const confirmed = (news: readonly unknown[], by: string): void => {
    neighbours.get(by)?.confirm(news);
    if (waiting.size === 0) return;
    for (const element of news) {
      const key = JSON.stringify(element);
      const found = waiting.get(key);
      if (found === undefined || found.copies.add(by).size < Math.min(COPIES, neighbours.size))
        continue;
      for (const request of found.requests) node.reply(request, OK);
      waiting.delete(key);
    }
  };

  node.on<{ topology: Record<string, string[]> }>("topology", ({ body }) => {
    hasTopology = true;
    meet(body.topology[node.id] ?? node.peers);
    return { type: "topology_ok" };
  });
  node.on("read", () => ({
    type: "read_ok",
    messages:
      waiting.size === 0
        ? elements.list
        : elements.list.filter((element) => !waiting.has(JSON.stringify(element))),
  }));
  node.on<{ message: unknown }>("broadcast", (request) => {
    const { message } = request.body;
    const key = JSON.stringify(message);
    const isOld = elements.has(message) && !waiting.has(key);
    if (answer === "at-once" || node.peers.length === 0 || isOld) node.reply(request, OK);
    else {
      if (!waiting.has(key)) waiting.set(key, { requests: [], copies: new Set() });
      waiting.get(key)!.requests.push(request);
    }
    learn([message]);
  });

  node.on<{ news: unknown[] }>("tell", ({ src, body: { news } }) => {
    // Who tells it has it.
    confirmed(news, src);
    learn(news, src);
    node.send(src, { type: "confirm", news });
  });
  node.on<{ news: unknown[] }>("confirm", ({ src, body: { news } }) => confirmed(news, src));
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

const OK: Content = { type: "broadcast_ok" };
