/**
 * Messages of Maelstrom's protocol (doc/protocol.md of jepsen-io/maelstrom): one JSON object a line,
 * with a sender, a receiver and a body.
 *
 * @module
 */

/** What a body holds besides the fields of the protocol. */
export interface Fields {
  readonly [field: string]: unknown;
}

/** What is told: a type, and whatever this type has. */
export type Body<B extends object = Fields> = {
  readonly type: string;
  /** Set when an answer is wanted: the answer names it as `in_reply_to`. */
  readonly msg_id?: number;
  readonly in_reply_to?: number;
} & Readonly<B>;

/** A message on its way from one node, client or service to another. */
export interface Message<B extends object = Fields> {
  readonly src: string;
  readonly dest: string;
  readonly body: Body<B>;
}

/** Error codes of the protocol by name. Those from 1000 on are free for programs. */
export const ERROR_CODES = {
  timeout: 0,
  "node-not-found": 1,
  "not-supported": 10,
  "temporarily-unavailable": 11,
  "malformed-request": 12,
  crash: 13,
  abort: 14,
  "key-does-not-exist": 20,
  "key-already-exists": 21,
  "precondition-failed": 22,
  "txn-conflict": 30,
} as const;

export type ErrorName = keyof typeof ERROR_CODES;

/** Those after which nobody knows whether the request was carried out. Codes that nobody named, too. */
const INDEFINITE: readonly number[] = [ERROR_CODES.timeout, ERROR_CODES.crash];

const NAMES = new Map<number, string>(
  Object.entries(ERROR_CODES).map(([name, code]) => [code, name]),
);

/** What the protocol calls a code; `unknown` for those of programs. */
export function errorName(code: number): string {
  return NAMES.get(code) ?? "unknown";
}

/** Whether a request that ended so was certainly not carried out. */
export function isDefinite(code: number): boolean {
  return NAMES.has(code) && !INDEFINITE.includes(code);
}

/** A request that failed: thrown by a handler it is sent as the answer, and `rpc` rejects with it. */
export class RpcError extends Error {
  override readonly name = "RpcError";
  /** A number of the protocol, or from 1000 on one of the program. */
  readonly code: number;

  constructor(error: ErrorName | number, text: string = String(error)) {
    super(text);
    this.code = codeOf(error);
  }

  /** Whether the request was certainly not carried out. */
  get definite(): boolean {
    return isDefinite(this.code);
  }
}

/**
 * Whether something that was caught is an {@linkcode RpcError}, and if asked, this one. It goes by its
 * looks: a program may have got the class from another copy of this file.
 */
export function isRpcError(caught: unknown, error?: ErrorName | number): caught is RpcError {
  if (!(caught instanceof Error) || caught.name !== "RpcError" || !("code" in caught)) return false;
  return error === undefined || caught.code === codeOf(error);
}

function codeOf(error: ErrorName | number): number {
  return typeof error === "number" ? error : ERROR_CODES[error];
}
