/**
 * Registers by key that are linearizable on any number of nodes, as long as a majority of them can talk:
 * a Raft cluster (raft_service.ts, which has the options). Reads cost no entry in the log.
 *
 * @module
 */
import { isDeepStrictEqual } from "node:util";
import { ERROR_CODES, type ErrorName } from "../node/message.ts";
import type { Content, Node } from "../node/node.ts";
import type { Json } from "./raft_messages.ts";
import { RaftService, type ServiceMachine } from "./raft_service.ts";

/** Clients of lin-kv wait a second. */
const PATIENCE_MS = 900;

/** What changes registers, in a log: as short as it can be. */
export type RegisterOperation =
  | readonly ["write", key: Json, value: Json]
  | readonly ["cas", key: Json, from: Json, to: Json, create: boolean];

/** Registers, by whatever JSON value. */
export class Registers implements ServiceMachine {
  #values = new Map<string, Json>();

  apply(operation: Json): Content {
    const [f, key, ...values] = operation as RegisterOperation;
    const name = JSON.stringify(key);
    if (f === "write") {
      this.#values.set(name, values[0]);
      return { type: "write_ok" };
    }
    const [from, to = null, create = false] = values as readonly [Json, Json?, boolean?];
    const value = this.#values.get(name);
    if (value === undefined && !create) return missing(key);
    if (value !== undefined && !isDeepStrictEqual(value, from)) {
      const text = `${name} is ${JSON.stringify(value)}, not ${JSON.stringify(from)}`;
      return failed("precondition-failed", text);
    }
    this.#values.set(name, to);
    return { type: "cas_ok" };
  }

  read(key: Json): Content {
    const value = this.#values.get(JSON.stringify(key));
    return value === undefined ? missing(key) : { type: "read_ok", value };
  }

  snapshot(): Json {
    return [...this.#values];
  }

  restore(state: Json): void {
    this.#values = new Map(state as readonly (readonly [string, Json])[]);
  }
}

export default function linKvRaft(node: Node): void {
  const registers = new Registers();
  const service = new RaftService(node, registers, PATIENCE_MS);
  const need = (body: object, ...fields: readonly string[]): void => {
    const lacked = fields.find((field) => !(field in body));
    if (lacked !== undefined)
      throw node.error("malformed-request", `the request must have a ${lacked}`);
  };
  node.on<{ key: Json }>("read", ({ body }) => {
    need(body, "key");
    return service.read(() => registers.read(body.key));
  });
  node.on<{ key: Json; value: Json }>("write", ({ body }) => {
    need(body, "key", "value");
    return service.update(["write", body.key, body.value]);
  });
  node.on<{ key: Json; from: Json; to: Json; create_if_not_exists?: boolean }>(
    "cas",
    ({ body }) => {
      need(body, "key", "from", "to");
      const create = body.create_if_not_exists === true;
      return service.update(["cas", body.key, body.from, body.to, create]);
    },
  );
}

function missing(key: Json): Content {
  return failed("key-does-not-exist", `${JSON.stringify(key)} does not exist`);
}

function failed(error: ErrorName, text: string): Content {
  return { type: "error", code: ERROR_CODES[error], text };
}
