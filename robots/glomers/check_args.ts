/**
 * Whether a program can begin with some arguments, before it has a name: it reads them when it begins, so
 * it begins as a node that nobody hears, whose time stands still.
 *
 * @module
 */
import { LivingNode } from "../node/living_node.ts";
import type { NodeProgram } from "../node/node.ts";
import { HelpWanted, OptionsError } from "../node/options_error.ts";
import { optionsOf } from "./options.ts";

export type ArgsCheck =
  | { readonly kind: "taken" }
  /** They ask for help; the text has a line for each option. */
  | { readonly kind: "help"; readonly text: string }
  /** The problem is one line. */
  | { readonly kind: "refused"; readonly problem: string };

/** Checks the arguments of a program of this folder. One that does not look at them takes none. */
export function checkArgs(program: NodeProgram, args: readonly string[]): ArgsCheck {
  let hasLooked = false;
  let broken: unknown;
  const node = new LivingNode(program, {
    get args() {
      hasLooked = true;
      return args;
    },
    nowMs: () => 0,
    random: () => 0.5,
    after: () => () => {},
    send: () => {},
    log: () => {},
    broke: (error) => (broken = error),
  });
  const body = { type: "init", node_id: "n0", node_ids: ["n0"] };
  node.receive({ src: "c0", dest: "n0", body });
  node.end();
  try {
    if (!hasLooked) optionsOf(args, {});
  } catch (error) {
    broken = error;
  }
  if (broken instanceof HelpWanted) return { kind: "help", text: broken.message };
  if (broken instanceof OptionsError) return { kind: "refused", problem: broken.message };
  // Whatever else is wrong is told by the node that is somebody.
  return { kind: "taken" };
}
