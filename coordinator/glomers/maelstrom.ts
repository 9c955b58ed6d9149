/**
 * How to run a row under Maelstrom itself, from the root of the repository. Maelstrom takes no targets
 * and no seed.
 *
 * @module
 */
import type { Row } from "./row.ts";

/** Where its release is unpacked. */
const MAELSTROM = "maelstrom/maelstrom";

/** It hands over to the Node that npm brings along, so an old one on the PATH will do. */
const BIN = "bin/hearsay.mjs";

/** What stands behind `--` goes to the program. */
export function maelstromCommand({ flags, program, args }: Row): string {
  return [MAELSTROM, "test", flags, "--bin", BIN, "--", "node", program, ...args].join(" ");
}
