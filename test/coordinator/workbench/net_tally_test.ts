/** @module */
import { expect, test } from "vitest";
import { NS_PER_MS, sleep } from "../../../coordinator/workbench/clock.ts";
import { DEFAULT_PLAN } from "../../../coordinator/workbench/plan.ts";
import { NetTally } from "../../../coordinator/workbench/net_tally.ts";
import { Network } from "../../../coordinator/workbench/network.ts";
import { VirtualClock } from "../../../coordinator/workbench/virtual_clock.ts";
import type { Endpoint, Envelope } from "../../../coordinator/workbench/envelope.ts";

const envelope = (id: number, src: string, dest: string): Envelope => ({
  id,
  src,
  dest,
  body: { type: "x" },
});

const NODE: Endpoint = { kind: "node", deliver: () => {} };

test("what clients send and get is apart; services are servers", () => {
  const tally = new NetTally();
  for (const each of [
    envelope(0, "c1", "n0"),
    envelope(1, "n0", "c1"),
    envelope(2, "n0", "lin-kv"),
  ]) {
    tally.sent(each);
    tally.received(each);
  }
  expect(tally.stats()).toEqual({
    all: { sendCount: 3, recvCount: 3, msgCount: 3 },
    clients: { sendCount: 2, recvCount: 2, msgCount: 2 },
    servers: { sendCount: 1, recvCount: 1, msgCount: 1 },
  });
});

test("what a node writes in the name of a client is not of clients", () => {
  const tally = new NetTally();
  tally.sent({ ...envelope(0, "c1", "n1"), writer: "n0" });
  expect(tally.stats().servers.sendCount).toBe(1);
});

test("what is lost was sent; a copy is received again and sent once", () => {
  const tally = new NetTally();
  const [lost, doubled] = [envelope(0, "n0", "n1"), envelope(1, "n0", "n1")];
  tally.sent(lost);
  tally.lost(lost, 1, "cut");
  tally.sent(doubled);
  tally.duplicated();
  tally.received(doubled);
  tally.received(doubled);
  expect(tally.stats().servers).toEqual({ sendCount: 2, recvCount: 2, msgCount: 2 });
});

test("what nobody was there to be sent to does not count; what left on the way does", async () => {
  const clock = new VirtualClock();
  const tally = new NetTally();
  const plan = { ...DEFAULT_PLAN, latency: { meanMs: 5, distribution: "constant" as const } };
  const network = new Network({ clock, plan, journal: tally });
  network.attach("n0", NODE);
  network.attach("n1", NODE);
  network.send({ src: "n0", dest: "n7", body: { type: "x" } });
  network.send({ src: "n0", dest: "n1", body: { type: "x" } });
  clock.at(1, () => {
    network.detach("n1");
    network.send({ src: "n1", dest: "n0", body: { type: "x" } });
  });
  await clock.run(() => sleep(clock, 10 * NS_PER_MS));
  expect(tally.stats().servers).toEqual({ sendCount: 2, recvCount: 1, msgCount: 2 });
});
