/**
 * Histories for the bench of the checkers: what clients of a register, or of a database, see of a system
 * that is sound, has slipped once, or knows no order at all.
 *
 * @module
 */
import type { Completion, HistoryEvent, Json } from "../coordinator/checkers/history/history.ts";
import { type Random, randomBelow, seededRandom } from "../robots/engine/random.ts";

/** Operations under way at once. */
const CLIENTS = 10;

/** Values of a register where they repeat. */
const FEW_VALUES = 5;

/** As Maelstrom has them unless told otherwise. */
const KEYS_AT_ONCE = 10;
const WRITES_PER_KEY = 16;
const MICROS_MAX = 4;

/** How much is wrong: nothing, one answer near the end, or one in ten. */
export type Fault = "sound" | "one bad read" | "bad everywhere";

/** A register and who uses it. */
export interface RegisterShape {
  readonly operations: number;
  /** Whether every write has a value of its own. */
  readonly unique: boolean;
  /** The share of operations whose outcome nobody knows; half of these happened. */
  readonly infoShare: number;
  readonly fault: Fault;
}

/** What clients of a cas register see: half reads, and writes and cas alike. */
export function registerHistory(shape: RegisterShape, seed: string): HistoryEvent[] {
  const { operations, unique, infoShare, fault } = shape;
  const random = seededRandom(seed);
  const history: HistoryEvent[] = [];
  const wrote: Json[] = [];
  const clients = Array.from({ length: CLIENTS }, (_, process) => ({
    process,
    f: "",
    argument: null as Json,
    /** Undefined before it has taken effect, or when it could not. */
    result: undefined as Json | undefined,
    step: 0,
  }));
  let state: Json = null;
  let begun = 0;
  let written = 0;
  let processes = CLIENTS;
  const fresh = (): number => (unique ? ++written : randomBelow(random, FEW_VALUES));
  /** When the next read is made bad. */
  let slip = fault === "one bad read" ? Math.floor(operations * 0.9) : Infinity;
  while (begun < operations || clients.some(({ step }) => step > 0)) {
    const client = clients[randomBelow(random, CLIENTS)]!;
    const { process } = client;
    if (client.step === 0) {
      if (begun >= operations) continue;
      begun += 1;
      const drawn = random();
      client.f = drawn < 0.5 ? "read" : drawn < 0.75 ? "write" : "cas";
      client.argument =
        client.f === "read" ? null : client.f === "write" ? fresh() : [state, fresh()];
      client.step = 1;
      history.push({ process, type: "invoke", f: client.f, value: client.argument });
      continue;
    }
    if (client.step === 1) {
      client.step = 2;
      client.result = effectOf(client.f, client.argument, state);
      if (client.f !== "read" && client.result !== undefined) {
        state = client.f === "cas" ? (client.argument as Json[])[1]! : client.argument;
        wrote.push(state);
      }
      continue;
    }
    client.step = 0;
    let { result } = client;
    const isUnknown = random() < infoShare;
    if (client.f === "read" && wrote.length > 2 * CLIENTS && !isUnknown) {
      const isBad = begun > slip || (fault === "bad everywhere" && random() < 0.1);
      // Old enough that no operation that is open can have left it.
      if (isBad) result = wrote[randomBelow(random, wrote.length - 2 * CLIENTS)]!;
      if (begun > slip) slip = Infinity;
    }
    const type: Completion = isUnknown ? "info" : result === undefined ? "fail" : "ok";
    history.push({ process, type, f: client.f, value: type === "ok" ? result! : client.argument });
    if (isUnknown) client.process = processes++;
  }
  return history;
}

function effectOf(f: string, argument: Json, state: Json): Json | undefined {
  if (f === "read") return state;
  return f === "cas" && (argument as Json[])[0] !== state ? undefined : argument;
}

/** A database and who uses it. */
export interface DatabaseShape {
  readonly transactions: number;
  readonly write: "append" | "w";
  readonly fault: DatabaseFault;
}

/**
 * `sound`: each transaction happens at one moment. `slips`: one in ten thousand is answered from old
 * states. `interleaved`: there are no transactions, only single operations. `overwrites`: each works on
 * what there was when it began, and writes that over what others have written since. `stale`: every read
 * is answered from some state that its key has had.
 */
export type DatabaseFault = "sound" | "slips" | "interleaved" | "overwrites" | "stale";

const SLIPS = 1e-4;

type Micro = readonly [f: string, key: number, value: Json];

interface Session {
  readonly micros: readonly Micro[];
  readonly done: Micro[];
  readonly view: Map<number, Json>;
}

/** What clients of a database see: transactions of one to four reads and writes, as Maelstrom draws them. */
export function databaseHistory(
  { transactions, write, fault }: DatabaseShape,
  seed: string,
): HistoryEvent[] {
  const random = seededRandom(seed);
  const history: HistoryEvent[] = [];
  const sessions: (Session | undefined)[] = Array.from({ length: CLIENTS });
  const states = new Map<number, Json[]>();
  const keys = Array.from({ length: KEYS_AT_ONCE }, (_, key) => ({ key, writes: 0 }));
  let fresh = KEYS_AT_ONCE;
  let begun = 0;
  let value = 0;
  const draw = (): Micro => {
    const at = keys[randomBelow(random, KEYS_AT_ONCE)]!;
    if (random() < 0.5) return ["r", at.key, null];
    const { key } = at;
    if (++at.writes === WRITES_PER_KEY) {
      states.delete(key - CLIENTS * KEYS_AT_ONCE);
      Object.assign(at, { key: fresh++, writes: 0 });
    }
    return [write, key, write === "w" ? ++value : at.writes || WRITES_PER_KEY];
  };
  const last = (key: number): Json => states.get(key)?.at(-1) ?? null;
  const after = (before: Json, given: Json): Json =>
    write === "w" ? given : [...((before ?? []) as Json[]), given];
  const set = (key: number, state: Json): void => {
    const old = states.get(key) ?? [];
    states.set(key, [...old, state]);
  };
  const step = (session: Session, micro: Micro, stale: boolean): void => {
    const [f, key, given] = micro;
    const { view, done } = session;
    const now = (): Json => (fault === "overwrites" ? (view.get(key) ?? null) : last(key));
    if (f !== "r") {
      const state = after(now(), given);
      view.set(key, state);
      if (fault !== "overwrites") set(key, state);
      done.push(micro);
      return;
    }
    done.push([f, key, stale ? oldState(states.get(key), random) : now()]);
  };
  while (begun < transactions || sessions.some((session) => session !== undefined)) {
    const process = randomBelow(random, CLIENTS);
    const session = sessions[process];
    if (session === undefined) {
      if (begun++ >= transactions) continue;
      const micros = Array.from({ length: 1 + randomBelow(random, MICROS_MAX) }, draw);
      history.push({ process, type: "invoke", f: "txn", value: micros });
      const view = new Map<number, Json>();
      if (fault === "overwrites") for (const [, key] of micros) view.set(key, last(key));
      sessions[process] = { micros, done: [], view };
      continue;
    }
    const { micros, done, view } = session;
    const stale = fault === "stale" || (fault === "slips" && random() < SLIPS);
    if (fault === "interleaved" && done.length < micros.length) {
      step(session, micros[done.length]!, stale);
      continue;
    }
    for (const micro of micros.slice(done.length)) step(session, micro, stale);
    if (fault === "overwrites") {
      const written = new Set(micros.filter(([f]) => f !== "r").map(([, key]) => key));
      for (const key of written) set(key, view.get(key)!);
    }
    history.push({ process, type: "ok", f: "txn", value: done });
    sessions[process] = undefined;
  }
  return history;
}

function oldState(states: readonly Json[] = [], random: Random): Json {
  // Before the first of them there was nothing.
  return states[randomBelow(random, states.length + 1) - 1] ?? null;
}
