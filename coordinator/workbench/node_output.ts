/**
 * From a line on a node's stdout to a message, or what is wrong with it (doc/protocol.md of
 * jepsen-io/maelstrom).
 *
 * @module
 */
import type { Message } from "../../robots/node/message.ts";
import { printable } from "../cli/printable.ts";

/** Shown of a line, and of a value in a reason. */
const TEXT_CHARACTERS_MAX = 200;
const VALUE_CHARACTERS_MAX = 60;

/** The message on a line, or in words why it is none. */
export function readMessage(line: string): Message | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    if (line.trim() === "") return "must be a JSON object: it is empty";
    return `must be JSON: ${beginningOf((error as Error).message, TEXT_CHARACTERS_MAX)}`;
  }
  if (!isObject(value)) return `must be a JSON object: got ${shown(value)}`;
  const { src, dest, body } = value;
  if (typeof src !== "string") return `src must be a string: got ${shown(src)}`;
  if (typeof dest !== "string") return `dest must be a string: got ${shown(dest)}`;
  if (!isObject(body)) return `body must be an object: got ${shown(body)}`;
  const { type, in_reply_to: answered } = body;
  // Many acknowledge among themselves without a type, and Maelstrom lets them: the asker knows the id.
  if (type === undefined && typeof answered === "number")
    return { src, dest, body: { ...body, type: "" } };
  if (typeof type !== "string") return `body.type must be a string: got ${shown(type)}`;
  return value as unknown as Message;
}

/** The beginning of a text from a node, with everything that is not printable as an escape. */
export function beginningOf(text: string, charactersMax: number = TEXT_CHARACTERS_MAX): string {
  if (text.length <= charactersMax) return printable(text);
  return `${printable(text.slice(0, charactersMax))}…`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  return beginningOf(JSON.stringify(value), VALUE_CHARACTERS_MAX);
}
