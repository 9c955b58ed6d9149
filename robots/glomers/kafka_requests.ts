/**
 * The requests of the challenge `kafka`, read and answered, whatever keeps the logs.
 *
 * @module
 */
import type { Content, Node } from "../node/node.ts";
import type { Polled } from "./kafka_logs.ts";

/** Key -> offset. */
export type Offsets = ReadonlyMap<string, number>;

/** What keeps the logs. Whatever it throws or rejects with is the answer. */
export interface LogService {
  /** The offset of the message. */
  send(key: string, message: unknown): number | Promise<number>;
  poll(offsets: Offsets): Polled | Promise<Polled>;
  commit(offsets: Offsets): void | Promise<void>;
  committed(keys: readonly string[]): Committed | Promise<Committed>;
}

export type Committed = Readonly<Record<string, number>>;

export function serveLogs(node: Node, logs: LogService): void {
  const malformed = (what: string): Error => node.error("malformed-request", what);
  const offsetsOf = (asked: unknown): Offsets => {
    if (typeof asked !== "object" || asked === null || Array.isArray(asked))
      throw malformed("offsets must be an object");
    return new Map(
      Object.entries(asked).map(([key, offset]: [string, unknown]) => {
        if (typeof offset !== "number" || !Number.isSafeInteger(offset) || offset < 0)
          throw malformed("offsets must be whole numbers >= 0");
        return [key, offset];
      }),
    );
  };

  node.on("send", ({ body: { key, msg } }) => {
    if (typeof key !== "string" || msg === undefined)
      throw malformed("send must have a key and a msg");
    return answered(logs.send(key, msg), (offset) => ({ type: "send_ok", offset }));
  });
  node.on("poll", ({ body: { offsets } }) =>
    answered(logs.poll(offsetsOf(offsets)), (msgs) => ({ type: "poll_ok", msgs })),
  );
  node.on("commit_offsets", ({ body: { offsets } }) =>
    answered(logs.commit(offsetsOf(offsets)), () => ({ type: "commit_offsets_ok" })),
  );
  node.on("list_committed_offsets", ({ body: { keys } }) => {
    if (!Array.isArray(keys) || !keys.every((key) => typeof key === "string"))
      throw malformed("keys must be texts");
    return answered(logs.committed(keys), (offsets) => ({
      type: "list_committed_offsets_ok",
      offsets,
    }));
  });
}

/** What is there at once is answered at once: a turn of promises for each poll would cost. */
function answered<T>(result: T | Promise<T>, answer: (result: T) => Content) {
  return result instanceof Promise ? result.then(answer) : answer(result);
}

/** Refuses a commit beyond what was sent: it would make readers skip what is sent later. */
export function committedTooMuch(node: Node): Error {
  return node.error("precondition-failed", "nothing has been sent at this offset or above");
}
