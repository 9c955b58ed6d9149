/**
 * Goal: a program that breaks, wherever, is told of and falls silent.
 */
import { describe, expect, it } from "vitest";

import type { Node } from "../../../robots/node/node.ts";
import { readyNode, turn } from "./fixture.ts";

const bug = new Error("bug");

const circle: Record<string, unknown> = {};
circle["self"] = circle;

describe("a program that breaks", () => {
  it.each<[string, (node: Node) => void | Promise<void>]>([
    [
      "in a handler",
      (node) =>
        node.on("x", () => {
          throw bug;
        }),
    ],
    [
      "in a handler that waits",
      (node) =>
        node.on("x", async () => {
          await turn();
          throw bug;
        }),
    ],
    [
      "in a timer",
      (node) =>
        void node.after(0, () => {
          throw bug;
        }),
    ],
    [
      "in a timer that waits",
      (node) =>
        void node.after(0, async () => {
          await turn();
          throw bug;
        }),
    ],
    [
      "in a timer that asks in vain",
      (node) =>
        void node.after(0, async () => {
          await node.rpc("n2", { type: "x" }, 1);
        }),
    ],
    [
      "in every",
      (node) =>
        void node.every(1, () => {
          throw bug;
        }),
    ],
    ["by an answer without a type", (node) => node.on("x", () => ({ echo: 1 }) as never)],
    ["by an answer that is no JSON", (node) => node.on("x", () => ({ type: "x", circle }))],
    ["by such an answer later", (node) => node.on("x", async () => ({ type: "x", circle }))],
    [
      "by a message to nobody",
      (node) => node.on("x", () => node.send(undefined as never, { type: "x" })),
    ],
    [
      "at its beginning",
      () => {
        throw bug;
      },
    ],
    [
      "at its beginning, later",
      async () => {
        await turn();
        throw bug;
      },
    ],
  ])("%s is told of once and does nothing more", async (_where, program) => {
    const driven = readyNode(program);
    driven.hear({ type: "x", msg_id: 2 });
    await driven.pass(1);
    driven.sent.length = 0;
    driven.hear({ type: "x", msg_id: 3 });
    await driven.pass(5000);
    expect(driven.broken).toHaveLength(1);
    expect(driven.broken[0]).toBeInstanceOf(Error);
    expect(driven.sent).toEqual([]);
  });
});
