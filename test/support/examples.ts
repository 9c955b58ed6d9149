/**
 * The examples in doc comments: `@example` with a fenced block of TypeScript.
 *
 * @module
 */
import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";

/** One example, ready to be run from anywhere. */
export interface Example {
  /** Where it stands. */
  readonly line: number;
  readonly code: string;
  /** What its comments behind or below `console.log(…);` say that it prints. */
  readonly prints: string;
}

/** The examples in the file at `path`; their relative imports become absolute. */
export function examplesOf(path: string, source: string): Example[] {
  const found: Example[] = [];
  for (const comment of source.matchAll(/\/\*\*[^]*?\*\//g)) {
    for (const block of comment[0].matchAll(/@example[^]*?```ts\n([^]*?)```/g)) {
      const code = block[1]!.replaceAll(/^ *\* ?/gm, "");
      const line = source.slice(0, comment.index + block.index).split("\n").length;
      const said = [...code.matchAll(/console\.log\(.*\);((?:\s*\/\/ .*)+)/g)];
      const prints = said.map(([, text]) => text!.replaceAll(/\s*\/\/ /g, " ")).join(" ");
      found.push({ line, code: absolute(code, path), prints });
    }
  }
  return found;
}

/** Text without the line breaks and quotes that only the printer chooses. */
export function plain(text: string): string {
  return text.replaceAll(/\s+/g, " ").replaceAll("'", '"').trim();
}

function absolute(code: string, path: string): string {
  return code.replaceAll(/(from |import )"(\.[^"]+)"/g, (_, word: string, target: string) => {
    const url = pathToFileURL(resolve(dirname(path), target));
    return `${word}${JSON.stringify(url.href)}`;
  });
}
