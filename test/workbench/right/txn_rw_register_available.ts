/**
 * Transactions that never wait for anybody: each happens at once on the registers of its node and is
 * told to the others as a whole, until they confirm it. The last write of a register wins, by Lamport
 * time: whatever a transaction has seen has an earlier one, so writes and reads form no circle. That is
 * read committed, and no more: nodes lag.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";

type Operation = readonly ["r" | "w", key: number, value: unknown];

/** What a transaction leaves behind. */
interface Writes {
  readonly id: string;
  readonly time: number;
  readonly by: string;
  readonly values: readonly (readonly [key: number, value: unknown])[];
}

interface Register {
  readonly value: unknown;
  readonly time: number;
  readonly by: string;
}

const RETRY_MS = 250;

export default (node: Node): void => {
  const registers = new Map<number, Register>();
  /** By peer: what it has not confirmed, by id. */
  const owed = new Map(node.peers.map((peer) => [peer, new Map<string, Writes>()]));
  let time = 0;

  const apply = ({ time: at, by, values }: Writes): void => {
    time = Math.max(time, at);
    for (const [key, value] of values) {
      const now = registers.get(key);
      if (now === undefined || now.time < at || (now.time === at && now.by < by))
        registers.set(key, { value, time: at, by });
    }
  };

  node.on<{ txn: Operation[] }>("txn", ({ body }) => {
    const written = new Map<number, unknown>();
    const txn = body.txn.map((operation): Operation => {
      const [f, key, value] = operation;
      if (f === "r") return [f, key, written.get(key) ?? registers.get(key)?.value ?? null];
      written.set(key, value);
      return operation;
    });
    if (written.size > 0) {
      const at = time + 1;
      const writes = { id: `${node.id}-${at}`, time: at, by: node.id, values: [...written] };
      apply(writes);
      for (const [peer, waiting] of owed) {
        waiting.set(writes.id, writes);
        node.send(peer, { type: "writes", writes: [writes] });
      }
    }
    return { type: "txn_ok", txn };
  });

  node.on<{ writes: Writes[] }>("writes", ({ src, body }) => {
    for (const writes of body.writes) apply(writes);
    node.send(src, { type: "confirm", ids: body.writes.map(({ id }) => id) });
  });
  node.on<{ ids: string[] }>("confirm", ({ src, body }) => {
    for (const id of body.ids) owed.get(src)?.delete(id);
  });
  node.every(RETRY_MS, () => {
    for (const [peer, waiting] of owed)
      if (waiting.size > 0) node.send(peer, { type: "writes", writes: [...waiting.values()] });
  });
};
