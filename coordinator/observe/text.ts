/**
 * Text on a terminal: how many columns it takes, and what fits. Texts may come from other machines,
 * so whatever a terminal would obey is taken out. Pure.
 *
 * @module
 */
import { stripVTControlCharacters } from "node:util";

/** Controls, formats, unassigned, and separators of lines. */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** What nearly every text here is made of: one column each. */
const NARROW = /^[\x20-\x7e·×…─-▟✓✗♛]*$/;

const ZERO_WIDTH = /^\p{M}+$/u;

/** East Asian wide characters, and emoji, which most terminals draw as wide. */
const WIDE =
  /\p{Emoji_Presentation}|\ufe0f|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]/u;

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** `text` without escape sequences and control characters. */
export function plainText(text: string): string {
  return stripVTControlCharacters(text).replaceAll(UNPRINTABLE, "");
}

/** Columns that `text` takes; it must be plain. */
export function textWidth(text: string): number {
  if (NARROW.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += graphemeWidth(segment);
  return width;
}

/** The beginning of `text` that fits into `columns`. */
export function headOf(text: string, columns: number): string {
  let head = "";
  let width = 0;
  for (const { segment } of graphemes.segment(text)) {
    width += graphemeWidth(segment);
    if (width > columns) break;
    head += segment;
  }
  return head;
}

/** `text`, or what of it fits into `columns` together with `ellipsis`. */
export function clipText(text: string, columns: number, ellipsis: string): string {
  if (textWidth(text) <= columns) return text;
  const room = columns - textWidth(ellipsis);
  return room < 0 ? "" : headOf(text, room) + ellipsis;
}

/** `text` filled up with spaces to `columns`. */
export function padText(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - textWidth(text)));
}

function graphemeWidth(grapheme: string): number {
  if (ZERO_WIDTH.test(grapheme)) return 0;
  return WIDE.test(grapheme) ? 2 : 1;
}
