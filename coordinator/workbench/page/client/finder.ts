/**
 * Search through all messages, and the list of those in view: what the diagram shows, as text.
 *
 * @module
 */
import { type Browser, element, find } from "./dom.ts";
import { inWords, isLost, type Messages, type Way } from "./model.ts";

/** Rows of the list: what a reader looks through, and a browser lays out in a frame. */
const LISTED_MAX = 100;

/**
 * Which messages contain all the words of `query`, whatever their case; undefined for an empty one. A query
 * such as `=17` or `="a b"` finds messages with this very value anywhere in the body, see {@linkcode hasValue}.
 */
export function search(messages: Messages, query: string): Uint8Array | undefined {
  const text = query.trim();
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return undefined;
  const value = text.length > 1 && text.startsWith("=") ? asJson(text.slice(1)) : undefined;
  const isFound = (message: number): boolean => {
    if (value !== undefined) return hasValue(messages.bodies[message]!, value);
    const whole = messages.textOf(message).toLowerCase();
    return words.every((word) => whole.includes(word));
  };
  return Uint8Array.from(messages.bodies, (_, message) => (isFound(message) ? 1 : 0));
}

/**
 * The next (1) or last (-1) wanted way from the selected one on, round the end. Without a selection it is
 * the first one that departs in view, or after.
 */
export function stepThrough(
  ways: readonly Way[],
  isWanted: (way: Way) => boolean,
  selected: Way | undefined,
  fromS: number,
  by: 1 | -1,
): Way | undefined {
  const wanted = ways.filter(isWanted).sort((a, b) => a.fromS - b.fromS || a.message - b.message);
  const here = selected === undefined ? -1 : wanted.indexOf(selected);
  if (here >= 0) return wanted[(here + by + wanted.length) % wanted.length];
  const after = wanted.findIndex((way) => way.fromS >= fromS);
  if (by === 1) return wanted[after < 0 ? 0 : after];
  return wanted.at(after < 0 ? -1 : after - 1);
}

/** Writes the list anew. */
export function listWays(
  browser: Browser,
  messages: Messages,
  ways: readonly Way[],
  select: (way: Way) => void,
): void {
  const rows = ways.slice(0, LISTED_MAX).map((way) => {
    const { message, fromS, toS, fate } = way;
    const row = element(browser, "tr", "", isLost(fate) ? "lost" : "");
    const cell = element(browser, "td");
    const button = element(browser, "button", fromS.toFixed(6));
    button.setAttribute("type", "button");
    button.addEventListener("click", () => select(way));
    cell.append(button);
    const took = fate === "received" ? `${((toS - fromS) * 1000).toFixed(3)} ms` : inWords(fate);
    const texts = [
      messages.from(message),
      messages.to(message),
      messages.typeOf(message),
      took,
      messages.bodies[message]!.slice(0, 160),
    ];
    row.append(cell, ...texts.map((text) => element(browser, "td", text)));
    return row;
  });
  find(browser, "#list tbody").replaceChildren(...rows);
  find(browser, "#list-more").textContent =
    ways.length > LISTED_MAX ? `And ${ways.length - LISTED_MAX} more: zoom in, or search.` : "";
}

/** A message and what became of this copy of it. Its body is laid out when it is whole. */
export function describeWay(messages: Messages, { message, fromS, toS, fate }: Way): string {
  const end = fate === "received" ? "received" : inWords(fate);
  const after = `${((toS - fromS) * 1000).toFixed(3)} ms`;
  return [
    `${messages.from(message)} -> ${messages.to(message)}`,
    `sent ${fromS.toFixed(6)} s, ${end} ${toS.toFixed(6)} s (after ${after})`,
    laidOut(messages.bodies[message]!),
  ].join("\n");
}

/** As bodies are written. What is no JSON is meant as a text. */
function asJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return JSON.stringify(text);
  }
}

/**
 * Whether a number, text, true, false or null stands in a body, other than as the number of a message.
 * Lists and objects are looked for as they are written.
 */
function hasValue(body: string, value: string): boolean {
  if (!body.includes(value)) return false;
  if (/^[[{]/.test(value)) return true;
  let key = "";
  for (const [leaf, name] of body.matchAll(LEAVES)) {
    if (leaf === value && !NUMBERS_OF_MESSAGES.includes(key)) return true;
    // Keys are the next value's alone.
    key = name ?? "";
  }
  return false;
}

/**
 * Keys, with their name, and values. Of a body that `blocks.ts` cut, the last one has the mark of the cut in
 * it, and is no value.
 */
const LEAVES = /("(?:[^"\\]|\\.)*"):|"(?:[^"\\]|\\.)*(?:"|$)|[^\s"[\]{},:]+/g;

const NUMBERS_OF_MESSAGES = ['"msg_id"', '"in_reply_to"'];

function laidOut(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
