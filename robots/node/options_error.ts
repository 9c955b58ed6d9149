/**
 * What a program says to its arguments instead of beginning.
 *
 * @module
 */

/** The arguments of a program are wrong: its message is one line for whoever gave them. */
export class OptionsError extends Error {
  override readonly name: string = "OptionsError";
}

/** They ask what they could be: its message is the answer, a line for each option. */
export class HelpWanted extends OptionsError {
  override readonly name = "HelpWanted";
}
