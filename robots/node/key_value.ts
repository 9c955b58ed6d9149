/**
 * Clients of Maelstrom's services (doc/services.md): key-value stores and the timestamp oracle.
 *
 * @module
 */
import type { Body } from "./message.ts";
import { isRpcError, RpcError } from "./message.ts";
import type { Content, KeyValue } from "./node.ts";

/** Asks a service and waits for its answer. */
export type Ask = (content: Content) => Promise<Body>;

export function keyValue(ask: Ask): KeyValue {
  return {
    async read(key, ...otherwise) {
      try {
        const { value } = await ask({ type: "read", key });
        return value;
      } catch (error) {
        if (otherwise.length > 0 && isRpcError(error, "key-does-not-exist")) return otherwise[0];
        throw error;
      }
    },
    async write(key, value) {
      await ask({ type: "write", key, value });
    },
    async compareAndSet(key, from, to, { create = false } = {}) {
      try {
        await ask({ type: "cas", key, from, to, create_if_not_exists: create });
        return true;
      } catch (error) {
        if (isRpcError(error, "precondition-failed")) return false;
        if (isRpcError(error, "key-does-not-exist")) return false;
        throw error;
      }
    },
  };
}

export async function timestamp(ask: Ask): Promise<number> {
  const { ts } = await ask({ type: "ts" });
  if (typeof ts === "number") return ts;
  throw new RpcError("crash", `lin-tso must answer with a number: got ${JSON.stringify(ts)}`);
}
