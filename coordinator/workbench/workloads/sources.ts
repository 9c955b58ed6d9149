/**
 * Operations as the workloads draw them: kinds mixed at random, and each thread's last one.
 *
 * @module
 */
import { type Random, randomBelow } from "../../../robots/engine/random.ts";
import type { Ask, Source } from "../workload.ts";

/** Makes the next operation of a kind. */
export type Draw = (random: Random) => Ask;

/** For ever, each time one of these kinds, all as likely. */
export function mixOf(kinds: readonly Draw[]): Source {
  return { next: (_, random) => kinds[randomBelow(random, kinds.length)]!(random) };
}

/** The same operation once for each thread. */
export function onceEach(ask: Ask): Source {
  const served = new Set<number>();
  return {
    next({ thread }) {
      if (served.has(thread)) return "done";
      served.add(thread);
      return ask;
    },
  };
}

/** Values 0, 1, 2 and so on. */
export function counting(f: string): Draw {
  let next = 0;
  return () => ({ f, value: next++ });
}

/** A read among others. */
export const read: Draw = () => ({ f: "read", value: null });

/** The read after everything was healed. */
export const FINAL_READ: Ask = { f: "read", value: null, final: true };
