/**
 * Bytes and texts from outside in a form that is safe and short on a terminal: whatever stands in a
 * stream may have been put there by anybody.
 *
 * @module
 */

/** Bytes in one line of a dump. */
const DUMP_LINE_BYTES = 16;

/** What a terminal would obey or hide: controls, formats, unassigned, and separators of lines. */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** `text` with everything that is not printable written as an escape. */
export function printable(text: string): string {
  return text.replaceAll(UNPRINTABLE, escapeOf);
}

/** `text` in double quotes, as in JSON. */
export function quoted(text: string): string {
  return JSON.stringify(text).replaceAll(UNPRINTABLE, escapeOf);
}

/** A value as text, where it is UTF-8, else as hexadecimal digits. */
export function textOrHex(bytes: Uint8Array): { text: string } | { hex: string } {
  try {
    return { text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { hex: Buffer.from(bytes).toString("hex") };
  }
}

/** A value for people: `"text"` or `0x00ff`, cut after `bytesMax` bytes. */
export function showBytes(bytes: Uint8Array, bytesMax = 48): string {
  if (bytes.length > bytesMax) {
    // A cut may fall into a character: then the head is shown in hexadecimal, which is true as well.
    return `${showBytes(bytes.subarray(0, bytesMax), bytesMax)}… (${bytes.length} bytes)`;
  }
  const value = textOrHex(bytes);
  return "text" in value ? quoted(value.text) : `0x${value.hex}`;
}

/** The first `bytesMax` bytes, 16 in a line: offset, hexadecimal, ASCII. */
export function hexdump(bytes: Uint8Array, bytesMax: number): string[] {
  const lines: string[] = [];
  const end = Math.min(bytes.length, bytesMax);
  for (let start = 0; start < end; start += DUMP_LINE_BYTES) {
    const line = bytes.subarray(start, Math.min(start + DUMP_LINE_BYTES, end));
    const hex = Array.from(line, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
    const ascii = Array.from(line, (byte) =>
      byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".",
    ).join("");
    const offset = start.toString(16).padStart(8, "0");
    lines.push(`${offset}  ${hex.padEnd(DUMP_LINE_BYTES * 3 - 1)}  |${ascii}|`);
  }
  if (end < bytes.length) lines.push(`… ${bytes.length - end} more bytes`);
  return lines;
}

/** Ascending indexes as ranges, such as `0-4,7`; an ellipsis stands for what is beyond `max`. */
export function ranges(indexes: Iterable<number>, max = 16): string {
  const parts: [number, number][] = [];
  for (const index of indexes) {
    const last = parts.at(-1);
    if (last !== undefined && index === last[1] + 1) last[1] = index;
    else if (parts.length === max) return `${join(parts)},…`;
    else parts.push([index, index]);
  }
  return join(parts);
}

function join(parts: readonly (readonly [number, number])[]): string {
  return parts.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(",");
}

function escapeOf(character: string): string {
  return `\\u{${character.codePointAt(0)!.toString(16)}}`;
}
