/**
 * A node's program out of a file.
 *
 * @module
 */
import { stat } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { NodeProgram } from "./node.ts";

export type LoadedProgram =
  | { readonly ok: true; readonly program: NodeProgram }
  /** The problem is one line that goes on after `as`; the cause is for those who want a stack. */
  | { readonly ok: false; readonly problem: string; readonly cause?: unknown };

/** Imports the module at `path`, seen from the working directory; its default export is the program. */
export async function loadProgram(path: string): Promise<LoadedProgram> {
  const file = resolve(path);
  const found = await stat(file).catch(() => undefined);
  if (found === undefined) return { ok: false, problem: "there is no such file" };
  if (!found.isFile()) return { ok: false, problem: "it must be a file" };
  let module: { readonly default?: unknown };
  try {
    module = (await import(pathToFileURL(file).href)) as typeof module;
  } catch (error) {
    return { ok: false, problem: `it cannot be imported: ${inOneLine(error)}`, cause: error };
  }
  const { default: program } = module;
  if (typeof program === "function") return { ok: true, program: program as NodeProgram };
  const got = program === undefined ? "none" : typeof program;
  return { ok: false, problem: `its default export must be a function (node) => …: got ${got}` };
}

function inOneLine(error: unknown): string {
  if (!(error instanceof Error)) return String(error).split("\n", 1)[0]!;
  const [first = ""] = error.message.split("\n", 1);
  const place = placeIn(error.stack ?? "");
  return `${error.name}: ${first}${place === undefined ? "" : ` (${place})`}`;
}

/** The first file that a stack names and its line. Of bad syntax the first line of the stack does. */
function placeIn(stack: string): string | undefined {
  for (const [, file = "", line] of stack.matchAll(/(?:^|[( ])(file:\/\/\S+?|\/\S+?):(\d+)/gm)) {
    const path = file.startsWith("file:") ? fileURLToPath(file) : file;
    return path === import.meta.filename ? undefined : `${basename(path)}:${line}`;
  }
  return undefined;
}
