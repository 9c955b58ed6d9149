/**
 * Requests to key-value stores, drawn so that they meet: few keys, few values, few clients.
 *
 * @module
 */
import * as fc from "fast-check";
import type { Json } from "../../coordinator/checkers/history/history.ts";
import type { Body, Message } from "../../robots/node/message.ts";

/** Alike in JavaScript or as text, and all different as JSON. */
const KEYS: readonly Json[] = [1, "1", null, "null", [1], "[1]", { a: 1, b: [2] }];
const VALUES: readonly Json[] = [0, "0", null, [0], { a: 1, b: 2 }];

export function request(src: string, body: Body): Message {
  return { src, dest: "kv", body };
}

/** Any request of a store. */
export function anyStoreRequest(): fc.Arbitrary<Message> {
  const key = fc.constantFrom(...KEYS);
  const value = fc.constantFrom(...VALUES);
  const body = fc.oneof(
    fc.record({ type: fc.constant("read"), key }),
    fc.record({ type: fc.constant("write"), key, value }),
    fc.record({
      type: fc.constant("cas"),
      key,
      from: value,
      to: value,
      create_if_not_exists: fc.boolean(),
    }),
  );
  return fc.record({ src: fc.constantFrom("n0", "n1", "n2"), dest: fc.constant("kv"), body });
}
