/**
 * Linearizability by trying every order, and small histories to try it on.
 *
 * @module
 */
import * as fc from "fast-check";
import {
  type HistoryEvent,
  type Json,
  type Operation,
  operationsOf,
} from "../../../../coordinator/checkers/history/history.ts";
import type { Model } from "../../../../coordinator/checkers/history/linearizability_model.ts";

/** Whether there is an order: all of them are tried, with nothing remembered. */
export function hasOrder(history: readonly HistoryEvent[], model: Model): boolean {
  const operations = operationsOf(history).filter(({ type }) => type !== "fail");
  return goesOn(operations, model.init, model);
}

/** The first `count` events, without operations that fail later: those are known not to happen. */
export function cut(history: readonly HistoryEvent[], count: number): HistoryEvent[] {
  const failed = operationsOf(history).filter(({ type }) => type === "fail");
  const gone = new Set(failed.flatMap(({ invokedAt, completedAt }) => [invokedAt, completedAt]));
  return history.slice(0, count).filter((_, at) => !gone.has(at));
}

function goesOn(left: readonly Operation[], state: Json, model: Model): boolean {
  if (left.every(({ type }) => type === "info")) return true;
  return left.some((next) => {
    const isLate = left.some(
      ({ type, completedAt }) => type === "ok" && completedAt < next.invokedAt,
    );
    if (isLate) return false;
    const known = next.type === "ok";
    const value = known ? next.value : next.argument;
    const after = model.step(state, { f: next.f, value, known });
    const others = left.filter((operation) => operation !== next);
    return after !== undefined && goesOn(others, after, model);
  });
}

/** What one client does, and when, in a history of several. */
interface Act {
  readonly client: number;
  readonly f: string;
  readonly argument: Json;
  /** Draws: how it ends, and what is changed in it. */
  readonly end: number;
  readonly forged: number;
}

const VALUES = 3;
const anyValue = fc.nat(VALUES - 1);

const anyAct: fc.Arbitrary<Act> = fc
  .oneof(
    fc.constant({ f: "read", argument: null as Json }),
    anyValue.map((argument) => ({ f: "write", argument: argument as Json })),
    fc
      .tuple(fc.option(anyValue), anyValue)
      .map((argument) => ({ f: "cas", argument: argument as Json })),
  )
  .chain((asked) =>
    fc.record({
      client: fc.nat(3),
      f: fc.constant(asked.f),
      argument: fc.constant(asked.argument),
      end: fc.nat(9),
      forged: fc.nat(9),
    }),
  );

/**
 * Histories of a register: it does what is asked at a random moment of each operation; some operations
 * end as `info` or never, done or not; and with `forge` some results are wrong.
 */
export function anyHistory(forge: boolean): fc.Arbitrary<HistoryEvent[]> {
  return fc
    .record({
      acts: fc.array(anyAct, { minLength: 1, maxLength: 7 }),
      // Each number moves one client a step on: invoke, take effect, complete.
      moves: fc.array(fc.nat(3), { minLength: 10, maxLength: 40 }),
    })
    .map(({ acts, moves }) => play(acts, moves, forge));
}

interface Client {
  process: number;
  act: Act;
  step: number;
  /** Undefined when it could not be done. */
  result: Json | undefined;
}

function play(acts: readonly Act[], moves: readonly number[], forge: boolean): HistoryEvent[] {
  const history: HistoryEvent[] = [];
  const clients = new Map<number, Client>();
  const waiting = [...acts];
  let state: Json = null;
  let processes = 4;
  const names = [0, 1, 2, 3];
  const move = (client: number) => {
    let at = clients.get(client);
    if (at === undefined) {
      const index = waiting.findIndex((act) => act.client === client);
      if (index < 0) return;
      const act = waiting.splice(index, 1)[0]!;
      at = { process: names[client]!, act, step: 0, result: undefined };
      clients.set(client, at);
      history.push({ process: at.process, type: "invoke", f: act.f, value: act.argument });
      return;
    }
    const { act, process } = at;
    at.step += 1;
    if (at.step === 1) {
      if (act.end === 0) return;
      at.result = act.f === "read" ? state : act.argument;
      const [from, to] = act.f === "cas" ? (act.argument as Json[]) : [null, act.argument];
      if (act.f === "cas" && from !== state) at.result = undefined;
      else if (act.f !== "read") state = to!;
      return;
    }
    clients.delete(client);
    const forged = forge && act.forged < 3;
    let { result } = at;
    if (forged && act.f === "read") result = act.forged;
    if (forged && act.f === "cas") result = act.argument;
    const type = act.end < 2 ? "info" : result === undefined ? "fail" : "ok";
    const value = type === "ok" ? result! : act.argument;
    history.push({ process, type, f: act.f, value });
    if (type === "info") names[client] = processes++;
  };
  for (const client of moves) move(client);
  return history;
}
