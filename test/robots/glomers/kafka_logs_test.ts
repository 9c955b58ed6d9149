/**
 * Goal: logs by key keep their order and say what is new; requests that make no sense are refused; one
 * node alone is a right Kafka.
 */
import { describe, expect, it } from "vitest";

import { KeyLogs, POLLED_MAX, POLLED_OF_KEY_MAX } from "../../../robots/glomers/kafka_logs.ts";
import kafkaSingle from "../../../robots/glomers/kafka_single.ts";
import { nodes, trial } from "../../workbench/parts/trial.ts";
import { readyNode } from "../node/fixture.ts";

describe("logs by key", () => {
  it("answer from the offset that was asked for, or the next one that there is", () => {
    const logs = new KeyLogs();
    for (const offset of [2, 5, 9]) logs.put("k", offset, `m${offset}`);
    const from = (offset: number) => logs.poll(new Map([["k", offset]]))["k"]?.[0];
    expect([0, 2, 3, 5, 6, 9, 10].map(from)).toEqual([
      [2, "m2"],
      [2, "m2"],
      [5, "m5"],
      [5, "m5"],
      [9, "m9"],
      [9, "m9"],
      undefined,
    ]);
  });

  it("put nothing where somebody may have polled already", () => {
    const logs = new KeyLogs();
    logs.put("k", 5, "a");
    expect(() => logs.put("k", 5, "b")).toThrow(RangeError);
    expect(() => logs.put("k", 3, "b")).toThrow(RangeError);
    expect(logs.append("k", "b")).toBe(6);
    expect(logs.append("other", "c")).toBe(0);
  });

  it("give everything piece by piece to one who goes on behind what he has seen", () => {
    const logs = new KeyLogs();
    const keys = Array.from({ length: 30 }, (_, n) => `k${n}`);
    for (const key of keys) for (let n = 0; n < 250; n++) logs.append(key, `${key} ${n}`);
    const next = new Map(keys.map((key) => [key, 0]));
    const seen: unknown[] = [];
    for (let polls = 0; seen.length < 30 * 250; polls++) {
      expect(polls).toBeLessThan(30);
      const polled = Object.entries(logs.poll(next));
      const count = polled.reduce((sum, [, places]) => sum + places.length, 0);
      expect(count).toBeLessThanOrEqual(POLLED_MAX);
      for (const [key, places] of polled) {
        expect(places.length).toBeLessThanOrEqual(POLLED_OF_KEY_MAX);
        expect(places[0]![0]).toBe(next.get(key));
        next.set(key, places.at(-1)![0] + 1);
        seen.push(...places.map(([, message]) => message));
      }
    }
    expect(new Set(seen).size).toBe(30 * 250);
    expect(logs.poll(next)).toEqual({});
  });

  it("never take a commit back", () => {
    const logs = new KeyLogs();
    expect(logs.committedOf(["k"])).toEqual({});
    logs.commit("k", 7);
    logs.commit("k", 3);
    expect(logs.committedOf(["k", "other"])).toEqual({ k: 7 });
  });
});

describe("Kafka on one node", () => {
  it.each(["compat", "strict"] as const)("is right, judged %s", async (judgement) => {
    for (const seed of ["1", "2", "3"]) {
      const { outcome } = await trial("../../robots/glomers/kafka_single", {
        workload: "kafka",
        nodes: nodes(1),
        concurrency: 2,
        rate: 1000,
        judgement,
        seed,
      });
      expect({ seed, complaints: outcome.complaints }).toEqual({ seed, complaints: [] });
      expect(outcome.valid).toBe(true);
      expect(outcome.net.servers.msgCount).toBe(0);
    }
  });

  it("refuses what makes no sense, and lives on", () => {
    const node = readyNode(kafkaSingle);
    const code = (body: { readonly type: string; readonly [field: string]: unknown }) => {
      node.hear({ ...body, msg_id: 1 });
      return node.bodies()[0]?.["code"];
    };
    expect(code({ type: "send", key: 1, msg: 1 })).toBe(12);
    expect(code({ type: "send", key: "k" })).toBe(12);
    for (const offsets of [undefined, null, [], [0], { k: -1 }, { k: 0.5 }, { k: "1" }]) {
      expect(code({ type: "poll", offsets })).toBe(12);
      expect(code({ type: "commit_offsets", offsets })).toBe(12);
    }
    for (const keys of [undefined, "k", [1]])
      expect(code({ type: "list_committed_offsets", keys })).toBe(12);
    expect(node.broken).toEqual([]);
  });

  it("refuses a commit beyond what was sent, all of it", () => {
    const node = readyNode(kafkaSingle);
    node.hear({ type: "send", msg_id: 1, key: "k", msg: "a" });
    node.hear({ type: "commit_offsets", msg_id: 2, offsets: { k: 0, other: 0 } });
    node.hear({ type: "list_committed_offsets", msg_id: 3, keys: ["k", "other"] });
    node.hear({ type: "commit_offsets", msg_id: 4, offsets: { k: 0 } });
    node.hear({ type: "list_committed_offsets", msg_id: 5, keys: ["k", "other"] });
    expect(node.bodies()).toMatchObject([
      { type: "send_ok", offset: 0 },
      { type: "error", code: 22 },
      { offsets: {} },
      { type: "commit_offsets_ok" },
      { offsets: { k: 0 } },
    ]);
  });
});
