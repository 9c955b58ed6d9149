import { isDeepStrictEqual } from "node:util";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Fields, Message } from "../../../../robots/node/message.ts";
import { LinKv } from "../../../../coordinator/workbench/services/lin_kv.ts";
import { anyStoreRequest, request } from "../../../support/store_requests.ts";

/** A list of keys and values, searched from the front. */
function plainStore(): (message: Message) => Fields {
  const pairs: { key: unknown; value: unknown }[] = [];
  return ({ body: { type, key, value, from, to, create_if_not_exists: create } }) => {
    const pair = pairs.find((each) => isDeepStrictEqual(each.key, key));
    if (type === "read") return pair ? { type: "read_ok", value: pair.value } : { code: 20 };
    if (type === "cas" && pair === undefined && create !== true) return { code: 20 };
    if (type === "cas" && pair && !isDeepStrictEqual(pair.value, from)) return { code: 22 };
    const next = type === "write" ? value : to;
    if (pair) pair.value = next;
    else pairs.push({ key, value: next });
    return { type: `${type}_ok` };
  };
}

test("does what a plain list of keys and values does", () => {
  fc.assert(
    fc.property(fc.array(anyStoreRequest(), { maxLength: 60 }), (messages) => {
      const store = new LinKv();
      const plain = plainStore();
      for (const message of messages) expect(store.answer(message)).toMatchObject(plain(message));
    }),
  );
});

test("a request that is refused changes nothing", () => {
  const store = new LinKv();
  store.answer(request("n0", { type: "write", key: "x", value: 1 }));
  expect(store.answer(request("n0", { type: "delete", key: "x" }))).toMatchObject({ code: 10 });
  const read = store.answer(request("n0", { type: "read", key: "x" }));
  expect(read).toEqual({ type: "read_ok", value: 1 });
});
