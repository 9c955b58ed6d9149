/**
 * Registers that are written by whole transactions: of each register the latest transaction wins, and
 * a transaction is joined in one piece, so nobody ever sees a part of it. Every replica can write at
 * any time, without asking (Bailis, Davidson, Fekete, Ghodsi, Hellerstein and Stoica 2013, "Highly
 * Available Transactions").
 *
 * ```text
 * key     node, "/", number of the transaction, from 1 (ordered_number.ts)
 * entry   key, wall clock and counter of the stamp, how many writes, each with its register and
 *         value, by ascending register
 * ```
 *
 * A transaction stays while it is the latest of one of its registers at least. Though others are
 * dropped, states are a join-semilattice: a state says of each register which transaction is the
 * latest, and no more, as it consists of just these. Transactions are totally ordered; so the join of
 * two states is the maximum, register by register, and the latest transaction of a register in all that
 * was ever written is the latest one also of what is left after dropping any that is none. A product of
 * chains is a lattice. A state never forgets a register, and its latest transaction never goes back.
 *
 * @module
 */
import { type ByteReader, type ByteWriter, equalBytes } from "./bytes.ts";
import { EntryMap, type Joined } from "./entry_map.ts";
import { ReplacedVersions } from "./held_versions.ts";
import {
  compareStamps,
  COUNTER_MAX,
  HybridLogicalClock,
  isAhead,
  type Stamp,
  WALL_MS_MAX,
} from "./hybrid_logical_clock.ts";
import { numberedKey, parseNumberedKey } from "./ordered_number.ts";

interface Transaction {
  readonly stamp: Stamp;
  /** The number that its node gave it. */
  readonly number: number;
  /** What it wrote, by register, ascending. */
  readonly writes: ReadonlyMap<string, Uint8Array>;
}

/** What a write takes at least: the lengths of its register and its value. */
const WRITE_BYTES_MIN = 2;

/**
 * A node that comes back must have all that it ever wrote, or take another name: the same number for
 * another transaction is a conflict, and nobody takes it.
 *
 * @example
 * ```ts
 * import { TxnRegister } from "./txn_register.ts";
 * const registers = new TxnRegister("a");
 * registers.commit(new Map([["x", Uint8Array.of(1)], ["y", Uint8Array.of(2)]]), 0);
 * registers.commit(new Map([["x", Uint8Array.of(3)]]), 0);
 * console.log(registers.get("x"), registers.size); // Uint8Array(1) [ 3 ] 2
 * registers.commit(new Map([["y", Uint8Array.of(4)]]), 0);
 * console.log([...registers.keys()]); // [ 'a/a2', 'a/a3' ]
 * ```
 */
export class TxnRegister extends EntryMap<Transaction> {
  readonly node: string;
  /** Origins are nodes, versions the numbers of transactions. */
  readonly versions: ReplacedVersions;
  readonly #clock: HybridLogicalClock;
  /** The latest transaction, by register. */
  readonly #latest = new Map<string, Transaction>();
  /** Of how many registers a transaction is the latest. */
  readonly #uses = new Map<Transaction, number>();

  /**
   * @param node Who writes here: a name that nobody else has.
   * @throws RangeError when it is empty.
   */
  constructor(node: string) {
    super();
    this.#clock = new HybridLogicalClock(node);
    this.node = this.#clock.node;
    this.versions = new ReplacedVersions(this.node);
  }

  /**
   * Writes all of `writes` at once, later than all that is here. Keeps copies of the values.
   *
   * @throws RangeError when there are none, or this node has written 2^53 - 1 transactions.
   */
  commit(writes: ReadonlyMap<string, Uint8Array>, nowMs: number): Stamp {
    if (writes.size === 0) {
      throw new RangeError("cannot commit a transaction as it must write something");
    }
    const number = this.versions.nextOwn();
    const stamp = this.#clock.next(nowMs);
    // Registers as they will be when they were read: two that are written alike are one.
    const named = new Map([...writes].map(([register, value]) => [register.toWellFormed(), value]));
    const ascending = new Map([...named].sort(([a], [b]) => (a < b ? -1 : 1)));
    this.put(numberedKey(this.node, number), { stamp, number, writes: ascending });
    return stamp;
  }

  /** The value of `register`, which the caller must not change. */
  get(register: string): Uint8Array | undefined {
    const name = register.toWellFormed();
    return this.#latest.get(name)?.writes.get(name);
  }

  /** When and by whom `register` was last written. */
  stampOf(register: string): Stamp | undefined {
    return this.#latest.get(register.toWellFormed())?.stamp;
  }

  /** All registers ever written, ascending by UTF-16 code units. */
  registers(): string[] {
    return [...this.#latest.keys()].sort();
  }

  protected override joinValues(
    mine: Transaction | undefined,
    theirs: Transaction,
    nowMs: number,
  ): Joined<Transaction> {
    if (mine !== undefined) {
      return equalTransactions(mine, theirs) ? { value: mine } : { refused: "conflict" };
    }
    let isLatest = false;
    for (const register of theirs.writes.keys()) {
      const latest = this.#latest.get(register);
      isLatest ||= latest === undefined || compareTransactions(theirs, latest) > 0;
    }
    if (!isLatest) return { value: undefined };
    return isAhead(theirs.stamp, nowMs) ? { refused: "ahead" } : { value: theirs };
  }

  protected override heard(_key: string, { stamp, number }: Transaction): void {
    this.versions.mention(stamp.node, number);
    this.versions.note(stamp.node, number);
  }

  protected override put(key: string, { stamp, number, writes: lent }: Transaction): void {
    const writes = new Map<string, Uint8Array>();
    for (const [register, value] of lent) writes.set(register, new Uint8Array(value));
    const transaction = { stamp, number, writes };
    // Not ahead of its own time: the join has looked whether it is ahead of ours.
    this.#clock.observe(stamp, stamp.wallMs);
    super.put(key, transaction);
    this.versions.hold(stamp.node, number, key);
    for (const register of writes.keys()) {
      const before = this.#latest.get(register);
      if (before !== undefined && compareTransactions(transaction, before) < 0) continue;
      this.#latest.set(register, transaction);
      this.#uses.set(transaction, (this.#uses.get(transaction) ?? 0) + 1);
      if (before !== undefined) this.#release(before);
    }
  }

  protected override writeValue(writer: ByteWriter, { stamp, writes }: Transaction): void {
    writer.number(stamp.wallMs).number(stamp.counter).number(writes.size);
    for (const [register, value] of writes) writer.text(register).bytes(value);
  }

  protected override readValue(reader: ByteReader, key: string): Transaction {
    const { name: node = "", number = 0 } = parseNumberedKey(key) ?? {};
    const stamp = { wallMs: reader.number(), counter: reader.number(), node };
    const writes = new Map<string, Uint8Array>();
    let last: string | undefined;
    for (let left = reader.count(WRITE_BYTES_MIN); left > 0 && reader.ok; left--) {
      const register = reader.text();
      if (last !== undefined && register <= last) reader.fail();
      writes.set(register, reader.bytes());
      last = register;
    }
    const believable = stamp.wallMs <= WALL_MS_MAX && stamp.counter <= COUNTER_MAX;
    if (node === "" || number === 0 || writes.size === 0 || !believable) reader.fail();
    return { stamp, number, writes };
  }

  /** `transaction` is the latest of one register less. */
  #release(transaction: Transaction): void {
    const left = this.#uses.get(transaction)! - 1;
    this.#uses.set(transaction, left);
    if (left > 0) return;
    const { stamp, number } = transaction;
    const key = numberedKey(stamp.node, number);
    this.#uses.delete(transaction);
    this.versions.release(stamp.node, number, key);
    this.drop(key);
  }
}

/** By stamp. Two share one only when a node is broken; then the later number wins. */
function compareTransactions(a: Transaction, b: Transaction): number {
  return compareStamps(a.stamp, b.stamp) || a.number - b.number;
}

function equalTransactions(a: Transaction, b: Transaction): boolean {
  if (compareStamps(a.stamp, b.stamp) !== 0 || a.writes.size !== b.writes.size) return false;
  for (const [register, value] of a.writes) {
    const other = b.writes.get(register);
    if (other === undefined || !equalBytes(value, other)) return false;
  }
  return true;
}
