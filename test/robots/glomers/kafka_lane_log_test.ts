/**
 * Goal: lanes give one order at every node, whatever becomes of messages; what a poll has shown stays,
 * and nothing comes in below it; and nodes with nothing to say are silent.
 */
import { describe, expect, it } from "vitest";

import { randomBelow, seededRandom } from "../../../robots/engine/random.ts";
import {
  BATCH_ENTRIES_MAX,
  LaneLink,
  RETRY_MS_MAX,
  SILENCE_MS,
} from "../../../robots/glomers/kafka_lane_link.ts";
import { FORGOTTEN_MAX, LaneLog } from "../../../robots/glomers/kafka_lane_log.ts";
import { LaneCluster } from "./kafka_cluster.ts";

const KEYS = ["a", "b", "c"];

interface Sent {
  readonly key: string;
  readonly message: number;
  readonly offset: number;
  readonly node: number;
}

/** Any interleaving: sends, commits, loss, repetition, reordering, time. */
function anySchedule(seed: string, size: number, showsOnlyHeld: boolean) {
  const random = seededRandom(seed);
  const cluster = new LaneCluster({
    size,
    showsOnlyHeld,
    periodMs: [0, 10, 50][randomBelow(random, 3)]!,
  });
  const sent: Sent[] = [];
  const committed = new Map<string, number>();
  const before = KEYS.map((key) => cluster.lanes.map((_, node) => cluster.shown(node, key)));
  for (let step = 0; step < 400; step++) {
    const node = randomBelow(random, size);
    const key = KEYS[randomBelow(random, KEYS.length)]!;
    const choice = random();
    if (choice < 0.25) {
      const offset = cluster.lanes[node]!.send(key, step);
      sent.push({ key, message: step, offset, node });
    } else if (choice < 0.3) {
      const last = cluster.shown(node, key).at(-1)?.[0];
      if (last !== undefined) {
        cluster.lanes[node]!.commit(key, last);
        committed.set(key, Math.max(last, committed.get(key) ?? -1));
      }
    } else if (choice < 0.5) cluster.nowMs += randomBelow(random, 60);
    else if (choice < 0.7) cluster.speak();
    else cluster.deliverAny(random, 0.2, 0.2);
    for (const [index, each] of KEYS.entries()) {
      const shown = cluster.shown(node, each);
      const known = before[index]![node]!;
      // What was shown is there, in the same place, and nothing has come in between.
      expect(shown.slice(0, known.length)).toEqual(known);
      before[index]![node] = shown;
    }
  }
  return { cluster, sent, committed };
}

describe("lanes", () => {
  it.each([
    [2, false],
    [2, true],
    [3, false],
    [4, true],
  ])("of %i nodes show one order everywhere, whatever happens (only held: %s)", (size, held) => {
    for (let seed = 0; seed < 40; seed++) {
      const { cluster, sent, committed } = anySchedule(`${seed}`, size, held);
      cluster.settle();
      for (const key of KEYS) {
        const expected = sent
          .filter((each) => each.key === key)
          .toSorted((a, b) => a.offset - b.offset)
          .map(({ offset, message }) => [offset, message]);
        for (let node = 0; node < size; node++) {
          expect(cluster.shown(node, key)).toEqual(expected);
          expect(cluster.lanes[node]!.logs.committed(key)).toBe(committed.get(key) ?? -1);
        }
      }
    }
  });

  it("give every offset once, and ascending ones to whoever sends after having seen", () => {
    const { sent } = anySchedule("offsets", 3, false);
    expect(new Set(sent.map(({ offset }) => offset)).size).toBe(sent.length);
    for (let node = 0; node < 3; node++) {
      const mine = sent.filter((each) => each.node === node).map(({ offset }) => offset);
      expect(mine).toEqual(mine.toSorted((a, b) => a - b));
    }
  });

  it("show nothing above what a node that is not heard of may still give", () => {
    const cluster = new LaneCluster({ size: 3 });
    cluster.lanes[0]!.send("a", 1);
    const batch = cluster.lanes[0]!.batch(0, 0, 10);
    cluster.lanes[1]!.take(0, batch);
    expect([0, 1, 2].map((node) => cluster.shown(node, "a").length)).toEqual([0, 0, 0]);
    // The one who has heard of it gives only later ones, and says so.
    cluster.lanes[0]!.take(1, cluster.lanes[1]!.batch(1, 0, 10));
    expect(cluster.shown(0, "a")).toEqual([]);
    cluster.lanes[2]!.take(0, batch);
    cluster.lanes[0]!.take(2, cluster.lanes[2]!.batch(2, 0, 10));
    expect(cluster.shown(0, "a")).toEqual([[3, 1]]);
  });

  it("show only what all have, if that is asked for, and only then commits", () => {
    const lanes = new LaneLog(2, 0, true);
    lanes.complete(false);
    const offset = lanes.send("a", 1);
    lanes.take(1, { base: 0, entries: [], promise: 10, isWhole: true });
    expect(lanes.logs.end("a")).toBe(0);
    expect(lanes.reaches("a", offset)).toBe(true);
    lanes.commit("a", offset);
    expect(lanes.logs.committed("a")).toBe(-1);
    lanes.hold(1);
    expect(lanes.logs.end("a")).toBe(offset + 1);
    expect(lanes.isCommitted("a", offset)).toBe(false);
    lanes.hold(2);
    expect(lanes.logs.committed("a")).toBe(offset);
    expect(lanes.isCommitted("a", offset)).toBe(true);
  });

  it("take nothing behind a gap, and nothing twice", () => {
    const [from, to] = [new LaneLog(2, 0, false), new LaneLog(2, 1, false)];
    from.complete(false);
    for (let n = 0; n < 5; n++) from.send("a", n);
    expect(to.take(0, from.batch(0, 2, 2))).toBe(false);
    expect(to.lengthOf(0)).toBe(0);
    expect(to.take(0, from.batch(0, 0, 3))).toBe(true);
    expect(to.take(0, from.batch(0, 1, 4))).toBe(true);
    expect(to.take(0, from.batch(0, 0, 3))).toBe(true);
    expect(to.batch(0, 0, 10)).toEqual(from.batch(0, 0, 10));
  });

  it("promise no more than they tell", () => {
    const [from, to] = [new LaneLog(2, 0, false), new LaneLog(2, 1, false)];
    from.complete(false);
    to.complete(false);
    for (let n = 0; n < 5; n++) from.send("a", n);
    to.take(0, from.batch(0, 0, 2));
    expect(to.promiseOf(0)).toBe(2);
    to.take(0, from.batch(0, 2, 3));
    expect(to.promiseOf(0)).toBe(5);
  });

  it("go on behind all that was forgotten when a life begins", () => {
    const [old, other, young] = [0, 1, 0].map((lane) => new LaneLog(2, lane, false));
    old!.complete(false);
    other!.complete(false);
    old!.send("a", "known");
    other!.take(0, old!.batch(0, 0, 10));
    const forgotten = old!.send("a", "forgotten");
    other!.send("a", "of the other");
    for (const lane of [1, 0]) young!.take(lane, other!.batch(lane, 0, 10));
    // Until it is complete it promises no more than what was promised before.
    expect(young!.batch(0, 0, 10)).toEqual(other!.batch(0, 0, 10));
    young!.complete(true);
    const next = young!.send("a", "new");
    expect(next).toBeGreaterThan(forgotten);
    expect(next).toBeGreaterThan(FORGOTTEN_MAX);
    other!.take(0, young!.batch(0, 0, 10));
    expect(other!.logs.poll(new Map([["a", 0]]))["a"]!.map(([, message]) => message)).toEqual([
      "known",
      "of the other",
      "new",
    ]);
  });
});

describe("links", () => {
  it("carry at most a message in a period, and are silent without news", () => {
    const cluster = new LaneCluster({ size: 2, periodMs: 50 });
    for (; cluster.nowMs < 1000; cluster.nowMs += 1) {
      for (const lanes of cluster.lanes) lanes.send("a", cluster.nowMs);
      cluster.speak();
      cluster.deliverAny(() => 0.5, 0, 0);
      cluster.deliverAny(() => 0.5, 0, 0);
    }
    expect(cluster.sentCount).toBeGreaterThan(36);
    expect(cluster.sentCount).toBeLessThanOrEqual(42);
    cluster.settle();
    const { sentCount } = cluster;
    cluster.nowMs += 60_000;
    cluster.settle();
    expect(cluster.sentCount).toBe(sentCount);
  });

  it("need two messages for a record by itself", () => {
    const cluster = new LaneCluster({ size: 2 });
    cluster.lanes[0]!.send("a", 1);
    cluster.settle();
    expect(cluster.sentCount).toBe(2);
    expect([0, 1].map((node) => cluster.shown(node, "a").length)).toEqual([1, 1]);
  });

  it("try ever more rarely where nobody answers, and fill up quickly where somebody does again", () => {
    const cluster = new LaneCluster({ size: 2 });
    const times: number[] = [];
    const count = 3 * BATCH_ENTRIES_MAX;
    for (; cluster.nowMs < 20_000; cluster.nowMs += 1) {
      if (cluster.nowMs < count) cluster.lanes[0]!.send("a", cluster.nowMs);
      const before = cluster.sentCount;
      cluster.speak();
      if (cluster.sentCount > before) times.push(cluster.nowMs);
      cluster.deliverAny(() => 0.5, 1, 0);
    }
    const late = times.filter((ms) => ms > 5000);
    expect(late.length).toBeLessThanOrEqual(15_000 / RETRY_MS_MAX);
    expect(late.length).toBeGreaterThan(10);
    expect(cluster.links[0]![1]!.isSilent(cluster.nowMs)).toBe(true);
    const { sentCount, nowMs } = cluster;
    cluster.settle();
    expect(cluster.shown(1, "a").length).toBe(count);
    expect(cluster.sentCount - sentCount).toBeLessThan(20);
    expect(cluster.nowMs - nowMs).toBeLessThan(2 * RETRY_MS_MAX);
  });

  it("answer a question at once, with all that there is", () => {
    const cluster = new LaneCluster({ size: 2, periodMs: 1000 });
    cluster.lanes[1]!.send("a", 1);
    cluster.lanes[1]!.commit("a", 3);
    cluster.speak();
    expect(cluster.sentCount).toBe(0);
    const link = cluster.links[0]![1]!;
    const question = link.ask();
    for (let round = 0; round < 2; round++) {
      cluster.speak();
      expect(link.answered).toBeLessThan(question);
      cluster.deliverAny(() => 0.5, 0, 0);
    }
    expect(link.answered).toBe(question);
    expect(cluster.lanes[0]!.logs.committed("a")).toBe(3);
    expect(cluster.nowMs).toBe(0);
  });

  it("answer a question only with the last of what there is", () => {
    const cluster = new LaneCluster({ size: 2 });
    for (let n = 0; n < 1.5 * BATCH_ENTRIES_MAX; n++) cluster.lanes[1]!.send("a", n);
    const link = cluster.links[0]![1]!;
    const question = link.ask();
    while (link.answered < question) {
      expect(cluster.lanes[0]!.lengthOf(1)).toBeLessThan(1.5 * BATCH_ENTRIES_MAX);
      cluster.speak();
      cluster.deliverAny(() => 0, 0, 0);
      cluster.nowMs += 1;
    }
    expect(cluster.lanes[0]!.lengthOf(1)).toBe(1.5 * BATCH_ENTRIES_MAX);
  });

  it("repeat no promise that cannot rise before the node is complete", () => {
    const lanes = new LaneLog(3, 0, false);
    const link = new LaneLink({ lanes, mine: 0, theirs: 1, periodMs: 0 });
    lanes.take(1, { base: 0, entries: [["r", 5, "a", 1]], promise: 5, isWhole: true });
    expect(link.dueMs(0)).toBe(Infinity);
    lanes.complete(false);
    expect(link.dueMs(0)).toBe(0);
    expect(link.compose(0).batch.promise).toBe(5);
    expect(link.dueMs(0)).toBe(Infinity);
  });

  it("count a peer as gone only when it owes something", () => {
    const lanes = new LaneLog(2, 0, false);
    lanes.complete(false);
    const link = new LaneLink({ lanes, mine: 0, theirs: 1, periodMs: 0 });
    expect(link.isSilent(1e6)).toBe(false);
    lanes.send("a", 1);
    link.compose(1e6);
    expect(link.isSilent(1e6 + SILENCE_MS - 1)).toBe(false);
    expect(link.isSilent(1e6 + SILENCE_MS)).toBe(true);
  });
});
