/**
 * Shows its first element twice: `duplicated`. The original checker does not mind.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";
import { answering } from "../parts/answering.ts";
import gSet from "../right/g_set.ts";

export default (node: Node): void =>
  gSet(
    answering(node, "read", (answer) => {
      const value = answer["value"] as unknown[];
      return { ...answer, value: [...value.slice(0, 1), ...value] };
    }),
  );
