/**
 * Puts the modules of a folder into one script that needs no others: types are stripped, imports and
 * exports fall away, and what is imported stands before what imports it. Modules share one scope, so no
 * two may use a name: the browser, and a test, refuse that.
 *
 * @module
 */
import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { dirname, join } from "node:path";

/** An import from a neighbour; other modules are not to be had in a page. */
const IMPORT = /^import\s[^;]*?\sfrom\s+"(\.\/[^"]+)";$/gm;

const EXPORT = /^export (?=(?:async )?function|class|const)/gm;

/**
 * The script that calls `start` of the module at `path`.
 *
 * @throws Error when a module is not as simple as that: an import from elsewhere, another kind of export.
 */
export function inlineModules(path: string): string {
  const pieces = new Map<string, string>();
  collect(path, pieces);
  const script = `"use strict";\n{\n${[...pieces.values()].join("\n")}\nvoid start(globalThis);\n}\n`;
  if (/<\/script|<!--/i.test(script)) {
    throw new Error(`cannot put ${path} into a page as it must not contain the end of a script`);
  }
  return script;
}

function collect(path: string, pieces: Map<string, string>): void {
  if (pieces.has(path)) return;
  const source = readFileSync(path, "utf8");
  const imported = [...source.matchAll(IMPORT)]
    .filter(([text]) => !text.startsWith("import type"))
    .map(([, specifier]) => join(dirname(path), specifier!));
  for (const each of imported) collect(each, pieces);
  const plain = stripped(source).replaceAll(IMPORT, "").replaceAll(EXPORT, "");
  const left = /^(?:import|export)\b.*/m.exec(plain)?.[0];
  if (left !== undefined) {
    throw new Error(`cannot put ${path} into a page as all must be in one script: ${left}`);
  }
  // Without the comment at the top, and the blanks that types leave behind.
  const body = plain.replace(/^\/\*\*[^]*?\*\/\n/, "").replaceAll(/[ \t]+$/gm, "");
  pieces.set(path, body.replaceAll(/\n{2,}/g, "\n").trim());
}

/** Node warns that this is experimental, which whoever runs a test need not know. */
function stripped(source: string): string {
  const emitWarning = process.emitWarning.bind(process);
  process.emitWarning = () => {};
  try {
    return stripTypeScriptTypes(source);
  } finally {
    process.emitWarning = emitWarning;
  }
}
