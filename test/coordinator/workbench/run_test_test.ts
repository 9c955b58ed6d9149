/**
 * Goal: a test goes from its beginning to its end whatever the nodes do, and the history says what
 * clients saw.
 */
import { describe, expect, it } from "vitest";

import type { HistoryEvent } from "../../../coordinator/checkers/history/history.ts";
import type { Script } from "../../../coordinator/workbench/conduct.ts";
import { DEFAULT_PLAN, type TestPlan } from "../../../coordinator/workbench/plan.ts";
import { type Tested, testInVirtualTime } from "../../../coordinator/workbench/run_test.ts";
import type { Node, NodeProgram } from "../../../robots/node/node.ts";

const ECHO: TestPlan = {
  ...DEFAULT_PLAN,
  workload: "echo",
  nodes: ["n0", "n1"],
  concurrency: 4,
  rate: 20,
  timeLimitMs: 5000,
};

function run(changes: Partial<TestPlan>, program: NodeProgram, script?: Script): Promise<Tested> {
  return testInVirtualTime({
    plan: { ...ECHO, ...changes },
    program,
    ...(script === undefined ? {} : { script }),
  });
}

function echo(node: Node): void {
  node.on("echo", ({ body }) => ({ type: "echo_ok", echo: body["echo"] }));
}

function historyOf({ outcome }: Tested): readonly HistoryEvent[] {
  return outcome.record.history;
}

/** Events that end an operation. */
function completions(tested: Tested): HistoryEvent[] {
  return historyOf(tested).filter(({ type }) => type !== "invoke");
}

describe("clients", () => {
  it("work at the asked rate, each at one operation at a time, to the end of the time", async () => {
    const tested = await run({ rate: 100, timeLimitMs: 20_000 }, echo);
    expect(tested.outcome.valid).toBe(true);
    const invocations = historyOf(tested).filter(({ type }) => type === "invoke");
    expect(invocations.length).toBeGreaterThan(1900);
    expect(invocations.length).toBeLessThan(2100);
    expect(invocations.at(-1)!.timeNs).toBeGreaterThan(19.8e9);
    expect(new Set(invocations.map(({ process: id }) => id)).size).toBe(4);
    expect(historyOf(tested).length).toBe(2 * invocations.length);
  });

  it("give up after five seconds, and go on as another process", async () => {
    const tested = await run({}, (node) => node.on("echo", () => {}));
    expect(tested.outcome.valid).not.toBe(true);
    const [first] = completions(tested);
    expect(first).toMatchObject({ type: "info", error: "net-timeout" });
    const invoked = historyOf(tested).find(({ process: id }) => id === first!.process)!;
    expect(first!.timeNs! - invoked.timeNs!).toBe(5e9);
    // All four threads wait from the first moments until the end of the time.
    expect(historyOf(tested)).toHaveLength(8);
  });

  it("use a new process for every operation that stayed open", async () => {
    const tested = await run({ timeLimitMs: 20_000 }, (node) => node.on("echo", () => {}));
    const processes = historyOf(tested)
      .filter(({ type }) => type === "invoke")
      .map(({ process: id }) => id);
    expect(new Set(processes).size).toBe(processes.length);
    expect(Math.max(...processes)).toBeGreaterThan(8);
  });

  it("do not take a late answer for the one they wait for", async () => {
    const tested = await run({ timeLimitMs: 30_000 }, (node) => {
      node.on("echo", async ({ body }) => {
        await node.sleep(6000);
        return { type: "echo_ok", echo: body["echo"] };
      });
    });
    expect(completions(tested).every(({ type }) => type === "info")).toBe(true);
  });

  it("do not take the second copy of an answer for the next one", async () => {
    const tested = await run({ nodes: ["n0"], concurrency: 1, rate: 100 }, (node) => {
      node.on("echo", async (request) => {
        const answer = { type: "echo_ok", echo: request.body["echo"] };
        node.after(35, () => node.reply(request, answer));
        await node.sleep(20);
        return answer;
      });
    });
    expect(completions(tested).length).toBeGreaterThan(100);
    expect(tested.outcome.valid).toBe(true);
  });

  it("tell definite errors from indefinite ones", async () => {
    const codes = [11, 13, 14, 1000, "eleven"];
    let asked = 0;
    const tested = await run({ nodes: ["n0"], concurrency: 1 }, (node) => {
      node.on("echo", (request) => {
        const code = codes[asked++ % codes.length];
        node.reply(request, { type: "error", code, text: "no" });
      });
    });
    expect(
      completions(tested)
        .slice(0, 5)
        .map(({ type, error }) => [type, error]),
    ).toEqual([
      ["fail", ["temporarily-unavailable", "no"]],
      ["info", ["crash", "no"]],
      ["fail", ["abort", "no"]],
      ["info", ["unknown", "no"]],
      ["info", ["unknown", "no"]],
    ]);
  });

  it("note an answer of the wrong form, with what was asked", async () => {
    const tested = await run({ judgement: "strict" }, (node) => {
      node.on("echo", ({ body }) => ({ type: "echo_ok", echo: body["echo"], extra: 1 }));
    });
    const { badAnswers } = tested.outcome.record;
    expect(badAnswers[0]).toMatchObject({ event: 0, request: { type: "echo" } });
    expect(badAnswers[0]!.reason).toContain("extra");
    expect(tested.outcome.valid).toBe(false);
  });
});

describe("a test ends early", () => {
  it("when a node does not answer init", async () => {
    const tested = await run({}, (node) => (node.id === "n1" ? new Promise(() => {}) : echo(node)));
    expect(tested.outcome.record.broken).toMatch(/^n1 must answer init within 10 s/);
    expect(tested.outcome.valid).toBe(false);
    expect(historyOf(tested)).toEqual([]);
  });

  it("when a node breaks before it answers init", async () => {
    const tested = await run({}, () => {
      throw new Error("no idea");
    });
    expect(tested.outcome.record.broken).toMatch(/no idea|all nodes have ended/);
    expect(tested.outcome.record.endedNs).toBeLessThan(1e9);
  });

  it("when all nodes have ended", async () => {
    const tested = await run({}, (node) => {
      node.after(1000, () => {
        throw new Error("enough");
      });
      echo(node);
    });
    expect(tested.outcome.record.broken).toBe("all nodes have ended");
    expect(tested.outcome.record.endedNs).toBe(1e9);
    expect(tested.outcome.record.crashes).toHaveLength(2);
    expect(tested.outcome.record.crashes[0]!.lastLines.join("\n")).toContain("enough");
  });

  it("when a promise fails that nobody waits for", async () => {
    const tested = await run({ nodes: ["n0"] }, (node) => {
      echo(node);
      node.after(1000, () => {
        void node.rpc("lin-kv", { type: "read", key: "nobody wrote this" });
      });
    });
    expect(tested.outcome.record.crashes).toMatchObject([{ node: "n0", atNs: 1e9 }]);
    expect(tested.outcome.record.crashes[0]!.how).toMatch(/its program broke/);
  });

  it("when it is interrupted", async () => {
    const abort = new AbortController();
    const plan = { ...ECHO, timeLimitMs: 60_000 };
    const { outcome } = await testInVirtualTime({
      plan,
      program: (node) => {
        node.after(2000, () => abort.abort());
        echo(node);
      },
      signal: abort.signal,
    });
    expect(outcome.record.broken).toBe("interrupted");
    expect(outcome.valid).toBe("unknown");
    expect(outcome.record.endedNs).toBe(2e9);
  });
});

describe("the nemesis", () => {
  const nemesis = { faults: ["kill" as const], intervalMs: 1000 };

  it("kills nodes, whose next life knows nothing, and restarts them for the final reads", async () => {
    const lives = new Map<string, number>();
    const tested = await run({ workload: "g-set", nemesis, timeLimitMs: 20_000 }, (node) => {
      lives.set(node.id, (lives.get(node.id) ?? 0) + 1);
      const seen: unknown[] = [];
      node.on("add", ({ body }) => {
        seen.push(body["element"]);
        return { type: "add_ok" };
      });
      node.on("read", () => ({ type: "read_ok", value: seen }));
    });
    const { strikes, history } = tested.outcome.record;
    const restarts = strikes.filter(({ f }) => f === "restart").flatMap(({ nodes }) => nodes ?? []);
    expect(restarts.length).toBeGreaterThan(5);
    expect([...lives.values()].reduce((sum, count) => sum + count, 0)).toBe(2 + restarts.length);
    expect(tested.outcome.valid).toBe(false);
    expect(tested.outcome.record.crashes).toEqual([]);
    const final = history.filter(({ final: isFinal, type }) => isFinal === true && type === "ok");
    expect(final).toHaveLength(4);
  });

  it("pauses nodes, which go on where they were", async () => {
    const tested = await run(
      { nemesis: { faults: ["pause"], intervalMs: 500 }, timeLimitMs: 20_000, nodes: ["n0"] },
      echo,
    );
    const [pause, resume] = tested.outcome.record.strikes;
    expect([pause!.f, resume!.f]).toEqual(["pause", "resume"]);
    const during = completions(tested).filter(
      ({ timeNs, type }) => type === "ok" && timeNs! > pause!.atNs && timeNs! < resume!.atNs,
    );
    expect(during).toEqual([]);
    expect(tested.outcome.workload.valid).toBe(true);
  });

  it("waits ten seconds between healing and the final reads", async () => {
    const tested = await run(
      { workload: "g-set", nemesis: { faults: ["partition"], intervalMs: 1000 } },
      (node) => {
        node.on("add", () => ({ type: "add_ok" }));
        node.on("read", () => ({ type: "read_ok", value: [] }));
      },
    );
    const first = historyOf(tested).find(({ final }) => final === true)!;
    expect(first.timeNs).toBeGreaterThanOrEqual(15e9);
    const [lastStrike] = tested.outcome.record.strikes.slice(-1);
    expect(lastStrike!.f).toBe("heal");
  });
});

function gossip(node: Node): void {
  const seen = new Set<unknown>();
  node.on("topology", () => ({ type: "topology_ok" }));
  node.on("read", () => ({ type: "read_ok", messages: [...seen] }));
  node.on("broadcast", ({ body }) => {
    seen.add(body["message"]);
    return { type: "broadcast_ok" };
  });
  node.on("gossip", ({ body }) => {
    for (const each of body["seen"] as unknown[]) seen.add(each);
  });
  node.every(100, async () => {
    const [peer] = node.peers;
    if (peer === undefined || node.random() < 0.3) return;
    await node.sleep(10 * node.random());
    node.send(peer, { type: "gossip", seen: [...seen] });
  });
}

describe("the same plan and program", () => {
  const noisy = {
    workload: "broadcast",
    loss: 0.2,
    duplicate: 0.1,
    latency: { meanMs: 20, distribution: "exponential" },
    nemesis: { faults: ["partition", "kill", "pause"], intervalMs: 500 },
  } as const satisfies Partial<TestPlan>;

  it("take the same steps, and others with another seed", async () => {
    const [once, again, other] = [
      await run(noisy, gossip),
      await run(noisy, gossip),
      await run({ ...noisy, seed: "2" }, gossip),
    ];
    expect(again.trace).toBe(once.trace);
    expect(historyOf(again)).toEqual(historyOf(once));
    expect(other.trace).not.toBe(once.trace);
  });

  it("do the same when played from the script", async () => {
    const drawn = await run(noisy, gossip);
    const played = await run(noisy, gossip, drawn.script);
    expect(historyOf(played)).toEqual(historyOf(drawn));
    expect(played.trace).toBe(drawn.trace);
  });
});
