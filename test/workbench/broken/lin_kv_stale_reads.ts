/**
 * Remembers what it read for a while and answers from that: `nonlinearizable`, as others write meanwhile.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";
import { handling } from "../parts/answering.ts";
import proxy from "../right/lin_kv_proxy.ts";

const KEPT_MS = 300;

export default (node: Node): void => {
  const answers = new Map<unknown, { readonly value: unknown; readonly atMs: number }>();
  proxy(
    handling(node, "read", async (request, handle) => {
      const { key } = request.body;
      const kept = answers.get(key);
      if (kept !== undefined && node.now() < kept.atMs + KEPT_MS)
        return { type: "read_ok", value: kept.value };
      const atMs = node.now();
      const answer = await handle(request);
      if (answer?.type === "read_ok") answers.set(key, { value: answer["value"], atMs });
      return answer;
    }),
  );
};
