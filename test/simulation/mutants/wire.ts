/**
 * Bugs on the wire: envelope, checksum and codec.
 *
 * @module
 */
import { inFile, type Mutant } from "./mutant.ts";

const WIRE = { wire: true } as const;

export const WIRE_MUTANTS: readonly Mutant[] = [
  ...inFile(
    "robots/runtime/envelope.ts",
    [
      {
        name: "envelope-checksum-shifted",
        find: "bytes[end + 2] = checksum >>> 8;",
        replace: "bytes[end + 2] = checksum >>> 7;",
        why: "a checksum that nobody accepts: every message is refused",
      },
      {
        name: "envelope-trusts-bytes",
        find: '  if (!checksumHolds(bytes)) return bad("the checksum does not match");\n',
        replace: "",
        why: "takes in what was damaged on its way",
      },
      {
        name: "envelope-weak-checksum",
        find: "return given >>> 0 === checksumOf(bytes, end);",
        replace: "return (given & 7) === (checksumOf(bytes, end) & 7);",
        why: "looks at three bits of the checksum only",
      },
      {
        name: "envelope-without-want",
        find: "    lamport,\n    wantsUpdate,\n    offersUpdate,\n    summary: summary",
        replace: "    lamport,\n    offersUpdate,\n    summary: summary",
        why: "dropped reply: the wish for an update does not get on the wire",
      },
      {
        name: "envelope-without-offer",
        find: "    wantsUpdate,\n    offersUpdate,\n    summary: summary",
        replace: "    wantsUpdate,\n    summary: summary",
        why: "dropped reply: the offer does not get on the wire",
      },
      {
        name: "envelope-without-update",
        find: "update: update === undefined ? null : codec.encodeUpdate(update),",
        replace: "update: null,",
        why: "words do not get on the wire",
      },
      {
        name: "envelope-without-summary",
        find: "envelope.summary ? codec.decodeSummary(envelope.summary) : undefined",
        replace: "undefined",
        why: "summaries are not read",
      },
      {
        name: "envelope-summary-for-update",
        find: "const update = envelope.update ? codec.decodeUpdate(envelope.update) : undefined;",
        replace:
          "const update = envelope.update ? codec.decodeUpdate(envelope.summary ?? envelope.update) : undefined;",
        why: "a slip of the pen: where there are both, one is read as the other",
      },
      {
        name: "envelope-limit-in-kib",
        find: "bytes.length > MESSAGE_BYTES_MAX)",
        replace: "bytes.length > MESSAGE_BYTES_MAX / 1024)",
        why: "takes the limit for another unit: good messages are refused",
      },
      {
        name: "envelope-offer-is-wish",
        find: "    from,\n    boot,\n    seq,\n    lamport,\n    wantsUpdate,\n    offersUpdate,\n    summary,\n    update,\n  };",
        replace:
          "    from,\n    boot,\n    seq,\n    lamport,\n    wantsUpdate: wantsUpdate || offersUpdate,\n    offersUpdate,\n    summary,\n    update,\n  };",
        why: "a wish is read where there is only an offer",
      },
      {
        name: "envelope-without-stamp",
        find: "    seq,\n    lamport,\n    wantsUpdate,\n    offersUpdate,\n    summary: summary",
        replace: "    seq,\n    wantsUpdate,\n    offersUpdate,\n    summary: summary",
        why: "clock misuse: the Lamport stamp does not get on the wire",
      },
      {
        name: "envelope-update-or-summary",
        find: "summary: summary === undefined ? null",
        replace: "summary: summary === undefined || update !== undefined ? null",
        why: "dropped reply: beside an update the summary does not get on the wire",
      },
    ],
    WIRE,
  ),
  ...inFile(
    "robots/runtime/checksum.ts",
    [
      {
        name: "checksum-not-the-last-bytes",
        find: "? shortChecksum(bytes, end)",
        replace: "? shortChecksum(bytes, end - 4)",
        why: "off by a word: the last bytes are not covered",
      },
      {
        name: "checksum-three-of-four",
        find: " | (bytes[i + 3]! << 24);",
        replace: ";",
        why: "each fourth byte is not covered",
      },
      {
        name: "checksum-without-rest",
        find: "  for (; i < end; i++) sum = TABLES[(sum ^ bytes[i]!) & 255]! ^ (sum >>> 8);\n",
        replace: "",
        why: "bytes after the last whole word are not covered",
      },
    ],
    WIRE,
  ),
  ...inFile(
    "robots/secret/codec.ts",
    [
      {
        name: "codec-refuses-word-zero",
        find: "let last = -1;",
        replace: "let last = 0;",
        why: "off by one: an update with word 0 is refused",
      },
      {
        name: "codec-refuses-last-word",
        find: "index >= wordCount) return false;",
        replace: "index >= wordCount - 1) return false;",
        why: "off by one: an update with the last word is refused",
      },
      {
        name: "codec-refuses-neighbours",
        find: "if (index <= last ||",
        replace: "if (index <= last + 1 ||",
        why: "off by one: words side by side are refused",
      },
      {
        name: "codec-count-of-known",
        find: "Summary.encode({ wordCount, known: summary.toBytes() })",
        replace: "Summary.encode({ wordCount: summary.count, known: summary.toBytes() })",
        why: "how many words are known instead of how many there are: summaries are refused",
      },
      {
        name: "codec-forgets-last-word",
        find: "Update.encode({ words: update as Word[] })",
        replace: "Update.encode({ words: update.slice(0, -1) as Word[] })",
        why: "off by one: the last word does not get on the wire",
      },
    ],
    WIRE,
  ),
];
