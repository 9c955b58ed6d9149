/**
 * Parsers for option values: each refuses what it cannot use in one clear line.
 *
 * @module
 */
import { InvalidArgumentError } from "commander";
import { isRobotId, type RobotId } from "../../robots/engine/ids.ts";
import { isRunName, type RunName } from "../redis/keys.ts";

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** A whole number from `min` to `max`. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^[+-]?\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
  };
}

/** A number from `min` to `max`. */
export function amount(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = DECIMAL.test(text.trim()) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It must be a number from ${min} to ${max}.`);
  };
}

/** A share from 0 to 1. */
export function rate(text: string): number {
  const value = DECIMAL.test(text.trim()) ? Number(text) : Number.NaN;
  if (value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError("It must be a number from 0 to 1.");
}

export function runName(text: string): RunName {
  if (isRunName(text)) return text;
  throw new InvalidArgumentError(
    'A run name must be 1 to 64 letters, digits, "_", "." or "-", and begin with a letter or a digit.',
  );
}

/** Names this machine in `<host name>/<process id>` and in logs. */
export function hostName(text: string): string {
  if (/^[^/\p{Cc}]{1,255}$/u.test(text)) return text;
  throw new InvalidArgumentError(
    'A host name must be 1 to 255 characters without "/" and control characters.',
  );
}

export function robotName(text: string): RobotId {
  if (isRobotId(text)) return text;
  throw new InvalidArgumentError('A robot name must be 1 to 64 letters, digits, "_" or ".".');
}
