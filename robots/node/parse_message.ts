/**
 * A line as a message, or what is wrong with it.
 *
 * @module
 */
import type { Message } from "./message.ts";

export type ParsedMessage =
  | { readonly ok: true; readonly message: Message }
  /** The problem is one line. */
  | { readonly ok: false; readonly problem: string };

/** Looks at sender, receiver and body; what the body holds is the affair of those who talk. */
export function parseMessage(line: string): ParsedMessage {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    // It quotes the line as it is.
    const problem = (error as SyntaxError).message.replaceAll(/\p{Cc}/gu, "?");
    return { ok: false, problem };
  }
  if (!isObject(value)) return { ok: false, problem: "a message must be an object" };
  if (typeof value["src"] !== "string") return { ok: false, problem: "src must be a string" };
  if (typeof value["dest"] !== "string") return { ok: false, problem: "dest must be a string" };
  if (!isObject(value["body"])) return { ok: false, problem: "body must be an object" };
  return { ok: true, message: value as unknown as Message };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
