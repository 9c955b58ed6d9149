/**
 * Requests that Maelstrom's key-value stores know, and what they do to one key. All three stores do
 * the same to a key (`PersistentKV` in src/maelstrom/service.clj of jepsen-io/maelstrom); they differ
 * in which state of it they take.
 *
 * Keys and values are any JSON. Keys are told apart, and values compared, as JSON: `1` is not `"1"`,
 * `null` is a key, and the order of an object's fields does not matter. Numbers are JavaScript's: `1`
 * and `1.0` are one, unlike in Maelstrom.
 *
 * @module
 */
import type { Message } from "../../../robots/node/message.ts";
import type { Content } from "../../../robots/node/node.ts";
import type { Json } from "../../checkers/history/history.ts";
import { identityOf, same } from "../../checkers/history/json_values.ts";
import { errorContent } from "./service.ts";

/** Equal for equal keys. */
export type Key = number | string;

/** What a request does to its key. */
export interface Step {
  readonly answer: Content;
  /** What the key has from now on, also when it is what it had. None: it stays as it is. */
  readonly next?: Json;
}

export type KeyValueRequest =
  | {
      readonly kind: "valid";
      readonly key: Key;
      /** @param current What the key has; undefined when it does not exist. */
      readonly step: (current: Json | undefined) => Step;
    }
  | { readonly kind: "refused"; readonly answer: Content };

const TYPES: readonly string[] = ["read", "write", "cas"];

/** Of a value in the text of an error: enough to recognize it. */
const QUOTED_CHARACTERS_MAX = 100;

/**
 * Reads a request. A value that is missing is null, as in Maelstrom: many libraries leave out what is
 * empty. What is no request of a store is refused: 10 (not-supported) for another type, which Maelstrom
 * never answers, and 12 (malformed-request) for one without a key, where Maelstrom takes null.
 *
 * @example
 * ```ts
 * import { keyValueRequest } from "./key_value_request.ts";
 * const body = { type: "cas", key: "x", from: 1, to: 2 };
 * const request = keyValueRequest({ src: "n0", dest: "lin-kv", body });
 * if (request.kind === "valid") console.log(request.step(1)); // { answer: { type: 'cas_ok' }, next: 2 }
 * ```
 */
export function keyValueRequest({ body }: Message): KeyValueRequest {
  const { type } = body;
  if (!TYPES.includes(type)) {
    const text = `cannot answer as a key-value store knows read, write and cas: got ${quote(type)}`;
    return { kind: "refused", answer: errorContent("not-supported", text) };
  }
  if (body["key"] === undefined) {
    const text = `cannot ${type} as the request must have a key: got none`;
    return { kind: "refused", answer: errorContent("malformed-request", text) };
  }
  // A body came as JSON, so that its fields are.
  const fields = body as Readonly<Record<string, Json>>;
  const { key, value = null, from = null, to = null, create_if_not_exists: create } = fields;
  const step = (current: Json | undefined): Step => {
    if (type === "read") return read(current);
    if (type === "write") return { answer: { type: "write_ok" }, next: value };
    return compareAndSet(current, from, to, (create ?? false) !== false);
  };
  return { kind: "valid", key: identityOf(key!), step };
}

function read(current: Json | undefined): Step {
  return { answer: current === undefined ? missing() : { type: "read_ok", value: current } };
}

function compareAndSet(current: Json | undefined, from: Json, to: Json, create: boolean): Step {
  if (current === undefined ? create : same(current, from))
    return { answer: { type: "cas_ok" }, next: to };
  if (current === undefined) return { answer: missing() };
  const text = `current value ${quote(current)} is not ${quote(from)}`;
  return { answer: errorContent("precondition-failed", text) };
}

function missing(): Content {
  return errorContent("key-does-not-exist", "key does not exist");
}

function quote(value: Json | undefined): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length <= QUOTED_CHARACTERS_MAX ? text : `${text.slice(0, QUOTED_CHARACTERS_MAX)}…`;
}
