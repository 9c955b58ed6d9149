/**
 * Goal: a program of a node finds what its contract promises, whatever comes in whatever order.
 */
import { describe, expect, it } from "vitest";

import { RpcError } from "../../../robots/node/message.ts";
import type { Node } from "../../../robots/node/node.ts";
import { HandDriven, readyNode, turn } from "./fixture.ts";

/** A program that notes what gossip it hears once it is ready. */
function collector(heard: unknown[], ready: Promise<void>): (node: Node) => Promise<void> {
  return async (node) => {
    await ready;
    node.on("gossip", ({ body }) => void heard.push(body.n));
  };
}

describe("init", () => {
  it("tells the program who is there, and is answered when the program is through", async () => {
    const { promise: ready, resolve: go } = Promise.withResolvers<void>();
    const seen: unknown[] = [];
    const driven = new HandDriven(
      async ({ id, ids, peers, args }) => {
        seen.push(id, ids, peers, args);
        await ready;
      },
      { args: ["fast"] },
    );
    driven.init();
    await turn();
    expect(seen).toEqual(["n1", ["n1", "n2", "n3"], ["n2", "n3"], ["fast"]]);
    expect(driven.sent).toEqual([]);
    go();
    await turn();
    expect(driven.sent).toEqual([
      { src: "n1", dest: "c0", body: { type: "init_ok", in_reply_to: 1 } },
    ]);
  });

  it("runs the program once, and is answered at once when that does not wait", () => {
    let runs = 0;
    const driven = new HandDriven(() => void (runs += 1));
    driven.init();
    driven.init();
    expect(runs).toBe(1);
    const answer = { type: "init_ok", in_reply_to: 1 };
    expect(driven.bodies()).toEqual([answer, answer]);
  });

  it("is answered twice only after the program is through", async () => {
    const { promise: ready, resolve: go } = Promise.withResolvers<void>();
    const driven = new HandDriven(() => ready);
    driven.init();
    driven.init();
    expect(driven.sent).toEqual([]);
    go();
    await turn();
    expect(driven.sent).toHaveLength(2);
  });

  it.each([{ node_ids: ["n1"] }, { node_id: "", node_ids: [] }, { node_id: "n1", node_ids: [1] }])(
    "must be as it should: %j",
    (fields) => {
      const driven = new HandDriven(() => expect.unreachable());
      driven.hear({ type: "init", msg_id: 7, ...fields });
      const text = "init must have a node_id and node_ids";
      const body = { type: "error", code: 12, text, in_reply_to: 7 };
      expect(driven.sent).toEqual([{ src: "n1", dest: "c1", body }]);
    },
  );

  it.each([{ node_ids: [] }, { node_ids: ["n2", "n3"] }, { node_ids: ["n1", "n2", "n2"] }])(
    "must name the node and each other once: %j",
    (fields) => {
      const driven = new HandDriven(() => expect.unreachable());
      driven.hear({ type: "init", msg_id: 7, node_id: "n1", ...fields });
      const text = "node_ids must have node_id among them, and each name once";
      expect(driven.bodies()).toEqual([{ type: "error", code: 12, text, in_reply_to: 7 }]);
      expect(driven.node.id).toBe("");
    },
  );

  it("cannot give it another name", () => {
    const driven = readyNode(() => {});
    driven.hear({ type: "init", msg_id: 2, node_id: "n2", node_ids: ["n2"] });
    expect(driven.bodies()).toMatchObject([{ type: "error", code: 12 }]);
    expect(driven.node.id).toBe("n1");
  });
});

describe("messages that come early", () => {
  it("wait for init and for a program that takes its time, in order", async () => {
    const { promise: ready, resolve: go } = Promise.withResolvers<void>();
    const heard: unknown[] = [];
    const driven = new HandDriven(collector(heard, ready));
    driven.hear({ type: "gossip", n: 1 }, "n2");
    driven.hear({ type: "gossip", n: 2 }, "n3");
    driven.init();
    driven.hear({ type: "gossip", n: 3 }, "n2");
    await turn();
    expect(heard).toEqual([]);
    go();
    await turn();
    expect(heard).toEqual([1, 2, 3]);
    expect(driven.bodies()).toEqual([{ type: "init_ok", in_reply_to: 1 }]);
  });

  it("are lost beyond a limit, which is told once", async () => {
    const heard: unknown[] = [];
    const driven = new HandDriven(collector(heard, Promise.resolve()));
    for (let n = 0; n < 10_005; n++) driven.hear({ type: "gossip", n }, "n2");
    driven.init();
    await turn();
    expect(heard).toHaveLength(10_000);
    expect(heard.at(-1)).toBe(9999);
    expect(driven.logged).toEqual(["gossip from n2 came too early, as 10000 others did"]);
  });

  it("do not hold up answers that the program waits for", async () => {
    const seen: unknown[] = [];
    const driven = new HandDriven(
      async (node) => void seen.push(await node.kv("lin-kv").read("x")),
    );
    driven.init();
    const [{ msg_id: id } = { msg_id: 0 }] = driven.bodies();
    driven.hear({ type: "read_ok", value: 5, in_reply_to: id! }, "lin-kv");
    await turn();
    expect(seen).toEqual([5]);
    expect(driven.bodies()).toMatchObject([{ type: "init_ok" }]);
  });
});

describe("a handler", () => {
  it("answers with what it returns, at once or later", async () => {
    const driven = readyNode((node) => {
      node.on("now", ({ body }) => ({ type: "now_ok", echo: body.echo }));
      node.on("later", async () => {
        await node.sleep(50);
        return { type: "later_ok" };
      });
    });
    driven.hear({ type: "later", msg_id: 4 });
    driven.hear({ type: "now", msg_id: 5, echo: "x" }, "c2");
    expect(driven.sent.splice(0)).toEqual([
      { src: "n1", dest: "c2", body: { type: "now_ok", echo: "x", in_reply_to: 5 } },
    ]);
    await driven.pass(49);
    expect(driven.sent).toEqual([]);
    await driven.pass(1);
    expect(driven.bodies()).toEqual([{ type: "later_ok", in_reply_to: 4 }]);
  });

  it("answers nothing when nobody wants an answer or it gives none", async () => {
    const driven = readyNode((node) => {
      node.on("a", () => ({ type: "a_ok" }));
      node.on("b", () => {});
      node.on("c", async () => {});
    });
    driven.hear({ type: "a" });
    driven.hear({ type: "b", msg_id: 2 });
    driven.hear({ type: "c", msg_id: 3 });
    driven.hear({ type: "unknown" });
    await turn();
    expect(driven.sent).toEqual([]);
    expect(driven.broken).toEqual([]);
  });

  it("may answer by hand, and each time that it does", () => {
    const driven = readyNode((node) => {
      node.on("twice", (request) => {
        node.reply(request, { type: "first" });
        return { type: "second" };
      });
    });
    driven.hear({ type: "twice", msg_id: 2 });
    expect(driven.bodies().map(({ type }) => type)).toEqual(["first", "second"]);
  });

  it.each([
    [
      "at once",
      (node: Node) =>
        node.on("x", () => {
          throw node.error("abort", "no");
        }),
    ],
    [
      "later",
      (node: Node) =>
        node.on("x", async () => {
          await turn();
          throw node.error(14, "no");
        }),
    ],
    [
      "of a class of its own",
      (node: Node) =>
        node.on("x", () => {
          throw new RpcError(14, "no");
        }),
    ],
  ])("answers with an error that it throws %s", async (_when, program) => {
    const driven = readyNode(program);
    driven.hear({ type: "x", msg_id: 9 });
    await turn();
    expect(driven.bodies()).toEqual([{ type: "error", code: 14, text: "no", in_reply_to: 9 }]);
    expect(driven.broken).toEqual([]);
  });

  it("that is not there is an answer, too, and told of once", () => {
    const driven = readyNode(() => {});
    driven.hear({ type: "what", msg_id: 2 });
    driven.hear({ type: "what", msg_id: 3 });
    const error = { type: "error", code: 10, text: "what is not supported" };
    expect(driven.bodies()).toEqual([
      { ...error, in_reply_to: 2 },
      { ...error, in_reply_to: 3 },
    ]);
    expect(driven.logged).toEqual(["what from c1 has no handler"]);
  });

  it("replaces the one before", () => {
    const driven = readyNode((node) => {
      node.on("x", () => ({ type: "old" }));
      node.on("x", () => ({ type: "new" }));
    });
    driven.hear({ type: "x", msg_id: 2 });
    expect(driven.bodies()).toMatchObject([{ type: "new" }]);
  });
});

describe("the end of a life", () => {
  it("ends everything: timers, requests, handlers that are at work", async () => {
    const done: string[] = [];
    const driven = readyNode((node) => {
      node.every(10, () => void done.push("every"));
      node.after(10, () => void done.push("after"));
      node.on("x", async () => {
        await node.sleep(10);
        done.push("slept");
        return { type: "x_ok" };
      });
      node.on("y", async () => {
        await turn();
        node.log("still here");
        return { type: "y_ok" };
      });
      void node.rpc("n2", { type: "ask" });
    });
    driven.hear({ type: "x", msg_id: 2 });
    driven.hear({ type: "y", msg_id: 3 });
    // Two timers, one that sleeps, and one for the request.
    expect(driven.waiting).toBe(4);
    driven.node.end();
    expect(driven.waiting).toBe(3);
    driven.hear({ type: "x", msg_id: 4 });
    await driven.pass(5000);
    expect([done, driven.sent, driven.logged, driven.broken]).toEqual([[], [], [], []]);
    expect(driven.waiting).toBe(0);
  });

  it("can wait for what is being handled", async () => {
    const driven = readyNode((node) => {
      node.every(10, () => {});
      node.on("x", async () => {
        await node.sleep(50);
        return { type: "x_ok" };
      });
    });
    driven.hear({ type: "x", msg_id: 2 });
    let settled = false;
    void driven.node.settled().then(() => (settled = true));
    await driven.pass(49);
    expect(settled).toBe(false);
    await driven.pass(1);
    await turn();
    expect(settled).toBe(true);
    expect(driven.bodies()).toMatchObject([{ type: "x_ok" }]);
  });
});
