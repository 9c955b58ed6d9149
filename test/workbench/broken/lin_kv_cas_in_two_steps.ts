/**
 * Compares first and sets a little later: two may find the same value, and what was written in between is
 * gone. `nonlinearizable`, when clients are quick.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";
import { handling } from "../parts/answering.ts";
import proxy from "../right/lin_kv_proxy.ts";

const BETWEEN_MS = 20;

export default (node: Node): void => {
  const store = node.kv("lin-kv");
  proxy(
    handling(node, "cas", async ({ body }) => {
      const key = Number(body["key"]);
      if ((await store.read(key)) !== body["from"])
        throw node.error("precondition-failed", "it has another value");
      await node.sleep(BETWEEN_MS);
      await store.write(key, body["to"]);
      return { type: "cas_ok" };
    }),
  );
};
