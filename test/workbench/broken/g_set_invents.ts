/**
 * Guesses what will be added next: `phantom`. The original checker does not mind.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";
import { answering } from "../parts/answering.ts";
import gSet from "../right/g_set.ts";

export default (node: Node): void =>
  gSet(
    answering(node, "read", (answer) => {
      const value = answer["value"] as number[];
      return { ...answer, value: [...value, Math.max(0, ...value) + 10] };
    }),
  );
