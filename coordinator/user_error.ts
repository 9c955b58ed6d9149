/**
 * The error that is meant for the person at the keyboard.
 *
 * @module
 */

/** The exit code of a run that failed (1) or was asked for wrongly (2). */
export type UserExitCode = 1 | 2;

/**
 * Its message is one clear line that says what is wrong and what to do. It is shown as it is and
 * never with a stack, so it must not hold a secret: neither in its message nor as its cause.
 */
export class UserError extends Error {
  override readonly name = "UserError";
  /** What the process exits with. */
  readonly exitCode: UserExitCode;

  constructor(message: string, exitCode: UserExitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}
