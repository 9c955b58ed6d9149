/**
 * HTML from data: whatever is put into a template is text, unless it was made by a template itself. What
 * nodes write ends up here, so nothing else in the page builds markup.
 *
 * @module
 */

/** Markup. Only {@linkcode html} and {@linkcode markup} make it. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in a template. `undefined` and `false` are nothing. */
export type Part = Html | string | number | undefined | false | readonly Part[];

/**
 * A template whose values are escaped. Attributes must stand in double quotes.
 *
 * @example
 * ```ts
 * import { html } from "./html.ts";
 * console.log(html`<p title="${'"'}">${"<b>"}</p>`.text); // <p title="&quot;">&lt;b&gt;</p>
 * ```
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const pieces = strings.map((text, i) => text + (i < parts.length ? textOf(parts[i]) : ""));
  return new Html(pieces.join(""));
}

/** Markup of our own, as it is. Never for what comes from a run. */
export function markup(text: string): Html {
  return new Html(text);
}

/** A style sheet, to the letter: a policy names it by its hash. */
export function styleElement(style: string): Html {
  return markup(`<style>${style}</style>`);
}

/** Seconds since the start, as they stand everywhere in the page. */
export function seconds(ns: number): string {
  return `${(ns / 1e9).toFixed(3)} s`;
}

/** What hides, or turns round what stands beside it. Line ends and tabs are fine. */
const HIDDEN = /(?![\n\t])[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function textOf(part: Part): string {
  if (part === undefined || part === false) return "";
  if (part instanceof Html) return part.text;
  if (typeof part === "object") return part.map(textOf).join("");
  return String(part)
    .replaceAll(/[&<>"']/g, (character) => ENTITIES[character]!)
    .replaceAll(HIDDEN, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}
