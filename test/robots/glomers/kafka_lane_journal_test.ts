/**
 * Goal: what a node of `--ack all` has said that it holds is there after its death, and after everybody's.
 */
import { describe, expect, it } from "vitest";

import type { Strike } from "../../../coordinator/workbench/fault_schedule.ts";
import { DEFAULT_PLAN, type TestPlan } from "../../../coordinator/workbench/plan.ts";
import { testInVirtualTime } from "../../../coordinator/workbench/run_test.ts";
import { LaneJournal } from "../../../robots/glomers/kafka_lane_journal.ts";
import { LaneLog } from "../../../robots/glomers/kafka_lane_log.ts";
import kafkaLanes from "../../../robots/glomers/kafka_lanes.ts";
import { MemoryDisk } from "../../../robots/node/disk.ts";
import { nodes } from "../../workbench/parts/trial.ts";
import { HandDriven, turn } from "../node/fixture.ts";

/** A life of the first of two nodes, with what the lives before have left on the disk. */
function life(disk: MemoryDisk): { lanes: LaneLog; journal: LaneJournal } {
  const lanes = new LaneLog(2, 0, true);
  return { lanes, journal: new LaneJournal(disk, lanes) };
}

/** All entries of both lanes. */
function entriesOf(lanes: LaneLog): unknown[] {
  return [0, 1].map((lane) => lanes.batch(lane, 0, Infinity).entries);
}

/** Two entries of its own and one of the other are saved; another of each is not. */
function onceSaved(): { disk: MemoryDisk; saved: unknown } {
  const disk = new MemoryDisk();
  const { lanes, journal } = life(disk);
  lanes.complete(false);
  const other = new LaneLog(2, 1, true);
  other.complete(false);
  const offset = lanes.send("a", 1);
  lanes.commit("a", offset);
  other.send("b", 2);
  lanes.take(1, other.batch(1, 0, 10));
  journal.save();
  const saved = entriesOf(lanes);
  lanes.send("a", 3);
  other.send("b", 4);
  lanes.take(1, other.batch(1, 0, 10));
  return { disk, saved };
}

describe("a journal of lanes", () => {
  it("gives the next life what was saved, and no offset of it again", () => {
    const { disk, saved } = onceSaved();
    const { lanes } = life(disk);
    expect(entriesOf(lanes)).toEqual(saved);
    lanes.hold(2);
    expect(lanes.logs.committed("a")).toBe(2);
    lanes.complete(false);
    expect(lanes.send("a", 5)).toBeGreaterThan(lanes.logs.committed("a"));
  });

  it("writes each entry once, in whatever life", () => {
    const { disk } = onceSaved();
    for (let n = 0; n < 3; n++) {
      const { lanes, journal } = life(disk);
      journal.save();
      lanes.complete(false);
      lanes.send("a", n);
      journal.save();
      journal.save();
    }
    expect(disk.lines("lanes").map((line) => (JSON.parse(line) as unknown[][])[1]!.length)).toEqual(
      [2, 1, 1, 1, 1],
    );
  });

  it("goes on behind the last whole line when the death came in the middle of one", () => {
    const { disk } = onceSaved();
    disk.write("lanes", disk.read("lanes")!.slice(0, -2));
    const { lanes, journal } = life(disk);
    expect([lanes.lengthOf(0), lanes.lengthOf(1)]).toEqual([2, 0]);
    lanes.take(1, { base: 0, entries: [["r", 3, "b", 2]], promise: 3, isWhole: true });
    journal.save();
    expect(life(disk).lanes.lengthOf(1)).toBe(1);
  });
});

describe("a node with lanes and --ack all", () => {
  it("saves what it has before it says so, all that is new at once", async () => {
    const driven = new HandDriven(kafkaLanes, { args: ["--ack", "all"] });
    driven.init(["n1", "n2"]);
    const { disk } = driven.node;
    const append = disk.append.bind(disk);
    disk.append = (...given) => {
      driven.sent.push({ src: "n1", dest: "disk", body: { type: "saved" } });
      append(...given);
    };
    const types = (): string[] => driven.bodies().map(({ type }) => type);
    const none = { base: 0, entries: [], promise: 0, isWhole: true };
    const pulled = (answered: number, batch: object): void => {
      const parts = [
        [0, none],
        [1, batch],
      ];
      const page = { session: 7, parts, held: 0, isKnown: false };
      driven.hear({ type: "lanes_pulled", in_reply_to: answered, ...page }, "n2");
    };
    const pullOf = (): number =>
      driven.sent.find(({ body }) => body.type === "lanes_pull")!.body.msg_id!;

    const first = pullOf();
    driven.bodies();
    pulled(first, { base: 0, entries: [record(1)], promise: 1, isWhole: false });
    await turn();
    const second = pullOf();
    expect(types()).toEqual(["saved", "lanes_pull"]);
    pulled(second, { base: 1, entries: [record(2)], promise: 2, isWhole: true });
    await turn();
    driven.bodies();
    driven.hear({ type: "lanes_pull", msg_id: 3, session: 8, has: [0, 2] }, "n2");
    await turn();
    expect(types()).toEqual(["saved", "lanes_pulled"]);
    for (const key of ["k", "l", "m"]) driven.hear({ type: "send", msg_id: 4, key, msg: key });
    await driven.pass(20);
    expect(types()).toEqual(["saved", "lanes"]);
  });

  it("forgets nothing of what it has acknowledged when it is alone", async () => {
    const driven = new HandDriven(kafkaLanes, { args: ["--ack", "all"] });
    driven.init(["n1"]);
    driven.hear({ type: "send", msg_id: 4, key: "k", msg: "m" });
    await turn();
    expect(driven.bodies()).toMatchObject([{ type: "init_ok" }, { type: "send_ok" }]);
    driven.hear({ type: "commit_offsets", msg_id: 5, offsets: { k: 1 } });
    await turn();
    const next = new HandDriven(kafkaLanes, { args: ["--ack", "all"] });
    next.node.disk.write("lanes", driven.node.disk.read("lanes")!);
    next.init(["n1"]);
    next.hear({ type: "list_committed_offsets", msg_id: 6, keys: ["k"] });
    next.hear({ type: "poll", msg_id: 7, offsets: { k: 0 } });
    await turn();
    expect(next.bodies().slice(1)).toMatchObject([
      { type: "list_committed_offsets_ok", offsets: { k: 1 } },
      { type: "poll_ok", msgs: { k: [[1, "m"]] } },
    ]);
  });

  // Nobody is left who could tell the others what there was.
  it.each([1, 2, 3])("is right when all %i are killed at once, again and again", async (size) => {
    const strikes = [600, 1500, 2400].flatMap((atMs) => allAtOnce(nodes(size), atMs));
    for (const seed of ["1", "2", "3", "4"]) {
      const plan: TestPlan = {
        ...DEFAULT_PLAN,
        workload: "kafka",
        nodes: nodes(size),
        timeLimitMs: 9000,
        concurrency: 24,
        rate: 200,
        judgement: "strict",
        args: ["--ack", "all"],
        seed,
      };
      const { script } = await testInVirtualTime({ plan, program: kafkaLanes });
      const killed = { ...script, strikes };
      const { outcome } = await testInVirtualTime({ plan, program: kafkaLanes, script: killed });
      expect({ seed, complaints: outcome.complaints }).toEqual({ seed, complaints: [] });
      expect(outcome.valid).toBe(true);
    }
  });
});

const MS = 1e6;

function record(slot: number): unknown {
  return ["r", slot, "k", slot];
}

/** All of them killed, and started again. */
function allAtOnce(all: readonly string[], atMs: number): Strike[] {
  return [
    { atNs: atMs * MS, f: "kill", what: "kill all", nodes: all },
    { atNs: (atMs + 200) * MS, f: "restart", what: "restart all", nodes: all },
  ];
}
