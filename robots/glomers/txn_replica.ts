/**
 * Transactions on registers that happen at once where they were sent to, without asking anybody. All reads
 * see one state and the transaction's own writes; the writes are committed together, under one stamp of
 * a hybrid clock, later than all that was seen here; and they reach others together (txn_register.ts).
 *
 * Of each register the write with the latest stamp wins, everywhere. So writes have one order, what a
 * transaction has read was written earlier in it, and there is no circle (G0, G1c). Writes that were never
 * committed, or not committed last, nobody sees (G1a, G1b): read committed. And nobody sees a part of a
 * transaction: read atomic (Bailis, Fekete, Ghodsi, Hellerstein and Stoica 2014, "Scalable Atomic
 * Visibility with RAMP Transactions"). What it does not give: nodes lag, so two transactions may both read
 * the same and write, and one of the writes is lost.
 *
 * @module
 */
import { TxnRegister } from "../crdt/txn_register.ts";

/** A read with `null`, or a write. Keys are any JSON, mostly numbers. */
export type Operation = readonly [f: "r" | "w", key: unknown, value: unknown];

export class TxnReplica {
  readonly registers: TxnRegister;

  /** @param name Of this life of the node: nobody else writes under it. */
  constructor(name: string) {
    this.registers = new TxnRegister(name);
  }

  /**
   * Carries out a transaction, as a whole and for good.
   *
   * @returns Its operations; reads with what they have read, `null` where nothing was ever written.
   */
  perform(operations: readonly Operation[], nowMs: number): Operation[] {
    const written = new Map<string, Uint8Array>();
    const performed = operations.map((operation): Operation => {
      const [f, key, value] = operation;
      const register = JSON.stringify(key);
      if (f === "r")
        return [f, key, decoded(written.get(register) ?? this.registers.get(register))];
      written.set(register, encoded(value));
      return operation;
    });
    if (written.size > 0) this.registers.commit(written, nowMs);
    return performed;
  }
}

/** What a request asks for; `undefined` when it is no transaction. */
export function parseTransaction(txn: unknown): readonly Operation[] | undefined {
  return Array.isArray(txn) && txn.every(isOperation) ? txn : undefined;
}

function isOperation(value: unknown): value is Operation {
  if (!Array.isArray(value) || value.length !== 3) return false;
  return value[0] === "r" || value[0] === "w";
}

function encoded(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

function decoded(bytes: Uint8Array | undefined): unknown {
  return bytes === undefined ? null : JSON.parse(new TextDecoder().decode(bytes));
}
