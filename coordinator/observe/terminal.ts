/**
 * What a terminal can do, by its stream and the environment.
 *
 * @module
 */
import { ASCII, type Glyphs, UNICODE } from "./glyphs.ts";

/** What is needed of `process.stdout`, whose size changes. */
export interface Terminal {
  /** 0 or absent when it does not tell. */
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
}

/** A stream that may be a terminal. */
export interface Output {
  readonly isTTY?: boolean;
  hasColors?(env: NodeJS.ProcessEnv): boolean;
}

type Environment = NodeJS.ProcessEnv;

/** Whether a picture on `output` can be drawn over. */
export function canRedraw(output: Output, env: Environment): boolean {
  if (output.isTTY !== true || env["TERM"] === "dumb") return false;
  const ci = env["CI"] ?? "";
  return ci === "" || ci === "0" || ci === "false";
}

/** Whether `output` is a terminal with colours, and NO_COLOR does not forbid them. */
export function hasColour(output: Output, env: Environment): boolean {
  if (output.isTTY !== true || (env["NO_COLOR"] ?? "") !== "") return false;
  return output.hasColors?.(env) === true;
}

/** Unicode if the locale says so; the first variable that is set decides, as POSIX has it. */
export function glyphsOf(env: Environment): Glyphs {
  if (env["WT_SESSION"] !== undefined) return UNICODE; // Windows Terminal
  const locale = env["LC_ALL"] || env["LC_CTYPE"] || env["LANG"] || "";
  return /utf-?8/i.test(locale) ? UNICODE : ASCII;
}
