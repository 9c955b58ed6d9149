/**
 * Goal: conversations bring two nodes of broadcast together whatever gets lost, end when they are equal,
 * and end in vain when nobody answers.
 */
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../robots/engine/random.ts";
import { Elements } from "../../../robots/glomers/broadcast_elements.ts";
import { MemoryDisk } from "../../../robots/node/disk.ts";
import { Repairs, type Talk } from "../../../robots/glomers/broadcast_repair.ts";

interface Side {
  readonly name: string;
  readonly elements: Elements;
  readonly repairs: Repairs;
  readonly sent: Talk[];
}

function side(name: string, held: readonly unknown[]): Side {
  const elements = new Elements(new MemoryDisk());
  elements.add(held);
  const sent: Talk[] = [];
  return { name, elements, repairs: new Repairs(elements, (_, said) => sent.push(said)), sent };
}

/** Lets both talk until nothing is under way; returns how many messages went. */
function talk(a: Side, b: Side, nowMs: number, isLost = () => false): number {
  let count = 0;
  for (;;) {
    const [from, to] = a.sent.length > 0 ? [a, b] : [b, a];
    const message = from.sent.shift();
    if (message === undefined) return count;
    count += 1;
    if (!isLost()) to.repairs.hear(from.name, message, nowMs);
  }
}

const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => from + n);

const long = (n: number) => `${n} `.padEnd(1000, "x");

describe("elements", () => {
  it("are held once, whichever way they come", () => {
    const elements = new Elements(new MemoryDisk());
    expect(elements.add([1, "1", { a: 1 }, 1])).toEqual([1, "1", { a: 1 }]);
    expect(elements.add([1, 2])).toEqual([2]);
    expect(elements.list).toEqual([1, "1", { a: 1 }, 2]);
  });

  it("have equal digests in any order, and others when they differ", () => {
    const [a, b] = [side("a", [1, 2, 3]), side("b", [3, 1, 2])];
    expect(a.elements.digest).toBe(b.elements.digest);
    b.elements.add([4]);
    expect(a.elements.digest).not.toBe(b.elements.digest);
  });
});

describe("a repair", () => {
  it("gives both what they lack and sees that they are equal", () => {
    const [a, b] = [side("a", numbers(0, 900)), side("b", numbers(100, 1000))];
    a.repairs.begin("b", 0, Infinity);
    a.repairs.sweep(0);
    talk(a, b, 0);
    expect(a.elements.digest).toBe(b.elements.digest);
    expect([a.repairs.isEqual("b"), b.repairs.isEqual("a")]).toEqual([true, true]);
    expect(new Set(a.elements.list).size).toBe(1000);
    expect(a.elements.list).toHaveLength(1000);
    // It is over.
    a.repairs.sweep(10_000);
    expect(a.sent).toEqual([]);
  });

  it("costs a message when they are equal and one only shows itself, two when it asks", () => {
    const [a, b] = [side("a", numbers(0, 50)), side("b", numbers(0, 50))];
    a.repairs.show("b", 0);
    expect(talk(a, b, 0)).toBe(1);
    expect([a.repairs.isEqual("b"), b.repairs.isEqual("a")]).toEqual([false, true]);
    a.repairs.begin("b", 0, 3);
    a.repairs.sweep(0);
    expect(talk(a, b, 0)).toBe(2);
    expect(a.repairs.isEqual("b")).toBe(true);
  });

  it("gets there on links that lose a third of all, for every seed", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const random = seededRandom(String(seed));
      const [a, b] = [side("a", numbers(0, 300)), side("b", numbers(200, 500))];
      a.repairs.begin("b", 0, Infinity);
      let nowMs = 0;
      for (; !a.repairs.isEqual("b") && nowMs < 200_000; nowMs += 500) {
        a.repairs.sweep(nowMs);
        talk(a, b, nowMs, () => random() < 0.33);
      }
      expect(a.elements.digest, `seed ${seed}`).toBe(b.elements.digest);
    }
  });

  it("is given up after so many beginnings, with longer pauses", () => {
    const a = side("a", [1]);
    a.repairs.begin("b", 0, 3);
    const begun: number[] = [];
    for (let nowMs = 0; nowMs < 10_000; nowMs += 50) {
      const givenUp = a.repairs.sweep(nowMs);
      if (a.sent.splice(0).length > 0) begun.push(nowMs);
      if (givenUp.length > 0) expect([nowMs, givenUp]).toEqual([2400, ["b"]]);
    }
    expect(begun).toEqual([0, 500, 1250]);
  });

  it("tells all only to a peer that is there, and has short pauses again once it was heard", () => {
    const a = side("a", [1, 2]);
    a.repairs.begin("b", 0, Infinity);
    for (const nowMs of [0, 500]) a.repairs.sweep(nowMs);
    expect(a.sent.splice(0).map(({ all }) => all)).toEqual([undefined, undefined]);
    a.repairs.hear("b", { state: "another", bytes: [] }, 600);
    for (const nowMs of [1100, 1600]) a.repairs.sweep(nowMs);
    expect(a.sent.map(({ all }) => all)).toEqual([undefined, true]);
  });

  it("goes on soon with a peer that is there, by the time it takes to answer", () => {
    const [a, b] = [side("a", numbers(0, 50)), side("b", numbers(20, 90))];
    a.repairs.begin("b", 0, Infinity);
    a.repairs.sweep(0);
    b.repairs.hear("a", a.sent.shift()!, 10);
    a.repairs.hear("b", b.sent.shift()!, 20);
    // What it says to that gets lost.
    a.sent.length = 0;
    a.repairs.sweep(149);
    expect(a.sent).toEqual([]);
    a.repairs.sweep(150);
    expect(a.sent).toHaveLength(1);
    // The second time two messages are enough for both, however much they lack.
    b.repairs.hear("a", a.sent.shift()!, 160);
    a.repairs.hear("b", b.sent.shift()!, 170);
    expect(a.elements.list.length).toBe(90);
    expect(a.elements.digest).toBe(b.elements.digest);
    expect(a.repairs.isEqual("b")).toBe(true);
  });

  it("tells all in one message of a bounded size, the latest first, and the rest by and by", () => {
    const [a, b] = [side("a", numbers(0, 200).map(long)), side("b", [])];
    a.repairs.begin("b", 0, Infinity);
    a.repairs.sweep(0);
    b.repairs.hear("a", a.sent.shift()!, 10);
    a.repairs.hear("b", b.sent.shift()!, 20);
    a.sent.length = 0;
    a.repairs.sweep(1000);
    expect(a.sent[0]!.bytes.join("").length).toBeLessThan(90_000);
    b.repairs.hear("a", a.sent.shift()!, 1010);
    expect([b.elements.has(long(199)), b.elements.has(long(0))]).toEqual([true, false]);
    b.sent.length = 0;
    a.repairs.sweep(9000);
    talk(a, b, 9010);
    expect(b.elements.digest).toBe(a.elements.digest);
  });

  it("does not believe in equality after a change, unless it is told", () => {
    const a = side("a", [1]);
    a.repairs.trust("b");
    expect(a.repairs.isEqual("b")).toBe(true);
    a.elements.add([2]);
    expect(a.repairs.isEqual("b")).toBe(false);
  });

  it("shrugs off what no node would say", () => {
    const a = side("a", [1]);
    expect(a.repairs.hear("b", { state: "?", bytes: ["", "AAAA", "////"] }, 0)).toEqual([]);
    expect(a.elements.list).toEqual([1]);
  });
});
