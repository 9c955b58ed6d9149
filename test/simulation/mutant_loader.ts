/**
 * Loads the simulator with a bug planted in it. A module whose address ends with `?mutant=NAME` is
 * the same one with that mutant's edits, and so is all of the project that it imports: so several
 * simulators live side by side in one thread, and no file is written.
 *
 * @module
 */
import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";

import type { Simulate } from "../../coordinator/experiment/trial.ts";
import { applied, type Edit } from "./mutants/mutant.ts";

const ROOT = new URL("../../", import.meta.url).href;
const MARK = "?mutant=";

/** What is loaded anew for each mutant: generated code has no bugs of ours and is large. */
const ROOMS = ["robots/", "coordinator/"];

export class MutantLoader {
  readonly #edits = new Map<string, readonly Edit[]>();

  constructor() {
    registerHooks({
      resolve: (specifier, context, next) => {
        const resolved = next(specifier, context);
        const mark = context.parentURL?.indexOf(MARK) ?? -1;
        if (mark < 0 || !ROOMS.some((room) => resolved.url.startsWith(ROOT + room)))
          return resolved;
        return { ...resolved, url: resolved.url + context.parentURL!.slice(mark) };
      },
      load: (url, context, next) => {
        const mark = url.indexOf(MARK);
        const edits = mark < 0 ? [] : this.#editsOf(url.slice(mark + MARK.length), url, mark);
        if (edits.length === 0) return next(url, context);
        const source = readFileSync(fileURLToPath(url.slice(0, mark)), "utf8");
        return { format: "module-typescript", source: planted(source, edits), shortCircuit: true };
      },
    });
  }

  /**
   * The simulator with `edits`.
   *
   * @param name Not used before in this thread.
   */
  async load(name: string, edits: readonly Edit[]): Promise<Simulate> {
    this.#edits.set(name, edits);
    const url = `${ROOT}coordinator/simulation/simulate.ts${MARK}${name}`;
    return ((await import(url)) as { simulate: Simulate }).simulate;
  }

  #editsOf(name: string, url: string, mark: number): readonly Edit[] {
    const file = url.slice(ROOT.length, mark);
    return (this.#edits.get(name) ?? []).filter((edit) => edit.file === file);
  }
}

function planted(source: string, edits: readonly Edit[]): string {
  return edits.reduce((text, edit) => applied(text, edit), source);
}
