/**
 * The winner channel: one atomic key that never blocks, and a file that is written once.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Redis } from "ioredis";
import { isRobotId } from "../robots/engine/ids.ts";
import { type Claim, type ClaimOutcome, refusedClaim } from "./claim.ts";
import type { RunKeys } from "./redis/keys.ts";
import { UserError } from "./user_error.ts";

const OWNER_ONLY = 0o600;

/** Characters shown of a winner key that holds no claim: enough to know it again. */
const SHOWN_MAX = 40;

/** Claims the winner key (SET NX: never waits). */
export async function claimWinner(
  redis: Redis,
  keys: RunKeys,
  claim: Claim,
): Promise<ClaimOutcome> {
  const value = JSON.stringify(claim);
  if ((await redis.set(keys.winner, value, "NX")) === "OK") return "won";
  return refusedClaim(await readWinner(redis, keys), claim);
}

/**
 * The claim that stands; `undefined` while there is none.
 *
 * @throws UserError when what stands there is no claim: somebody put it there by hand.
 */
export async function readWinner(redis: Redis, keys: RunKeys): Promise<Claim | undefined> {
  const held = await redis.get(keys.winner);
  if (held === null) return undefined;
  const claim = claimOf(held);
  if (claim !== undefined) return claim;
  const got = JSON.stringify(held.slice(0, SHOWN_MAX));
  throw new UserError(`${keys.winner} must hold JSON of claimant, boot and digest: got ${got}`);
}

function claimOf(json: string): Claim | undefined {
  try {
    const { claimant, boot, digest } = JSON.parse(json) as Partial<Claim>;
    if (typeof claimant !== "string" || !isRobotId(claimant)) return undefined;
    if (typeof boot !== "number" || typeof digest !== "string") return undefined;
    return { claimant, boot, digest };
  } catch {
    return undefined;
  }
}

export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/**
 * Writes a file so that it is either whole or not there: temporary file, fsync, rename, fsync of the
 * folder. What an earlier life of the same `writer` left half-written is removed. A file that is
 * there already with the same bytes is left alone.
 *
 * @param stillMay Asked just before the file takes its place; if not, nothing is left of it.
 * @param halfway Called when half of the bytes stand in the temporary file, which stays as it is if
 *   the process ends there.
 * @returns Whether the file stands there.
 * @throws Error of node:fs when the folder cannot be written.
 */
export async function writeAtomically(
  path: string,
  bytes: Uint8Array,
  writer: string,
  stillMay: () => boolean = () => true,
  halfway?: () => Promise<void>,
): Promise<boolean> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  if (await holds(path, bytes)) return true;
  const mine = `.${basename(path)}.${writer}.`;
  for (const name of await readdir(folder)) {
    if (name.startsWith(mine) && /^\d+\.tmp$/.test(name.slice(mine.length)))
      await rm(join(folder, name), { force: true });
  }
  const temporary = join(folder, `${mine}${process.pid}.tmp`);
  // A secret is its owner's, unless the file that it replaces was shared.
  const mode = ((await stat(path).catch(() => undefined))?.mode ?? OWNER_ONLY) & 0o777;
  const file = await open(temporary, "wx", mode);
  try {
    const half = halfway === undefined ? 0 : bytes.length >>> 1;
    await file.writeFile(bytes.subarray(0, half));
    await halfway?.();
    await file.writeFile(bytes.subarray(half));
    await file.sync();
  } finally {
    await file.close();
  }
  if (!stillMay()) {
    await rm(temporary, { force: true });
    return false;
  }
  await rename(temporary, path);
  const directory = await open(folder, "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
  return true;
}

async function holds(path: string, bytes: Uint8Array): Promise<boolean> {
  try {
    return (await readFile(path)).equals(bytes);
  } catch {
    return false;
  }
}
