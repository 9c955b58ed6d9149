/**
 * Goal: whatever is lost, doubled, late or killed, at every moment there is one leader a term, who has
 * all that was ever settled, everybody applies the same, and reads miss nothing; and when it is over,
 * all get on.
 */
import { describe, expect, it } from "vitest";

import { randomBelow, seededRandom } from "../../../robots/engine/random.ts";
import type { Random } from "../../../robots/engine/random.ts";
import type { Json } from "../../../robots/glomers/raft_messages.ts";
import { Cluster, HEARTBEAT_MS, LONG_MS, type Member } from "./raft_fixture.ts";

const SEEDS = 100;
const STEPS = 3000;
/** Under way at most; the oldest get lost. */
const NETWORK_MAX = 60;

/** Random deeds, with everything checked after each. */
class Ordeal {
  readonly cluster: Cluster;
  readonly #random: Random;
  readonly #leaders = new Map<number, string>();
  /** Commands that were ever applied, and up to where anybody knew the log to be settled. */
  readonly #commands: Json[] = [];
  settled = 0;
  /** By life: the reads that were looked at. */
  readonly #seen = new WeakMap<Member, number>();
  /** By ticket: what was settled when it was asked. */
  readonly #asked = new Map<string, number>();
  #proposed = 0;
  reads = 0;

  constructor(seed: string, ids: readonly string[]) {
    this.#random = seededRandom(seed);
    this.cluster = new Cluster(ids, { logMax: 8, random: this.#random });
  }

  step(): void {
    const { cluster } = this;
    const id = this.#one(cluster.ids);
    const drawn = this.#random();
    if (drawn < 0.7) this.#deliverOne();
    else if (drawn < 0.85) {
      cluster.nowMs += this.#random() * HEARTBEAT_MS;
      cluster.act(id, ({ raft }) => raft.tick(cluster.nowMs));
    } else if (drawn < 0.92) cluster.propose(id, `c${++this.#proposed}`);
    else if (drawn < 0.97) this.#ask(id);
    else if (drawn < 0.98) this.#cutSomeOff();
    // Now and then all at once.
    else if (drawn < 0.985) for (const each of cluster.ids) cluster.kill(each);
    else if (drawn < 0.995) cluster.kill(id);
    else cluster.nowMs += LONG_MS;
    cluster.network.splice(0, cluster.network.length - NETWORK_MAX);
    this.check();
  }

  check(): void {
    for (const member of this.cluster.members.values()) {
      this.#checkSettled(member);
      this.#checkReads(member);
    }
    for (const id of this.cluster.leaders) this.#checkLeader(id);
  }

  #checkSettled(member: Member): void {
    const { commit, applied } = member.raft.state;
    demand(applied === commit, `${member.id} must apply what it knows to be settled`);
    this.settled = Math.max(this.settled, commit);
    for (let i = this.#commands.length; i < member.applied.length; i++)
      this.#commands.push(member.applied[i]!);
    this.#checkPrefix(member.applied, member.applied.length, `what ${member.id} has applied`);
  }

  #checkPrefix(commands: readonly Json[], length: number, what: string): void {
    for (let i = 0; i < length; i++)
      if (commands[i] !== this.#commands[i])
        throw new Error(
          `${what} must be like others': ${asText(commands[i])}, not ${asText(this.#commands[i])}`,
        );
  }

  #checkReads(member: Member): void {
    const seen = this.#seen.get(member) ?? 0;
    for (const [ticket, index] of member.readable.slice(seen)) {
      this.reads += 1;
      const least = this.#asked.get(ticket)!;
      demand(index >= least, `read ${ticket} must see ${least}: it may be answered at ${index}`);
    }
    this.#seen.set(member, member.readable.length);
  }

  #checkLeader(id: string): void {
    const member = this.cluster.of(id);
    const { term, state } = member.raft;
    const known = this.#leaders.get(term);
    if (known === id) return;
    demand(known === undefined, `term ${term} must have one leader: ${known} and ${id}`);
    this.#leaders.set(term, id);
    const rest = state.log.from(state.applied + 1).map(({ command }) => command);
    const all = [...member.applied, ...rest.filter((command) => command !== null)];
    this.#checkPrefix(all, this.#commands.length, `the log of ${id}, leader of term ${term},`);
  }

  #deliverOne(): void {
    const { network, cutOff } = this.cluster;
    const at = randomBelow(this.#random, network.length);
    const sent = network[at];
    if (sent === undefined) return;
    const fate = this.#random();
    // The others stay, and come again.
    if (fate < 0.9) network.splice(at, 1);
    const { from, to, message } = sent;
    if (fate < 0.05 || cutOff.has(from) || cutOff.has(to)) return;
    this.cluster.act(to, ({ raft }) => raft.receive(from, message, this.cluster.nowMs));
  }

  #ask(id: string): void {
    const ticket = `r${this.#asked.size}`;
    this.#asked.set(ticket, this.settled);
    this.cluster.act(id, ({ raft }) => void raft.read(ticket, this.cluster.nowMs));
  }

  #cutSomeOff(): void {
    const { cutOff, ids } = this.cluster;
    cutOff.clear();
    for (let count = randomBelow(this.#random, ids.length); count > 0; count--)
      cutOff.add(this.#one(ids));
  }

  #one<T>(of: readonly T[]): T {
    return of[randomBelow(this.#random, of.length)]!;
  }
}

function asText(command: Json | undefined): string {
  return JSON.stringify(command) ?? "nothing";
}

function demand(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

describe.each(["a", "abc", "abcd", "abcde"])("members %s", (names) => {
  const ids = names.split("");
  it("agree at every moment, and get on when it is over", () => {
    let settled = 0;
    let reads = 0;
    for (let seed = 1; seed <= SEEDS; seed++) {
      const ordeal = new Ordeal(`${seed}`, ids);
      for (let step = 0; step < STEPS; step++) ordeal.step();
      const { cluster } = ordeal;
      cluster.cutOff.clear();
      for (let i = 0; i < 20 && cluster.leaders.length !== 1; i++) cluster.pass(LONG_MS);
      cluster.pass(LONG_MS);
      const leader = cluster.leaders[0]!;
      cluster.propose(leader, "last");
      cluster.pass(LONG_MS);
      ordeal.check();
      const states = ids.map((id) => cluster.of(id).applied);
      for (const state of states) expect(state).toEqual(states[0]);
      expect(states[0]!.at(-1)).toBe("last");
      settled += ordeal.settled;
      reads += ordeal.reads;
    }
    // Otherwise all this says nothing.
    expect(settled).toBeGreaterThan(15 * SEEDS);
    expect(reads).toBeGreaterThan(3 * SEEDS);
  });
});
