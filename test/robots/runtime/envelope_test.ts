/**
 * Envelopes: what was sent comes back; anything else is refused, and nothing that arrives can throw.
 *
 * @module
 */
import { crc32 } from "node:zlib";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { hearsay } from "../../../proto/gen/hearsay.js";
import { Bitset } from "../../../robots/crdt/bitset.ts";
import { robotId } from "../../../robots/engine/ids.ts";
import type { Message } from "../../../robots/engine/message.ts";
import { decodeMessage, encodeMessage, kindOf } from "../../../robots/runtime/envelope.ts";
import { secretCodec } from "../../../robots/secret/codec.ts";
import type { SecretSummary, SecretUpdate } from "../../../robots/secret/secret_replica.ts";
import { MESSAGE_BYTES_MAX } from "../../../robots/transport/transport.ts";

const { Envelope } = hearsay.v1;

type SecretMessage = Message<SecretSummary, SecretUpdate>;

const WORDS = 40;
const codec = secretCodec(WORDS);
const CHECKSUM_BYTES = 5;

const uint32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });

const summaries = fc.uniqueArray(fc.nat(WORDS - 1)).map((indexes) => {
  const set = new Bitset(WORDS);
  for (const index of indexes) set.add(index);
  return set;
});

const updates = fc
  .uniqueArray(fc.tuple(fc.nat(WORDS - 1), fc.uint8Array({ maxLength: 9 })), {
    selector: ([index]) => index,
  })
  .map((list) =>
    list.map(([index, value]) => ({ index, value })).sort((a, b) => a.index - b.index),
  );

const messages: fc.Arbitrary<SecretMessage> = fc.record({
  from: fc.stringMatching(/^[A-Za-z0-9_.]{1,64}$/).map(robotId),
  boot: uint32,
  seq: uint32,
  lamport: uint32,
  wantsUpdate: fc.boolean(),
  offersUpdate: fc.boolean(),
  summary: fc.option(summaries, { nil: undefined }),
  update: fc.option(updates, { nil: undefined }),
});

/** In a form that can be compared. */
function plain({ summary, update, ...rest }: SecretMessage): unknown {
  return {
    ...rest,
    summary: summary && [...summary.values()],
    update: update?.map(({ index, value }) => [index, Buffer.from(value).toString("hex")]),
  };
}

function encode(message: SecretMessage): Buffer {
  return Buffer.from(encodeMessage(message, codec));
}

/** Bytes with a checksum that holds. */
function sealed(body: Uint8Array): Buffer {
  const checksum = Buffer.alloc(CHECKSUM_BYTES);
  checksum[0] = (15 << 3) | 5;
  checksum.writeUInt32LE(crc32(body), 1);
  return Buffer.concat([body, checksum]);
}

const sample: SecretMessage = {
  from: robotId("r1"),
  boot: 2,
  seq: 3,
  lamport: 4,
  wantsUpdate: true,
  offersUpdate: false,
  summary: new Bitset(WORDS),
  update: [{ index: 5, value: Buffer.from("hello ") }],
};

test("every combination of summary, update and flags comes back as it was", () => {
  fc.assert(
    fc.property(messages, (message) => {
      const decoded = decodeMessage(encode(message), codec);
      expect(decoded.ok && plain(decoded.message)).toStrictEqual(plain(message));
    }),
  );
});

test("any single flipped bit is refused", () => {
  for (const message of fc.sample(messages, { numRuns: 10, seed: 1 })) {
    const bytes = encode(message);
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const damaged = Buffer.from(bytes);
      damaged[bit >>> 3]! ^= 1 << (bit & 7);
      expect(decodeMessage(damaged, codec).ok, `bit ${bit} of ${bytes.toString("hex")}`).toBe(
        false,
      );
    }
  }
});

test("any truncation is refused, at both ends", () => {
  for (const message of fc.sample(messages, { numRuns: 30, seed: 2 })) {
    const bytes = encode(message);
    for (let cut = 1; cut <= bytes.length; cut++) {
      expect(decodeMessage(bytes.subarray(0, -cut), codec).ok).toBe(false);
      expect(decodeMessage(bytes.subarray(cut), codec).ok).toBe(false);
    }
  }
});

test("any extension is refused, at both ends", () => {
  fc.assert(
    fc.property(messages, fc.uint8Array({ minLength: 1, maxLength: 20 }), (message, more) => {
      const bytes = encode(message);
      expect(decodeMessage(Buffer.concat([bytes, more]), codec).ok).toBe(false);
      expect(decodeMessage(Buffer.concat([more, bytes]), codec).ok).toBe(false);
    }),
    { seed: 3 },
  );
});

test("a message twice in a row is refused", () => {
  const bytes = encode(sample);
  expect(decodeMessage(Buffer.concat([bytes, bytes]), codec).ok).toBe(false);
});

test("a foreign decoder reads it, and its checksum is the CRC-32 of every byte before it", () => {
  fc.assert(
    fc.property(messages, (message) => {
      const bytes = encode(message);
      const envelope = Envelope.decode(bytes);
      const { from, boot, seq, lamport, wantsUpdate, offersUpdate, checksum } = envelope;
      const { summary, update, ...fields } = message;
      expect({ from, boot, seq, lamport, wantsUpdate, offersUpdate }).toEqual(fields);
      expect(checksum).toBe(crc32(bytes.subarray(0, -CHECKSUM_BYTES)));
      expect(bytes.readUInt32LE(bytes.length - 4)).toBe(checksum);
      expect(Boolean(envelope.summary)).toBe(summary !== undefined);
      expect(Boolean(envelope.update)).toBe(update !== undefined);
    }),
  );
});

test("has the bytes that Python's zlib.crc32 and the protobuf specification give", () => {
  const message = { ...sample, summary: undefined, update: undefined };
  expect(encode(message).toString("hex")).toBe("0a02723110021803200428017d015518cc");
});

/** The body of an envelope with these fields. */
function envelopeWith(fields: object): Uint8Array {
  return Envelope.encode({ from: "r1", boot: 1, seq: 1, lamport: 1, ...fields }).finish();
}

/** What is wrong with a body whose checksum holds. */
function problemOf(body: Uint8Array): string | undefined {
  const decoded = decodeMessage(sealed(body), codec);
  return decoded.ok ? undefined : decoded.problem;
}

test("says what is wrong with a message that a robot could not have sent", () => {
  expect(problemOf(envelopeWith({}))).toBeUndefined();
  for (const from of ["", "a-b", "r 1", "x".repeat(65), "r1\n", "__proto__ "]) {
    expect(problemOf(envelopeWith({ from })), `sender ${from}`).toBe("no valid sender");
  }
  const nonsense = Buffer.from("nonsense");
  expect(problemOf(envelopeWith({ summary: nonsense }))).toBe("the summary does not decode");
  expect(problemOf(envelopeWith({ summary: Buffer.alloc(0) }))).toBe("the summary does not decode");
  expect(problemOf(envelopeWith({ update: nonsense }))).toBe("the update does not decode");
  expect(problemOf(Buffer.from([0xff, 0xff]))).toBe("not a protobuf envelope");
  const other = secretCodec(WORDS + 1).encodeSummary(new Bitset(WORDS + 1));
  expect(problemOf(envelopeWith({ summary: other }))).toBe("the summary does not decode");
});

test("refuses more bytes than a message may have, before it looks at them", () => {
  const padding = Buffer.alloc(MESSAGE_BYTES_MAX);
  const decoded = decodeMessage(sealed(padding), codec);
  expect(decoded).toEqual({ ok: false, problem: `more than ${MESSAGE_BYTES_MAX} bytes` });
});

test("bytes made up never throw, with or without a checksum that holds", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(decodeMessage(bytes, codec).ok).toBe(false);
      const decoded = decodeMessage(sealed(bytes), codec);
      expect(typeof decoded.ok).toBe("boolean");
    }),
    { numRuns: 2000 },
  );
});

test("a message changed anywhere under a checksum that holds never throws", () => {
  fc.assert(
    fc.property(messages, fc.array(fc.tuple(fc.nat(), fc.nat(255))), (message, changes) => {
      const body = encode(message).subarray(0, -CHECKSUM_BYTES);
      for (const [at, value] of changes) body[at % body.length] = value;
      const decoded = decodeMessage(sealed(body), codec);
      expect(typeof decoded.ok).toBe("boolean");
    }),
    { numRuns: 1000 },
  );
});

test.each([
  ["empty words", repeated([0x42, 0x7f, ...Array<number>(127).fill(0)], 130)],
  ["one update of empty words", envelopeWith({ update: repeated([0x0a, 0x00], 130_000) })],
  ["nested groups", Buffer.alloc(130_000, 0x0b)],
  ["unknown fields", repeated([0xa0, 0x06, 0x01], 130_000)],
  ["empty summaries", repeated([0x3a, 0x00], 130_000)],
  ["lengths beyond the end", repeated([0x42, 0xff, 0xff, 0xff, 0xff, 0x0f], 130_000)],
  ["endless varints", Buffer.alloc(130_000, 0xff)],
])("%s as large as a message may be are refused or read in milliseconds", (_name, body) => {
  const bytes = sealed(body);
  expect(bytes.length).toBeLessThanOrEqual(MESSAGE_BYTES_MAX);
  // The quickest of a few: the machine may be busy with other tests. The mark is 5 ms.
  const timesMs = Array.from({ length: 5 }, () => {
    const beforeMs = performance.now();
    decodeMessage(bytes, codec);
    return performance.now() - beforeMs;
  });
  expect(Math.min(...timesMs)).toBeLessThan(50);
});

test("names what a message carries", () => {
  expect(kindOf({ ...sample, update: undefined })).toBe("summary");
  expect(kindOf({ ...sample, summary: undefined })).toBe("update");
  expect(kindOf(sample)).toBe("summary+update");
});

/** `unit` again and again, in at most `bytesMax` bytes. */
function repeated(unit: readonly number[], bytesMax: number): Buffer {
  const times = Math.max(1, Math.floor(bytesMax / unit.length));
  return Buffer.concat(Array<Buffer>(times).fill(Buffer.from(unit)));
}
