/**
 * Shapes of network partitions, as Jepsen draws them, and one-way cuts.
 *
 * @module
 */
import { type Random, randomBelow, shuffle } from "../../robots/engine/random.ts";

/** The receiver no longer hears the sender. */
export type Cut = readonly [sender: string, receiver: string];

export interface Cuts {
  readonly cuts: readonly Cut[];
  /** The shape and who is where, in words. */
  readonly what: string;
}

/** Draws a shape: one node alone, a third, half of them, or majorities that overlap in a ring. */
export function drawCuts(nodes: readonly string[], oneWay: boolean, random: Random): Cuts {
  const shuffled = shuffle([...nodes], random);
  if (nodes.length < 2) return { cuts: [], what: "nobody to cut off from" };
  const shapes =
    oneWay || nodes.length < RING_MIN ? SPLITS : [...SPLITS, "majorities-ring" as const];
  const shape = shapes[randomBelow(random, shapes.length)]!;
  if (shape === "majorities-ring") return majoritiesRing(shuffled);
  const few = shuffled.slice(0, sizeOf(shape, nodes.length));
  const many = shuffled.slice(few.length);
  return split(shape, nodes, few, many, oneWay ? (random() < 0.5 ? "deaf" : "mute") : "both");
}

/** Shapes of two sides that do not hear each other. */
const SPLITS = ["one", "minority-third", "majority"] as const;

/** In a smaller ring everybody hears everybody. */
const RING_MIN = 4;

/** Nodes on the smaller side. */
function sizeOf(shape: (typeof SPLITS)[number], count: number): number {
  if (shape === "one") return 1;
  if (shape === "majority") return Math.floor(count / 2);
  // Less than a third, so that two such failures leave a majority; but somebody.
  return Math.max(1, Math.floor((count - 1) / 3));
}

/** `deaf`: the few do not hear the many; `mute`: they are not heard by them. */
function split(
  shape: string,
  nodes: readonly string[],
  few: readonly string[],
  many: readonly string[],
  direction: "both" | "deaf" | "mute",
): Cuts {
  const cuts: Cut[] = [];
  for (const a of few) {
    for (const b of many) {
      if (direction !== "mute") cuts.push([b, a]);
      if (direction !== "deaf") cuts.push([a, b]);
    }
  }
  const side = nodes.filter((node) => few.includes(node)).join(" ");
  const others = nodes.filter((node) => many.includes(node)).join(" ");
  if (direction === "deaf")
    return { cuts, what: `${shape}, one-way: ${side} hears nothing of ${others}` };
  if (direction === "mute")
    return { cuts, what: `${shape}, one-way: ${others} hears nothing of ${side}` };
  return { cuts, what: `${shape}: ${side} | ${others}` };
}

/** Every node sees a majority, but no two see the same: each hears its neighbours in a ring. */
function majoritiesRing(ring: readonly string[]): Cuts {
  const count = ring.length;
  const majority = Math.floor(count / 2) + 1;
  // Itself, and as many to both sides as make a majority.
  const reach = Math.ceil((majority - 1) / 2);
  const cuts: Cut[] = [];
  for (const [i, receiver] of ring.entries()) {
    for (const [j, sender] of ring.entries()) {
      const apart = Math.abs(i - j);
      if (Math.min(apart, count - apart) > reach) cuts.push([sender, receiver]);
    }
  }
  return { cuts, what: `majorities-ring: ${ring.join(" ")}, each hears ${reach} to both sides` };
}
