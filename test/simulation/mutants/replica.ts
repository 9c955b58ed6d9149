/**
 * Bugs in what a robot knows, and in how it finds what another lacks.
 *
 * @module
 */
import { inFile, type Mutant } from "./mutant.ts";

const MAP = "robots/crdt/write_once_map.ts";
const REPLICA = "robots/secret/secret_replica.ts";

export const REPLICA_MUTANTS: readonly Mutant[] = [
  ...inFile(MAP, [
    {
      name: "map-known-is-added",
      find: 'return this.agrees(entry) ? "same" : "conflict";',
      replace: 'return this.agrees(entry) ? "added" : "conflict";',
      why: "what was known counts as news: a robot that hears old words is never quiet",
    },
    {
      name: "map-added-is-same",
      find: 'return "added";',
      replace: 'return "same";',
      why: "news does not count as news: a robot is done too early",
    },
    {
      name: "map-put-by-count",
      find: "this.#common[entry.index] = owned(entry);",
      replace: "this.#common[this.#known.count] = owned(entry);",
      why: "a place in a row instead of the index",
    },
    {
      name: "map-marks-only",
      find: "if (common === undefined) this.#common[entry.index] = owned(entry);",
      replace: "if (common === undefined) return 'added';",
      why: "says that it knows the word, but does not keep it",
    },
    {
      name: "map-entries-without-last",
      find: "for (const index of this.#known.values()) yield this.get(index)!;",
      replace:
        "for (const index of this.#known.values()) if (index < this.#known.size - 1) yield this.get(index)!;",
      why: "off by one: the last word is missing when all are read",
    },
  ]),
  ...inFile(
    MAP,
    [
      {
        name: "map-accepts-conflict",
        find: "return present === undefined || present === entry || equalBytes(present.value, entry.value);",
        replace: "return true;",
        why: "accepts a word that contradicts what is known",
      },
    ],
    { stage: "contradiction" },
  ),
  ...inFile(
    "robots/crdt/bytes.ts",
    [
      {
        name: "map-compares-length-only",
        find: "for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;",
        replace: "",
        why: "words of the same length count as equal",
      },
      {
        name: "map-compares-beginning-only",
        find: "  if (a.length !== b.length) return false;\n  for (let i = 0; i < a.length; i++)",
        replace: "  for (let i = 0; i < Math.min(a.length, b.length); i++)",
        why: "a word that was cut short counts as the same",
      },
      {
        name: "map-not-the-first-byte",
        find: "for (let i = 0; i < a.length; i++) if (a[i]",
        replace: "for (let i = a.length; i < a.length; i++) if (a[i]",
        why: "the loop begins where it should end",
      },
    ],
    { stage: "contradiction" },
  ),
  ...inFile("robots/reconcile/bitset_digest.ts", [
    {
      name: "digest-skips-first",
      find: "let index = mine.nextBeyond(theirs, 0);",
      replace: "let index = mine.nextBeyond(theirs, 1);",
      why: "off by one: word 0 is never sent",
    },
    {
      name: "digest-skips-neighbour",
      find: "index = mine.nextBeyond(theirs, index + 1)",
      replace: "index = mine.nextBeyond(theirs, index + 2)",
      why: "leaves out the neighbour of each word",
    },
    {
      name: "digest-limit-in-kib",
      find: "bytes > bytesMax) break;",
      replace: "bytes > bytesMax / 1024) break;",
      why: "takes the limit for another unit: updates are far too small",
    },
    {
      name: "digest-limit-one-less",
      find: "bytes > bytesMax) break;",
      replace: "bytes >= bytesMax) break;",
      why: "off by one: an update that fits exactly is cut",
    },
    {
      name: "digest-looks-too-late",
      find: "    if (picked.length > 0 && bytes > bytesMax) break;\n    picked.push(index);\n",
      replace: "    picked.push(index);\n    if (bytes > bytesMax) break;\n",
      why: "an update is one word too large",
    },
    {
      name: "digest-without-limit",
      find: "    if (picked.length > 0 && bytes > bytesMax) break;\n",
      replace: "",
      why: "an update of any size, which no medium takes",
    },
    {
      name: "digest-one-at-a-time",
      find: "    picked.push(index);\n",
      replace: "    picked.push(index);\n    break;\n",
      why: "only the first missing word is sent",
    },
    {
      name: "digest-other-way-round",
      find: "let index = mine.nextBeyond(theirs, 0);",
      replace: "let index = theirs.nextBeyond(mine, 0);",
      why: "mine and theirs are swapped",
    },
  ]),
  ...inFile(REPLICA, [
    {
      name: "replica-empty-update",
      find: "    if (indexes.length === 0) return undefined;\n",
      replace: "",
      why: "answers with an update of no words where there is nothing to say",
    },
    {
      name: "replica-forgets-framing",
      find: "const WORD_OVERHEAD_BYTES_MAX = 14;",
      replace: "const WORD_OVERHEAD_BYTES_MAX = 0;",
      why: "counts words without what they cost on the wire",
    },
    {
      name: "replica-place-for-index",
      find: "return indexes.map((index) => this.#words.get(index)!);",
      replace: "return indexes.map((_, index) => this.#words.get(index)!);",
      why: "the place in the list instead of the index",
    },
    {
      name: "replica-lacks-other-way-round",
      find: "return theirs.exceeds(this.#known);",
      replace: "return this.#known.exceeds(theirs);",
      why: "mine and theirs are swapped",
    },
    {
      name: "replica-lacks-by-count",
      find: "return theirs.exceeds(this.#known);",
      replace: "return theirs.count > this.#known.count;",
      why: "compares how many words there are instead of which",
    },
    {
      name: "replica-lacks-until-complete",
      find: "return theirs.exceeds(this.#known);",
      replace: "return !this.#known.full;",
      why: "asks everybody, also those who have nothing new",
    },
    {
      name: "replica-forgets-last-word",
      find: "for (const word of update) if (this.#words.put(word)",
      replace: "for (const word of update.slice(0, -1)) if (this.#words.put(word)",
      why: "off by one: the last word of an update is forgotten",
    },
    {
      name: "replica-forgets-first-word",
      find: "for (const word of update) if (this.#words.put(word)",
      replace: "for (const word of update.slice(1)) if (this.#words.put(word)",
      why: "off by one: the first word of an update is forgotten",
    },
    {
      name: "replica-one-word-is-no-news",
      find: "return items > 0 ?",
      replace: "return items > 1 ?",
      why: "off by one: a single new word is no news",
    },
    {
      name: "replica-all-is-news",
      find: 'return items > 0 ? { kind: "applied", items } : { kind: "known" };',
      replace: 'return { kind: "applied", items };',
      why: "an update with nothing new counts as news: a robot is never quiet",
    },
    {
      name: "replica-total-one-less",
      find: "total: this.#wordCount }",
      replace: "total: this.#wordCount - 1 }",
      why: "off by one: complete with a word missing",
    },
    {
      name: "replica-size-for-count",
      find: "known: this.#known.count,",
      replace: "known: this.#known.size,",
      why: "how many words there could be instead of how many there are: always complete",
    },
    {
      name: "replica-reads-over-itself",
      find: "      end += value.length;\n",
      replace: "",
      why: "every word is written to the beginning of the file",
    },
    {
      name: "replica-file-too-long",
      find: "let length = 0;",
      replace: "let length = 1;",
      why: "off by one: a zero byte at the end of the file",
    },
  ]),
  ...inFile(
    REPLICA,
    [
      {
        name: "replica-merges-before-it-looks",
        find: "for (const word of update) this.#refuseConflict(word, source);",
        replace:
          "for (const word of update) { this.#refuseConflict(word, source); this.#words.put(word); }",
        why: "an update that is refused has been taken in by half",
      },
      {
        name: "replica-does-not-look",
        find: "    for (const word of update) this.#refuseConflict(word, source);\n",
        replace: "",
        why: "accepts a conflict: what contradicts is passed over in silence",
      },
      {
        name: "replica-looks-at-first-only",
        find: "for (const word of update) this.#refuseConflict(word, source);",
        replace: "for (const word of update.slice(0, 1)) this.#refuseConflict(word, source);",
        why: "accepts a conflict in any word but the first",
      },
    ],
    { stage: "contradiction" },
  ),
  ...inFile(
    REPLICA,
    [
      {
        name: "replica-summary-not-copied",
        find: "return this.#known.snapshot();",
        replace: "return this.#known;",
        why: "a summary that changes while it is under way",
      },
    ],
    { wire: true },
  ),
];
