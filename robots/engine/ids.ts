/**
 * The names of robots and messages.
 *
 * @module
 */

declare const brand: unique symbol;

/** Names one robot in its run: 1 to 64 letters, digits, `_` or `.`, no `-` (it separates ids). */
export type RobotId = string & { readonly [brand]: "RobotId" };

/** `robot-boot-seq`: unique for ever, as a boot number is never given twice. */
export type MessageId = string & { readonly [brand]: "MessageId" };

const ROBOT_ID = /^[A-Za-z0-9_.]{1,64}$/;

/** Whether `text` can name a robot. */
export function isRobotId(text: string): text is RobotId {
  return ROBOT_ID.test(text);
}

/**
 * Takes `text` as a robot's name.
 *
 * @throws RangeError when it is not one.
 */
export function robotId(text: string): RobotId {
  if (isRobotId(text)) return text;
  throw new RangeError(
    `cannot name a robot as its name must be 1 to 64 letters, digits, "_" or ".": got ${JSON.stringify(text)}`,
  );
}

/** What makes a message unique: the `seq`-th of the `boot`-th life of `from`. */
export interface Origin {
  readonly from: RobotId;
  readonly boot: number;
  readonly seq: number;
}

/** The id of the message of `origin`. */
export function messageId({ from, boot, seq }: Origin): MessageId {
  return `${from}-${boot}-${seq}` as MessageId;
}
