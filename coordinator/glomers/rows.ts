/**
 * The matrix: the thirteen rows of the reference with its own commands (https://fly.io/dist-sys/), and
 * what goes beyond them. Data only.
 *
 * @module
 */
import { UserError } from "../user_error.ts";
import { HARDSHIPS, type Hardship, type Row } from "./row.ts";

/** Of nodes that must answer every time: whoever is down does not. */
const LINKS: readonly Hardship[] = ["partition", "one-way", "loss", "duplicate"];

/** Of nodes that keep nothing on their disks: a death may take along what was acknowledged last. */
const ALL_BUT_KILL: readonly Hardship[] = HARDSHIPS.filter((hardship) => hardship !== "kill");

const EFFICIENT = "-w broadcast --node-count 25 --time-limit 20 --rate 100 --latency 100";
const KAFKA = "-w kafka --concurrency 2n --time-limit 20 --rate 1000";
const TXN = "-w txn-rw-register --time-limit 20 --rate 1000 --concurrency 2n";

/** In the order of the challenges. */
export const ROWS: readonly Row[] = [
  {
    id: "1",
    title: "echo",
    program: "echo",
    args: [],
    flags: "-w echo --node-count 1 --time-limit 10",
    survives: LINKS,
  },
  {
    id: "2",
    title: "unique ids",
    program: "unique-ids",
    args: [],
    flags:
      "-w unique-ids --time-limit 30 --rate 1000 --node-count 3 --availability total --nemesis partition",
    survives: HARDSHIPS,
  },
  {
    id: "3a",
    title: "broadcast, one node",
    program: "broadcast",
    args: [],
    flags: "-w broadcast --node-count 1 --time-limit 20 --rate 10",
    survives: HARDSHIPS,
  },
  {
    id: "3b",
    title: "broadcast, five nodes",
    program: "broadcast",
    args: [],
    flags: "-w broadcast --node-count 5 --time-limit 20 --rate 10",
    survives: HARDSHIPS,
  },
  {
    id: "3c",
    title: "broadcast, partitions",
    program: "broadcast",
    args: [],
    flags: "-w broadcast --node-count 5 --time-limit 20 --rate 10 --nemesis partition",
    survives: HARDSHIPS,
  },
  {
    id: "3d",
    title: "broadcast, efficient I",
    program: "broadcast-hub",
    args: ["--epoch-ms", "440", "--slack-ms", "25"],
    exactArgs: ["--epoch-ms", "409", "--answer-ms", "10"],
    flags: EFFICIENT,
    target: "servers.msgs-per-op<=0.95,p50<400,max<600",
    survives: HARDSHIPS,
  },
  {
    id: "3e",
    title: "broadcast, efficient II",
    program: "broadcast-hub",
    args: ["--epoch-ms", "1600", "--slack-ms", "40"],
    exactArgs: ["--epoch-ms", "1600", "--answer-ms", "10"],
    flags: EFFICIENT,
    target: "servers.msgs-per-op<=0.32,p50<1000,max<2000",
    survives: HARDSHIPS,
  },
  {
    id: "4",
    title: "counter on seq-kv",
    program: "g-counter-seq-kv",
    args: [],
    flags: "-w g-counter --node-count 3 --rate 100 --time-limit 20 --nemesis partition",
    survives: HARDSHIPS,
  },
  {
    id: "4-crdt",
    title: "counter that gossips",
    program: "g-counter",
    args: [],
    flags: "-w g-counter --node-count 3 --rate 100 --time-limit 20 --nemesis partition",
    survives: HARDSHIPS,
  },
  {
    id: "5a",
    title: "log, one node",
    program: "kafka-single",
    args: [],
    flags: `${KAFKA} --node-count 1`,
    survives: ALL_BUT_KILL,
  },
  {
    id: "5b",
    title: "log on lin-kv",
    program: "kafka-lin-kv",
    args: [],
    flags: `${KAFKA} --node-count 2`,
    survives: HARDSHIPS,
  },
  {
    id: "5c",
    title: "log, efficient",
    program: "kafka-lanes",
    args: [],
    flags: `${KAFKA} --node-count 2`,
    target: "servers.msgs-per-op<=0.1",
    survives: ALL_BUT_KILL,
  },
  {
    id: "5c-all",
    title: "log, efficient, two copies",
    program: "kafka-lanes",
    args: ["--ack", "all"],
    flags: `${KAFKA} --node-count 2`,
    target: "servers.msgs-per-op<=0.3",
    survives: HARDSHIPS,
  },
  {
    id: "6a",
    title: "transactions, one node",
    program: "txn-single",
    args: [],
    flags: `${TXN} --node-count 1 --consistency-models read-uncommitted --availability total`,
    survives: ALL_BUT_KILL,
  },
  {
    id: "6b",
    title: "read uncommitted",
    program: "txn-read-uncommitted",
    args: [],
    flags: `${TXN} --node-count 2 --consistency-models read-uncommitted`,
    survives: ALL_BUT_KILL,
  },
  {
    id: "6b-total",
    title: "read uncommitted, available",
    program: "txn-read-uncommitted",
    args: [],
    flags: `${TXN} --node-count 2 --consistency-models read-uncommitted --availability total --nemesis partition`,
    survives: ALL_BUT_KILL,
  },
  {
    id: "6c",
    title: "read committed, available",
    program: "txn-read-committed",
    args: [],
    flags: `${TXN} --node-count 2 --consistency-models read-committed --availability total --nemesis partition`,
    survives: ALL_BUT_KILL,
  },
  {
    id: "g-set",
    title: "set that gossips",
    program: "g-set",
    args: [],
    flags: "-w g-set --node-count 5 --time-limit 20 --rate 100 --nemesis partition",
    survives: HARDSHIPS,
  },
  {
    id: "pn-counter",
    title: "counter, both ways",
    program: "pn-counter",
    args: [],
    flags: "-w pn-counter --node-count 5 --time-limit 20 --rate 100 --nemesis partition",
    survives: HARDSHIPS,
  },
  {
    id: "lin-kv",
    title: "registers on Raft",
    program: "lin-kv-raft",
    args: [],
    flags:
      "-w lin-kv --node-count 3 --concurrency 4n --time-limit 20 --rate 30 --nemesis partition",
    survives: HARDSHIPS,
  },
  {
    id: "txn-list-append",
    title: "strict-serializable lists",
    program: "txn-list-append",
    args: [],
    flags:
      "-w txn-list-append --node-count 3 --concurrency 4n --time-limit 20 --rate 100 --nemesis partition",
    survives: HARDSHIPS,
  },
];

/**
 * The rows that patterns name, in the order of the matrix: `3d`, or `3*` for all that begin so.
 *
 * @throws UserError (exit 2) for a pattern that names none.
 */
export function rowsNamed(patterns: readonly string[]): Row[] {
  const tests = patterns.map((pattern) => {
    const matches = matcherOf(pattern);
    if (ROWS.some(({ id }) => matches(id))) return matches;
    const all = ROWS.map(({ id }) => id).join(", ");
    throw new UserError(`cannot find row "${pattern}" as it must be one of ${all}, or like 3*`, 2);
  });
  return ROWS.filter(({ id }) => tests.some((matches) => matches(id)));
}

/** `*` stands for any text, everything else for itself. */
function matcherOf(pattern: string): (id: string) => boolean {
  const parts = pattern.split("*").map((part) => part.replaceAll(/[^\w]/g, String.raw`\$&`));
  const form = new RegExp(`^${parts.join(".*")}$`);
  return (id) => form.test(id);
}
