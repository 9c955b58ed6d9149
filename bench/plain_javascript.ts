/**
 * Our program as plain JavaScript, as a compiler would leave it: the baseline of start times.
 *
 * @module
 */
import {
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const ROOT = join(import.meta.dirname, "..");

/** A relative import of a TypeScript file. */
const IMPORT = /(from\s+"|import\(")(\.{1,2}\/[^"]*)\.ts"/g;

export interface PlainProgram {
  /** The robot process. */
  readonly path: string;
  /** Removes it. */
  readonly remove: () => void;
}

/** Writes it into a temporary folder. */
export function writePlainJavascript(): PlainProgram {
  const folder = mkdtempSync(join(tmpdir(), "hearsay-bench-"));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  process.once("exit", remove);
  quietly(() => {
    for (const path of globSync("{robots,coordinator}/**/*.ts", { cwd: ROOT })) {
      const source = readFileSync(join(ROOT, path), "utf8");
      const code = stripTypeScriptTypes(source).replaceAll(IMPORT, '$1$2.js"');
      write(join(folder, path.replace(/\.ts$/, ".js")), code);
    }
  });
  const wire = "proto/gen/hearsay.js";
  write(join(folder, wire), readFileSync(join(ROOT, wire), "utf8"));
  write(join(folder, "package.json"), '{ "type": "module" }\n');
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  return { path: join(folder, "coordinator/robot_process.js"), remove };
}

function write(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

/** Stripping types warns that it is experimental. */
function quietly(work: () => void): void {
  const listeners = process.listeners("warning");
  process.removeAllListeners("warning");
  work();
  // The warning comes in the next turn.
  setImmediate(() => {
    for (const listener of listeners) process.on("warning", listener);
  });
}
