/**
 * Whether a robot's share may be destroyed: a word that nobody else was dealt would be lost for good,
 * and no protocol survives that. Pure.
 *
 * @module
 */
import { secretCodec } from "../robots/secret/codec.ts";

/**
 * Whether every word of the share of `robot` is in another share, too; a robot without one has
 * nothing to lose.
 *
 * @param shares All shares that still exist, by robot, as they are kept.
 */
export function mayForget(
  shares: ReadonlyMap<string, Uint8Array>,
  robot: string,
  wordCount: number,
): boolean {
  const codec = secretCodec(wordCount);
  const indexesOf = (share: Uint8Array): number[] =>
    (codec.decodeUpdate(share) ?? []).map(({ index }) => index);
  const others = new Set(
    [...shares].flatMap(([other, share]) => (other === robot ? [] : indexesOf(share))),
  );
  const share = shares.get(robot);
  return share === undefined || indexesOf(share).every((index) => others.has(index));
}
