/**
 * Refuses to show less than nothing: `final-read`, when the sum is negative. The true sum of every read
 * is a possible one otherwise.
 *
 * @module
 */
import type { Node } from "../../../robots/node/node.ts";
import { answering } from "../parts/answering.ts";
import pnCounter from "../right/pn_counter.ts";

export default (node: Node): void =>
  pnCounter(
    answering(node, "read", (answer) => ({
      ...answer,
      value: Math.max(0, Number(answer["value"])),
    })),
  );
