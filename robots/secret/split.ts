/**
 * Cutting a secret into indexed words, so that joining them in order gives back every byte.
 *
 * @module
 */

/** Longest word: a longer run without a space is cut. Keeps every word well below one message. */
export const WORD_BYTES_MAX = 4096;

/** Largest chunk that can be asked for: an update must carry at least one and its envelope. */
export const CHUNK_BYTES_MAX = 64 * 1024;

/** Most words of a secret: its summary, one bit a word, must fit in a message beside an update. */
export const WORDS_MAX = 256 * 1024;

/** Largest secret: each robot holds it in memory, and Redis holds every share. */
export const SECRET_BYTES_MAX = 64 * 1024 * 1024;

const isSpace = (byte: number): boolean => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);

/** Cuts at each transition from white space to text: a word keeps the white space that follows it. */
export function splitWords(secret: Uint8Array): Uint8Array[] {
  const words: Uint8Array[] = [];
  let start = 0;
  for (let i = 1; i <= secret.length; i++) {
    const boundary = i === secret.length || (isSpace(secret[i - 1]!) && !isSpace(secret[i]!));
    if (!boundary && i - start < WORD_BYTES_MAX) continue;
    words.push(secret.subarray(start, i));
    start = i;
  }
  return words;
}

/** Cuts into chunks of `chunkBytes`; the last one may be shorter. */
export function splitChunks(secret: Uint8Array, chunkBytes: number): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let start = 0; start < secret.length; start += chunkBytes) {
    chunks.push(secret.subarray(start, start + chunkBytes));
  }
  return chunks;
}
