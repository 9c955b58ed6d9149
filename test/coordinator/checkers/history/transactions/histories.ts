/**
 * Histories written by hand, and those of a small database.
 *
 * @module
 */
import type { HistoryEvent, Json } from "../../../../../coordinator/checkers/history/history.ts";
import type { Random } from "../../../../../robots/engine/random.ts";

export type Micro = readonly [f: "r" | "w" | "append", key: string, value: Json];

/** Transactions one after the other, a process each. */
export function serially(...transactions: (readonly Micro[])[]): HistoryEvent[] {
  return transactions.flatMap((value, process) => [
    { process, type: "invoke" as const, f: "txn", value },
    { process, type: "ok" as const, f: "txn", value },
  ]);
}

/** Transactions all at the same time; those of `fail` fail. */
export function together(
  transactions: readonly (readonly Micro[])[],
  fail: readonly number[] = [],
): HistoryEvent[] {
  return [
    ...transactions.map((value, process) => ({
      process,
      type: "invoke" as const,
      f: "txn",
      value,
    })),
    ...transactions.map((value, process) => ({
      process,
      type: fail.includes(process) ? ("fail" as const) : ("ok" as const),
      f: "txn",
      value,
    })),
  ];
}

export type Isolation = "serializable" | "snapshot" | "read-committed";

type State = Map<string, Json>;

/** What a database of this isolation does with random transactions of six clients. */
export function generated(
  write: "append" | "w",
  isolation: Isolation,
  transactions: number,
  random: Random,
): HistoryEvent[] {
  const whole = (below: number): number => Math.floor(random() * below);
  const history: HistoryEvent[] = [];
  const committed: State = new Map();
  const changed = new Map<string, number>();
  /** Who may write a key until it is done, where writers wait for each other. */
  const locks = new Map<string, number>();
  const open = new Map<
    number,
    { micros: Micro[]; done: Micro[]; view: State; own: State; at: number }
  >();
  let value = 0;
  let begun = 0;
  let commits = 0;
  while (begun < transactions || open.size > 0) {
    const process = whole(6);
    const session = open.get(process);
    if (session === undefined) {
      if (begun++ >= transactions) continue;
      const micros = Array.from({ length: 1 + whole(4) }, (): Micro => {
        const key = `k${whole(4)}`;
        return random() < 0.5 ? ["r", key, null] : [write, key, ++value];
      });
      history.push({ process, type: "invoke", f: "txn", value: micros });
      open.set(process, {
        micros,
        done: [],
        view: new Map(committed),
        own: new Map(),
        at: commits,
      });
      continue;
    }
    const { micros, done, view, own, at } = session;
    const read = (key: string): Json =>
      own.get(key) ?? (isolation === "snapshot" ? view : committed).get(key) ?? null;
    const step = ([f, key, given]: Micro): void => {
      if (f === "r") return void done.push([f, key, read(key)]);
      const list = read(key);
      own.set(
        key,
        write === "w" ? given : [...(Array.isArray(list) ? (list as Json[]) : []), given],
      );
      done.push([f, key, given]);
    };
    // A serializable transaction happens at once, others bit by bit.
    let stuck = false;
    if (isolation === "serializable") for (const micro of micros) step(micro);
    else if (done.length < micros.length) {
      const next = micros[done.length]!;
      const holder = locks.get(next[1]) ?? process;
      stuck = isolation === "read-committed" && next[0] !== "r" && holder !== process;
      if (!stuck) {
        if (next[0] !== "r") locks.set(next[1], process);
        step(next);
      }
      if (!stuck || random() < 0.8) continue;
    }
    open.delete(process);
    const since = isolation === "snapshot" ? at : Infinity;
    const conflict = [...own.keys()].some((key) => (changed.get(key) ?? 0) > since);
    for (const [key, holder] of locks) if (holder === process) locks.delete(key);
    if (stuck || conflict || random() < 0.05) {
      history.push({ process, type: "fail", f: "txn", value: micros });
      continue;
    }
    commits++;
    for (const [key, now] of own) {
      committed.set(key, now);
      changed.set(key, commits);
    }
    history.push({ process, type: "ok", f: "txn", value: done });
  }
  return history;
}
