/**
 * Every data type with something random to do, for tests that hold for all of them.
 *
 * @module
 */
import { AppendLog } from "../../robots/crdt/append_log.ts";
import type { Entries } from "../../robots/crdt/entries.ts";
import { EventLog } from "../../robots/crdt/event_log.ts";
import { GCounter } from "../../robots/crdt/g_counter.ts";
import { GSet } from "../../robots/crdt/g_set.ts";
import { KvMap } from "../../robots/crdt/kv_map.ts";
import { LwwMap } from "../../robots/crdt/lww_map.ts";
import { LwwRegister } from "../../robots/crdt/lww_register.ts";
import { PnCounter } from "../../robots/crdt/pn_counter.ts";
import { TxnRegister } from "../../robots/crdt/txn_register.ts";
import { type Random, randomBelow } from "../../robots/engine/random.ts";

export interface AnyType {
  readonly name: string;
  /** An empty replica of the node, and what it does next each time it is called. */
  make(node: string): { state: Entries; act: (random: Random, nowMs: number) => void };
}

const KEYS = ["a", "b", "c", "d", "e"];

function anyKey(random: Random): string {
  return KEYS[randomBelow(random, KEYS.length)]!;
}

function anyBytes(random: Random): Uint8Array {
  return Uint8Array.from({ length: randomBelow(random, 20) }, () => randomBelow(random, 256));
}

export const ANY_TYPE: readonly AnyType[] = [
  {
    name: "g_set",
    make() {
      const state = new GSet();
      return { state, act: (random) => state.add(`${anyKey(random)}${randomBelow(random, 50)}`) };
    },
  },
  {
    name: "lww_register",
    make(node) {
      const state = new LwwRegister(node);
      return { state, act: (random, nowMs) => state.set(anyBytes(random), nowMs) };
    },
  },
  {
    name: "lww_map",
    make(node) {
      const state = new LwwMap(node);
      return {
        state,
        act(random, nowMs) {
          if (random() < 0.3) state.delete(anyKey(random), nowMs);
          else state.set(anyKey(random), anyBytes(random), nowMs);
        },
      };
    },
  },
  {
    name: "g_counter",
    make(node) {
      const state = new GCounter(node);
      return { state, act: (random) => state.increment(1 + randomBelow(random, 9)) };
    },
  },
  {
    name: "pn_counter",
    make(node) {
      const state = new PnCounter(node);
      return { state, act: (random) => state.add(randomBelow(random, 19) - 9) };
    },
  },
  {
    name: "kv_map",
    make(node) {
      const state = new KvMap(node);
      return {
        state,
        act(random, nowMs) {
          if (random() < 0.3) state.delete(anyKey(random), nowMs);
          else state.set(anyKey(random), anyBytes(random), nowMs);
        },
      };
    },
  },
  {
    name: "event_log",
    make(node) {
      const state = new EventLog(node);
      return { state, act: (random) => state.append(anyBytes(random)) };
    },
  },
  {
    name: "append_log",
    make(node) {
      const state = new AppendLog();
      return {
        state,
        act(random) {
          // Each node owns logs of its own, and commits in everybody's.
          if (random() < 0.7) state.append(`${node}${anyKey(random)}`, anyBytes(random));
          else state.commit(anyKey(random), randomBelow(random, 100));
        },
      };
    },
  },
  {
    name: "txn_register",
    make(node) {
      const state = new TxnRegister(node);
      return {
        state,
        act(random, nowMs) {
          const count = 1 + randomBelow(random, 3);
          const writes = Array.from({ length: count }, () => [anyKey(random), anyBytes(random)]);
          state.commit(new Map(writes as [string, Uint8Array][]), nowMs);
        },
      };
    },
  },
];
