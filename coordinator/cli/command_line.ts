/**
 * A command as it was typed, to be typed again with a change.
 *
 * @module
 */
import type { Command } from "commander";

/** What needs no quotes in a shell. */
const PLAIN = /^[A-Za-z0-9_./:=@%+,~-]+$/;

/**
 * The command line of `command`: the options that were given, some with another value.
 *
 * @param changed Values by an option's name, such as `seeds`; `undefined` leaves it out.
 */
export function commandLine(
  command: Command,
  changed: Readonly<Record<string, string | undefined>>,
): string {
  const words = ["hearsay", command.name()];
  for (const option of command.options) {
    const name = option.attributeName();
    const given = command.getOptionValueSource(name) === "cli";
    const value =
      name in changed ? changed[name] : given ? command.getOptionValue(name) : undefined;
    if (value === undefined) continue;
    // What takes no value is there or not; `--no-…` is the same option turned round.
    if (!option.required && !option.optional) {
      if (value === !option.negate) words.push(option.long!);
    } else {
      words.push(option.long!, quoted(String(value)));
    }
  }
  return words.join(" ");
}

function quoted(text: string): string {
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
