/**
 * The files that a `rediss://` connection may need, named by the environment.
 *
 * @module
 */
import { readFileSync } from "node:fs";
import type { ConnectionOptions } from "node:tls";

import { UserError } from "../user_error.ts";

/** The variables that name PEM files: the authority to trust, and the client's certificate and key. */
const VARIABLES = {
  ca: "HEARSAY_REDIS_CA",
  cert: "HEARSAY_REDIS_CERT",
  key: "HEARSAY_REDIS_KEY",
} as const;

/**
 * Reads the files that `env` names. Without any the system's authorities are trusted.
 *
 * @throws UserError (exit 2) when a file cannot be read or only one of certificate and key is named.
 */
export function tlsOptions(env: NodeJS.ProcessEnv): ConnectionOptions {
  const options: Pick<ConnectionOptions, "ca" | "cert" | "key"> = {};
  for (const [option, variable] of Object.entries(VARIABLES)) {
    const path = env[variable];
    if (path === undefined || path === "") continue;
    try {
      options[option as keyof typeof VARIABLES] = readFileSync(path);
    } catch (error) {
      const { code = "unknown error" } = error as NodeJS.ErrnoException;
      throw new UserError(`cannot read the file that ${variable} names: ${path}: ${code}`, 2);
    }
  }
  if ((options.cert === undefined) !== (options.key === undefined)) {
    throw new UserError(`cannot use one without the other: ${VARIABLES.cert}, ${VARIABLES.key}`, 2);
  }
  return options;
}
