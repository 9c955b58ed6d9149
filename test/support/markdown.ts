/**
 * What a Markdown file claims that a machine can look at: links, headings, code, commands.
 *
 * @module
 */

/** A command line of hearsay as it stands in a text. */
export interface CommandLine {
  readonly text: string;
  /** `run` for `npm start`; `undefined` when none is named, as in `hearsay --help`. */
  readonly command: string | undefined;
  /** `--robots` and the like. */
  readonly flags: readonly string[];
}

const FENCE = /^(```|~~~).*\n([^]*?)^\1 *$/gm;
const INLINE_CODE = /`([^`\n]+)`/g;
const LINK = /\]\(([^)\s]+)(?: "[^"]*")?\)|(?:src|href)="([^"]+)"/g;
const HEARSAY =
  /^(?:[A-Z_]+=\S* )*(?:(?:npx |node bin\/|bin\/)?hearsay(?:\.mjs)?(?= |$)|npm start(?: --(?= |$))?)(.*)$/;
const FLAG = /(?<=^|\s)--[a-z][a-z-]*/g;

/** Targets of links and pictures, outside code. */
export function linksOf(markdown: string): string[] {
  const text = markdown.replaceAll(FENCE, "").replaceAll(INLINE_CODE, "");
  return [...text.matchAll(LINK)].map(([, inline, html]) => inline ?? html!);
}

/** The anchors of a file's headings, as GitHub makes them. */
export function anchorsOf(markdown: string): string[] {
  const text = markdown.replaceAll(FENCE, "");
  return [...text.matchAll(/^#{1,6} +(.*)$/gm)].map(([, heading]) =>
    heading!
      .trim()
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(/\s/g, "-"),
  );
}

/** Lines of code blocks, continued lines joined, and inline code. */
export function codeOf(markdown: string): string[] {
  const blocks = [...markdown.matchAll(FENCE)].flatMap(([, , code]) =>
    code!.replaceAll(/\\\n */g, "").split("\n"),
  );
  const rest = markdown.replaceAll(FENCE, "");
  return [...blocks, ...[...rest.matchAll(INLINE_CODE)].map(([, code]) => code!)];
}

/** The calls of hearsay in `code`, one a line at most; what follows a pipe is another program's. */
export function commandLinesOf(code: readonly string[]): CommandLine[] {
  return code.flatMap((line) => {
    const call = line.replace(/ (\||>|2>|&|#|;) ?.*$/, "").replace(/^\$ /, "");
    const match = HEARSAY.exec(call);
    if (match === null) return [];
    const rest = match[1]!.trim();
    const first = /^[a-z]+$/.exec(rest.split(/\s+/)[0] ?? "")?.[0];
    const command = /npm start/.test(call) ? "run" : first;
    return [{ text: call.trim(), command, flags: flagsOf(rest) }];
  });
}

/** Every long flag that `text` names. */
export function flagsOf(text: string): string[] {
  return text.match(FLAG) ?? [];
}
