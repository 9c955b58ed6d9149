/**
 * Goal: what a node promised or showed the next life of it knows, whatever the others have heard; a node
 * whose disk fails dies and promises nothing; and who comes back tells the others.
 */
import { describe, expect, it } from "vitest";
import broadcast from "../../../robots/glomers/broadcast.ts";
import broadcastHub from "../../../robots/glomers/broadcast_hub.ts";
import gCounter from "../../../robots/glomers/g_counter.ts";
import gSet from "../../../robots/glomers/g_set.ts";
import pnCounter from "../../../robots/glomers/pn_counter.ts";
import { MemoryDisk } from "../../../robots/node/disk.ts";
import type { Body } from "../../../robots/node/message.ts";
import type { NodeProgram } from "../../../robots/node/node.ts";
import type { HandDriven } from "../node/fixture.ts";
import { FullDisk, forgetful, life } from "./lives.ts";

interface Case {
  readonly program: NodeProgram;
  /** A client's request. */
  readonly write: Body;
  /** Something like it that n2 tells, and what is read when all this was taken in. */
  readonly news: Body;
  readonly both: unknown;
}

const ADD = { type: "add", msg_id: 1 };

/** What a node of the program tells others of a write. */
function gossiped(program: NodeProgram, write: Body): Body {
  const other = life(program, new MemoryDisk(), 0.5);
  other.hear(write);
  return other.bodies().find(({ type }) => type === "gossip")!;
}

const CASES: Readonly<Record<string, Case>> = {
  broadcast: {
    program: broadcast,
    write: { type: "broadcast", msg_id: 1, message: 5 },
    news: { type: "tell", news: [6] },
    both: [5, 6],
  },
  "broadcast-hub": {
    program: broadcastHub,
    write: { type: "broadcast", msg_id: 1, message: 5 },
    news: { type: "scatter", life: "a", number: 1, news: [6], got: [] },
    both: [5, 6],
  },
  "g-set": {
    program: gSet,
    write: { ...ADD, element: 5 },
    news: gossiped(gSet, { ...ADD, element: 6 }),
    both: [5, 6],
  },
  "g-counter": {
    program: gCounter,
    write: { ...ADD, delta: 5 },
    news: gossiped(gCounter, { ...ADD, delta: 6 }),
    both: 11,
  },
  "pn-counter": {
    program: pnCounter,
    write: { ...ADD, delta: -5 },
    news: gossiped(pnCounter, { ...ADD, delta: 6 }),
    both: 1,
  },
};

const EACH = Object.entries(CASES);

function readBy(node: HandDriven): unknown {
  node.bodies();
  node.hear({ type: "read", msg_id: 9 });
  const [{ messages, value } = {} as Body] = node.bodies().filter(({ type }) => type === "read_ok");
  return messages ?? value;
}

function types(node: HandDriven): string[] {
  return node.bodies().map(({ type }) => type);
}

describe("a node that was killed", () => {
  it.each(EACH)("knows what it promised and showed: %s", (_, { program, write, news, both }) => {
    const disk = new MemoryDisk();
    const first = life(program, disk);
    first.hear(write);
    expect(types(first)).toContain(`${write.type}_ok`);
    // It is killed at once; the one after it, too.
    const second = life(program, disk, 0.1);
    second.hear(news, "n2");
    expect(readBy(second)).toEqual(both);
    expect(readBy(life(program, disk, 0.2))).toEqual(both);
  });

  it.each(EACH)("and goes on from there: %s", (name, { program, write }) => {
    const disk = new MemoryDisk();
    for (let lives = 0; lives < 3; lives++) life(program, disk, lives / 4).hear(write);
    const read = readBy(life(program, disk, 0.9));
    const expected = { "g-counter": 15, "pn-counter": -15 }[name];
    expect(read).toEqual(expected ?? [5]);
  });

  it.each(EACH)(
    "has forgotten all when its disk died, too, and lives on: %s",
    (_, { program, write }) => {
      life(forgetful(program), new MemoryDisk()).hear(write);
      const next = life(forgetful(program), new MemoryDisk());
      expect([0, []]).toContainEqual(readBy(next));
      expect(next.broken).toEqual([]);
    },
  );

  it.each([
    ["broadcast", "tell"],
    ["broadcast-hub", "repair"],
    ["g-set", "gossip"],
    ["g-counter", "gossip"],
    ["pn-counter", "gossip"],
  ])("tells others, who may not know it, without being asked: %s", async (name, type) => {
    const { program, write } = CASES[name]!;
    const disk = new MemoryDisk();
    life(program, disk).hear(write);
    const next = life(program, disk, 0.1);
    await next.pass(1200);
    expect(types(next)).toContain(type);
  });
});

describe("a node whose disk is full", () => {
  it.each(EACH)("dies and acknowledges nothing: %s", (_, { program, write }) => {
    const node = life(program, new FullDisk());
    node.hear(write);
    expect(String(node.broken)).toBe("Error: no space left on device");
    expect(types(node)).toEqual([]);
  });

  it.each(EACH)("shows nothing and confirms nothing: %s", (_, { program, news }) => {
    const node = life(program, new FullDisk());
    node.hear(news, "n2");
    expect(readBy(node)).toBeUndefined();
    expect(String(node.broken)).toBe("Error: no space left on device");
  });

  it("confirms nothing as a hub", () => {
    const news = { type: "gather", batches: [1], news: ["x"], again: true };
    const [node, hub] = [life(broadcastHub, new FullDisk()), life(broadcastHub, new MemoryDisk())];
    for (const one of [node, hub]) one.hear(news, "n2");
    expect([types(node), types(hub)]).toEqual([[], ["got"]]);
  });

  it("tells nothing as a hub", async () => {
    const news = { type: "gather", batches: [1], news: ["x"] };
    const [node, hub] = [life(broadcastHub, new FullDisk()), life(broadcastHub, new MemoryDisk())];
    for (const one of [node, hub]) one.hear(news, "n2");
    for (const one of [node, hub]) await one.pass(400);
    expect([types(node), types(hub)]).toEqual([[], ["scatter", "scatter"]]);
  });
});

describe("a hub", () => {
  it("writes what comes from many in one go, before it tells anybody", async () => {
    let appends = 0;
    class CountingDisk extends MemoryDisk {
      override append(name: string, ...lines: readonly string[]): void {
        appends += 1;
        super.append(name, ...lines);
      }
    }
    const hub = life(broadcastHub, new CountingDisk());
    for (const peer of ["n2", "n3"])
      for (const element of [1, 2, 3])
        hub.hear({ type: "gather", batches: [element], news: [`${peer} ${element}`] }, peer);
    await hub.pass(400);
    expect([types(hub), appends]).toEqual([["scatter", "scatter"], 1]);
  });
});
