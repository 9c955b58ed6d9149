/**
 * Goal: whoever asks gets the answer, or learns that there is none.
 */
import { describe, expect, it } from "vitest";

import type { Body } from "../../../robots/node/message.ts";
import type { KeyValue, Node } from "../../../robots/node/node.ts";
import { type HandDriven, readyNode, turn } from "./fixture.ts";

/** How an attempt ended: its value, or the code and text of its error. */
type Outcome = { readonly value: unknown } | { readonly code: number; readonly text: string };

/** A node that tries something, what it sent, and how that ends. */
function trying(attempt: (node: Node) => Promise<unknown>): {
  driven: HandDriven;
  asked: Body[];
  outcomes: Outcome[];
} {
  const outcomes: Outcome[] = [];
  const driven = readyNode((node) => {
    node.on("go", () => {
      attempt(node).then(
        (value) => outcomes.push({ value }),
        (error: unknown) => {
          if (!node.isError(error)) throw error;
          outcomes.push({ code: error.code, text: error.message });
        },
      );
    });
  });
  driven.hear({ type: "go" });
  return { driven, asked: driven.bodies(), outcomes };
}

/** What is asked of a store, and how that ends when it answers so. */
async function outcomeOf(
  use: (kv: KeyValue) => Promise<unknown>,
  answer: Body,
): Promise<[Body, Outcome | undefined]> {
  const { driven, asked, outcomes } = trying((node) => use(node.kv("seq-kv")));
  driven.hear({ ...answer, in_reply_to: 1 }, "seq-kv");
  await turn();
  return [asked[0]!, outcomes[0]];
}

describe("rpc", () => {
  it("resolves with the answer, the first one only", async () => {
    const { driven, asked, outcomes } = trying((node) => node.rpc("n2", { type: "ask", x: 1 }));
    expect(asked).toEqual([{ type: "ask", x: 1, msg_id: 1 }]);
    driven.hear({ type: "ask_ok", y: 2, in_reply_to: 99 }, "n2");
    driven.hear({ type: "ask_ok", y: 3, in_reply_to: 1 }, "n2");
    driven.hear({ type: "ask_ok", y: 4, in_reply_to: 1 }, "n2");
    expect(driven.waiting).toBe(0);
    await driven.pass(5000);
    expect(outcomes).toEqual([{ value: { type: "ask_ok", y: 3, in_reply_to: 1 } }]);
  });

  it.each([
    [
      { code: 30, text: "again" },
      { code: 30, text: "again" },
    ],
    [{ code: 1234 }, { code: 1234, text: "" }],
    [{}, { code: 13, text: "" }],
  ])("rejects with the error that is answered: %j", async (fields, outcome) => {
    const { driven, outcomes } = trying((node) => node.rpc("n2", { type: "ask" }));
    driven.hear({ type: "error", in_reply_to: 1, ...fields }, "n2");
    await turn();
    expect(outcomes).toEqual([outcome]);
  });

  it("gives up after a second, or when it is told", async () => {
    const slow = trying((node) => node.rpc("n2", { type: "ask" }));
    const quick = trying((node) => node.rpc("n2", { type: "ask" }, 20));
    await slow.driven.pass(999);
    await quick.driven.pass(20);
    expect(slow.outcomes).toEqual([]);
    const text = "ask to n2: no answer within 20 ms";
    expect(quick.outcomes).toEqual([{ code: 0, text }]);
    await slow.driven.pass(1);
    expect(slow.outcomes).toMatchObject([{ code: 0 }]);
    slow.driven.hear({ type: "ask_ok", in_reply_to: 1 }, "n2");
    await turn();
    expect(slow.outcomes).toHaveLength(1);
  });

  it("numbers its requests anew in each life, from somewhere else", () => {
    const ids = [0.1, 0.2].map((luck) => {
      const driven = readyNode(
        (node) => node.on("go", () => void node.rpc("n2", { type: "ask" })),
        { luck },
      );
      driven.hear({ type: "go" });
      driven.hear({ type: "go" });
      return driven.bodies().map(({ msg_id: id }) => id);
    });
    expect(ids).toEqual([
      [100_001, 100_002],
      [200_001, 200_002],
    ]);
  });

  it("answers for the handler that lets its failure through", async () => {
    const driven = readyNode((node) =>
      node.on("x", async () => {
        await node.rpc("n2", { type: "ask" });
        return { type: "x_ok" };
      }),
    );
    driven.hear({ type: "x", msg_id: 7 });
    driven.sent.length = 0;
    await driven.pass(1000);
    expect(driven.bodies()).toMatchObject([{ type: "error", code: 0, in_reply_to: 7 }]);
    expect(driven.broken).toEqual([]);
  });
});

describe("a key-value store", () => {
  it("reads, and knows what stands for a missing value", async () => {
    expect(await outcomeOf((kv) => kv.read("k"), { type: "read_ok", value: [1] })).toEqual([
      { type: "read", key: "k", msg_id: 1 },
      { value: [1] },
    ]);
    const missing = { type: "error", code: 20, text: "none" };
    expect((await outcomeOf((kv) => kv.read("k", 0), missing))[1]).toEqual({ value: 0 });
    expect((await outcomeOf((kv) => kv.read("k", undefined), missing))[1]).toEqual({
      value: undefined,
    });
    expect((await outcomeOf((kv) => kv.read("k"), missing))[1]).toEqual({ code: 20, text: "none" });
    const down = { type: "error", code: 11 };
    expect((await outcomeOf((kv) => kv.read("k", 0), down))[1]).toMatchObject({ code: 11 });
  });

  it("writes", async () => {
    expect(await outcomeOf((kv) => kv.write(1, "v"), { type: "write_ok" })).toEqual([
      { type: "write", key: 1, value: "v", msg_id: 1 },
      { value: undefined },
    ]);
  });

  it("compares and sets", async () => {
    const [asked, outcome] = await outcomeOf(
      (kv) => kv.compareAndSet("k", 1, 2, { create: true }),
      {
        type: "cas_ok",
      },
    );
    expect(asked).toMatchObject({ type: "cas", from: 1, to: 2, create_if_not_exists: true });
    expect(outcome).toEqual({ value: true });
    for (const code of [20, 22]) {
      const answer = { type: "error", code };
      expect((await outcomeOf((kv) => kv.compareAndSet("k", 1, 2), answer))[1]).toEqual({
        value: false,
      });
    }
    const lost = { type: "error", code: 0 };
    expect((await outcomeOf((kv) => kv.compareAndSet("k", 1, 2), lost))[1]).toMatchObject({
      code: 0,
    });
  });
});

describe("timestamp", () => {
  it("is what lin-tso says, as long as that is a number", async () => {
    for (const [ts, outcome] of [
      [7, { value: 7 }],
      ["7", { code: 13, text: 'lin-tso must answer with a number: got "7"' }],
    ] as const) {
      const { driven, outcomes } = trying((node) => node.timestamp());
      driven.hear({ type: "ts_ok", ts, in_reply_to: 1 }, "lin-tso");
      await turn();
      expect(outcomes).toEqual([outcome]);
    }
  });
});

describe("errors", () => {
  it("need no import to be made and known", () => {
    const { node } = readyNode(() => {});
    const error = node.error("txn-conflict", "again");
    expect([error.code, error.message, error.definite]).toEqual([30, "again", true]);
    expect(node.error(1000).definite).toBe(false);
    expect(node.error("timeout").definite).toBe(false);
    expect([node.isError(error), node.isError(error, "txn-conflict")]).toEqual([true, true]);
    expect([node.isError(error, 30), node.isError(error, "abort")]).toEqual([true, false]);
    expect([node.isError(new Error("x")), node.isError("txn-conflict")]).toEqual([false, false]);
  });

  it("are known when they come from another copy of the class", () => {
    const { node } = readyNode(() => {});
    const foreign = Object.assign(new Error("x"), { name: "RpcError", code: 14 });
    expect(node.isError(foreign, "abort")).toBe(true);
  });
});
