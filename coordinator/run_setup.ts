/**
 * What a run begins with: its configuration, its places and their shares. Pure but for hashing.
 *
 * @module
 */
import type { RobotId } from "../robots/engine/ids.ts";
import { seededRandom } from "../robots/engine/random.ts";
import { encodeUpdate } from "../robots/secret/codec.ts";
import { deal } from "../robots/secret/deal.ts";
import { splitChunks, splitWords, WORDS_MAX } from "../robots/secret/split.ts";
import { placeName } from "./places.ts";
import type { RunConfig } from "./run_config.ts";
import type { RunOptions } from "./run_options.ts";
import { UserError } from "./user_error.ts";
import { VERSION } from "./version.ts";
import { sha256 } from "./winner.ts";

/** The secret as words, or as chunks where those were asked for. */
export function cutSecret({ secret, chunkBytes }: RunOptions): Uint8Array[] {
  return chunkBytes === undefined ? splitWords(secret) : splitChunks(secret, chunkBytes);
}

/** Deals `words` to the places of a run; each share as it is kept in Redis. */
export function dealSecret(
  words: readonly Uint8Array[],
  { robots, copies, seed }: RunConfig,
): Map<RobotId, Uint8Array> {
  const hands = deal(words.length, robots, copies, seededRandom(`${seed}:deal`));
  return new Map(
    hands.map((hand, i) => {
      const share = hand.map((index) => ({ index, value: words[index]! }));
      return [placeName(i), encodeUpdate(share)];
    }),
  );
}

/**
 * What every process of the run will agree on.
 *
 * @throws UserError when the secret has too many words.
 */
export function configOf(options: RunOptions, wordCount: number): RunConfig {
  if (wordCount > WORDS_MAX) {
    throw new UserError(
      `cannot deal a secret of ${wordCount} words: there may be at most ${WORDS_MAX}; give --chunk-bytes to cut it into larger pieces`,
      2,
    );
  }
  const { seed, robots, copies, gossipMs, quietMs, timeoutMs, inboxMax } = options;
  const { exchange, fanout, ticks, secret } = options;
  return {
    version: VERSION,
    seed,
    robots,
    copies,
    gossipMs,
    quietMs,
    timeoutMs,
    inboxMax,
    exchange,
    fanout,
    ticks,
    secret: { wordCount, bytes: secret.length, sha256: sha256(secret) },
  };
}
