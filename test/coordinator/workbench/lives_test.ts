/**
 * Goal: a node hears its name before it hears of others, however slowly it starts, and nothing is lost
 * by that.
 */
import { describe, expect, it } from "vitest";

import type { Envelope } from "../../../coordinator/workbench/envelope.ts";
import type { HostEvents } from "../../../coordinator/workbench/host.ts";
import { EARLY_MESSAGES_MAX, Lives } from "../../../coordinator/workbench/lives.ts";
import { Network } from "../../../coordinator/workbench/network.ts";
import { NetTally } from "../../../coordinator/workbench/net_tally.ts";
import { DEFAULT_PLAN } from "../../../coordinator/workbench/plan.ts";
import { VirtualClock } from "../../../coordinator/workbench/virtual_clock.ts";

const PLAN = {
  ...DEFAULT_PLAN,
  nodes: ["n0", "n1"],
  latency: { ...DEFAULT_PLAN.latency, meanMs: 0 },
};

/** Two nodes that do as the test says. */
class Pair {
  readonly clock = new VirtualClock();
  readonly network = new Network({ clock: this.clock, plan: PLAN, journal: new NetTally() });
  readonly heard: Record<string, Envelope[]> = { n0: [], n1: [] };
  readonly lives: Lives;
  readonly crashes: string[] = [];
  #clients = 0;
  #events: HostEvents | undefined;

  constructor() {
    this.lives = new Lives({
      plan: PLAN,
      clock: this.clock,
      network: this.network,
      host: (events) => {
        this.#events = events;
        return {
          start: () => {},
          deliver: (node, envelope) => void this.heard[node]!.push(envelope),
          kill: () => Promise.resolve(),
          pause: () => {},
          resume: () => {},
          stop: () => Promise.resolve(),
        };
      },
      clientName: () => `c${this.#clients++}`,
      wasClient: (name) => name === "c99",
      crashed: ({ how }) => void this.crashes.push(how),
      badOutput: () => {},
    });
  }

  types(node: string): string[] {
    return this.heard[node]!.map(({ body }) => body.type);
  }

  /** Returns what is wrong with it. */
  says(src: string, dest: string, type: string, writer = src): string | undefined {
    return this.#events!.send({ src, dest, body: { type } }, undefined, writer);
  }

  answersInit(node: string): void {
    const { src, body } = this.heard[node]!.findLast((envelope) => envelope.body.type === "init")!;
    const answer = { type: "init_ok", in_reply_to: body.msg_id! };
    this.#events!.send({ src: node, dest: src, body: answer });
  }

  /** For what is on its way to arrive. */
  arrive(): Promise<void> {
    return new Promise((resolve) => this.clock.at(this.clock.nowNs() + 1, resolve));
  }
}

function run(story: (pair: Pair) => Promise<void>): Promise<void> {
  const pair = new Pair();
  return pair.clock.run(() => story(pair));
}

describe("a node that has not spoken", () => {
  it("hears nothing but its name", () =>
    run(async (pair) => {
      const begun = pair.lives.begin();
      await pair.arrive();
      pair.answersInit("n0");
      for (const type of ["gossip", "more"]) pair.says("n0", "n1", type);
      await pair.arrive();
      expect(pair.types("n1")).toEqual(["init"]);
      pair.answersInit("n1");
      expect(pair.types("n1")).toEqual(["init", "gossip", "more"]);
      expect(await begun).toBe(undefined);
    }));

  it("hears answers as soon as it asks, though it has not answered init", () =>
    run(async (pair) => {
      const begun = pair.lives.begin();
      await pair.arrive();
      pair.says("n0", "n1", "hello");
      pair.says("n1", "n0", "hello");
      await pair.arrive();
      for (const node of ["n0", "n1"]) expect(pair.types(node)).toEqual(["init", "hello"]);
      for (const node of ["n0", "n1"]) pair.answersInit(node);
      expect(await begun).toBe(undefined);
    }));

  it("hears nothing again once it was killed and started again", () =>
    run(async (pair) => {
      const begun = pair.lives.begin();
      await pair.arrive();
      for (const node of ["n0", "n1"]) pair.answersInit(node);
      await begun;
      for (const f of ["kill", "restart"] as const)
        pair.lives.strike({ atNs: 0, f, what: "", nodes: ["n1"] });
      pair.says("n0", "n1", "gossip");
      await pair.arrive();
      expect(pair.types("n1")).toEqual(["init", "init"]);
      pair.answersInit("n1");
      expect(pair.types("n1")).toEqual(["init", "init", "gossip"]);
    }));

  it("did not crash when it was killed meanwhile and started again", () =>
    run(async (pair) => {
      const begun = pair.lives.begin();
      await pair.arrive();
      for (const node of ["n0", "n1"]) pair.answersInit(node);
      await begun;
      for (const f of ["kill", "restart", "kill", "restart"] as const) {
        pair.lives.strike({ atNs: 0, f, what: "", nodes: ["n1"] });
        await pair.arrive();
      }
      pair.answersInit("n1");
      await pair.arrive();
      expect(pair.crashes).toEqual([]);
    }));

  it("is not kept more than a limit for", () =>
    run(async (pair) => {
      const begun = pair.lives.begin();
      await pair.arrive();
      pair.answersInit("n0");
      for (let i = 0; i < EARLY_MESSAGES_MAX + 10; i++) pair.says("n0", "n1", "flood");
      await pair.arrive();
      pair.answersInit("n1");
      expect(pair.heard["n1"]!.length).toBe(1 + EARLY_MESSAGES_MAX);
      await begun;
    }));
});

it("a node may speak for whoever there is or was, and for nobody else", () =>
  run(async (pair) => {
    const begun = pair.lives.begin();
    await pair.arrive();
    for (const node of ["n0", "n1"]) pair.answersInit(node);
    await begun;
    for (const src of ["n1", "c99"]) expect(pair.says(src, "n1", "ask", "n0")).toBe(undefined);
    expect(pair.says("n7", "n1", "ask", "n0")).toBe(
      'src must be n0 or whoever it forwards for: got "n7"',
    );
    await pair.arrive();
    expect(pair.types("n1")).toEqual(["init", "ask", "ask"]);
  }));
