/**
 * The append log: offsets, what is read, what is committed, and its bytes.
 *
 * @module
 */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AppendLog, OFFSET_MAX } from "../../../robots/crdt/append_log.ts";
import { ByteWriter } from "../../../robots/crdt/bytes.ts";
import { encodeState, joinState } from "../../../robots/crdt/entries.ts";
import { stateDigest } from "../../../robots/crdt/entry_id.ts";
import { hex } from "../../support/crdt_histories.ts";
import { holdsTheLaws } from "../../support/crdt_laws.ts";

/** The record that everybody has at an offset. */
const recordOf = (offset: number): Uint8Array => Uint8Array.of(offset, offset * 3);

/** Puts all records up to `end`: with one missing everywhere, replicas would never have seen all. */
const fill = (log: string, end: number) => (logs: AppendLog) => {
  for (let offset = 0; offset < end; offset++) logs.putAt(log, offset, recordOf(offset));
};

const commit = (log: string, offset: number) => (logs: AppendLog) => void logs.commit(log, offset);

const names = fc.constantFrom("", "x", "x/a1");

holdsTheLaws<AppendLog>({
  name: "append_log",
  make: () => new AppendLog(),
  operation: fc.oneof(
    fc.tuple(names, fc.nat(12)).map(([log, end]) => fill(log, end)),
    fc.tuple(names, fc.nat(12)).map(([log, offset]) => commit(log, offset)),
  ),
  few: [fill("x", 1), fill("x", 3), commit("x", 0), commit("x", 2)],
});

describe("records", () => {
  test("are appended from offset 0 on, log by log", () => {
    const logs = new AppendLog();
    expect([0, 1, 2].map((offset) => logs.append("x", recordOf(offset)))).toEqual([0, 1, 2]);
    expect(logs.append("y", recordOf(0))).toBe(0);
    expect(logs.poll("x", 1, 10)).toEqual([1, 2].map((offset) => [offset, recordOf(offset)]));
  });

  test("are appended behind the last one that is known, also when some before it are missing", () => {
    const logs = new AppendLog();
    logs.putAt("x", 5, recordOf(5));
    expect(logs.append("x", recordOf(6))).toBe(6);
  });

  test("are written once: the same again is known, another one a conflict", () => {
    const logs = new AppendLog();
    expect(logs.putAt("x", 1, recordOf(1))).toBe("added");
    expect(logs.putAt("x", 1, recordOf(1))).toBe("known");
    expect(logs.putAt("x", 1, recordOf(2))).toBe("conflict");
    const other = new AppendLog();
    other.putAt("x", 1, recordOf(2));
    expect(joinState(logs, encodeState(other), 0)).toBe("conflict");
    expect(logs.poll("x", 0, 10)).toEqual([[1, recordOf(1)]]);
  });

  test("are copied on their way in", () => {
    const logs = new AppendLog();
    const record = recordOf(1);
    logs.append("x", record);
    record.fill(9);
    expect(logs.poll("x", 0, 1)).toEqual([[0, recordOf(1)]]);
  });

  test("are read in order, as many as are asked for, and the end is where the first is missing", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(20), { maxLength: 20, size: "max" }),
        fc.nat(22),
        fc.integer({ min: -1, max: 22 }),
        (offsets, from, most) => {
          const logs = new AppendLog();
          for (const offset of offsets) logs.putAt("x", offset, recordOf(offset));
          const there = offsets.filter((offset) => offset >= from).sort((a, b) => a - b);
          expect(logs.poll("x", from, most)).toEqual(
            there.slice(0, Math.max(0, most)).map((offset) => [offset, recordOf(offset)]),
          );
          let end = 0;
          while (offsets.includes(end)) end += 1;
          expect(logs.contiguousEnd("x")).toBe(end);
        },
      ),
    );
  });

  test("are not there in a log that nobody has written to", () => {
    const logs = new AppendLog();
    expect([logs.poll("x", 0, 9), logs.contiguousEnd("x"), logs.committed("x")]).toEqual([
      [],
      0,
      undefined,
    ]);
  });
});

describe("commits", () => {
  test("never go back, here or from others", () => {
    const a = new AppendLog();
    const b = new AppendLog();
    expect([a.commit("x", 0), a.commit("x", 4), a.commit("x", 4), a.commit("x", 3)]).toEqual([
      true,
      true,
      false,
      false,
    ]);
    b.commit("x", 2);
    expect(joinState(a, encodeState(b), 0)).toBe("known");
    expect(joinState(b, encodeState(a), 0)).toBe("added");
    expect([a.committed("x"), b.committed("x"), a.committed("y")]).toEqual([4, 4, undefined]);
  });

  test("of a log are something else than records of any other", () => {
    const logs = new AppendLog();
    logs.append("x", recordOf(0));
    logs.commit("x", 7);
    logs.append("c", recordOf(0));
    expect([...logs.keys()]).toEqual(["cx", "rc/a0", "rx/a0"]);
  });

  test("have versions of their own without gaps", () => {
    const logs = new AppendLog();
    logs.commit("x", 7);
    logs.putAt("x", 2, recordOf(2));
    expect(logs.versions.seen()).toEqual(new Map([["cx", 8]]));
    expect(logs.versions.beyond()).toEqual([{ origin: "rx", from: 3, to: 3 }]);
  });
});

describe("an offset", () => {
  test.each([-1, 0.5, NaN, OFFSET_MAX + 1, Infinity])("is not %d", (offset) => {
    const logs = new AppendLog();
    expect(() => logs.putAt("x", offset, recordOf(0))).toThrow(RangeError);
    expect(() => logs.commit("x", offset)).toThrow(RangeError);
    expect(logs.size).toBe(0);
  });

  test("far away costs no memory and no time", () => {
    const logs = new AppendLog();
    logs.append("x", recordOf(0));
    expect(logs.putAt("x", OFFSET_MAX, recordOf(1))).toBe("added");
    expect(logs.poll("x", 0, 10).map(([offset]) => offset)).toEqual([0, OFFSET_MAX]);
    expect(logs.contiguousEnd("x")).toBe(1);
    expect(() => logs.append("x", recordOf(2))).toThrow(
      `cannot append to a log as an offset must be a whole number from 0 to 2^48: got ${OFFSET_MAX + 1}`,
    );
  });

  test.each([
    [
      "beyond the last",
      new ByteWriter()
        .text(`rx/p${2 ** 52}`)
        .bytes(recordOf(0))
        .finish(),
    ],
    [
      "beyond the last, of a commit",
      new ByteWriter()
        .text("cx")
        .number(OFFSET_MAX + 1)
        .finish(),
    ],
    ["not in its own text", new ByteWriter().text("rx/b07").bytes(recordOf(0)).finish()],
    ["of nothing", new ByteWriter().text("x/a0").bytes(recordOf(0)).finish()],
  ])("%s is no entry", (_, entry) => {
    expect(new AppendLog().join(entry, 0)).toBe("malformed");
  });
});

test("a peer that claims to have sent everything makes nothing be missed", () => {
  const logs = new AppendLog();
  logs.versions.adopt(new Map([["rx", 9]]));
  expect(logs.contiguousEnd("x")).toBe(0);
});

test("its bytes and digest are these for ever", () => {
  const logs = new AppendLog();
  logs.append("k", Uint8Array.of(1));
  logs.append("k", Uint8Array.of(2, 3));
  logs.commit("k", 300);
  // Three entries: length, key, and what is there.
  expect(hex(encodeState(logs))).toBe(
    ["03", "0502636bac02", "0805726b2f61300101", "0905726b2f6131020203"].join(""),
  );
  expect(stateDigest(logs)).toBe("e9662229d4fe9211");
});
