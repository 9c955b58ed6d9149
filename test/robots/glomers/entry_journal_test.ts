/**
 * Goal: what was saved is what the next life begins with; what is new is written once and together; and
 * a state that changes for ever does not fill the disk.
 */
import { describe, expect, it } from "vitest";
import { equalStates } from "../../../robots/crdt/entries.ts";
import { GCounter } from "../../../robots/crdt/g_counter.ts";
import { GSet } from "../../../robots/crdt/g_set.ts";
import { EntryJournal } from "../../../robots/glomers/entry_journal.ts";
import { MemoryDisk } from "../../../robots/node/disk.ts";
import { Reconcilable } from "../../../robots/reconcile/reconcilable.ts";
import { FullDisk } from "./lives.ts";

const FILE = "entries";

/** A set with its journal; the next one on the same disk is the next life. */
function setOn(disk: MemoryDisk) {
  const set = new GSet();
  return { set, journal: new EntryJournal(disk, new Reconcilable(set)) };
}

function counterOn(disk: MemoryDisk, name: string) {
  const counter = new GCounter(name);
  return { counter, journal: new EntryJournal(disk, new Reconcilable(counter)) };
}

describe("a journal", () => {
  it("gives the next life what was saved, and no more", () => {
    const disk = new MemoryDisk();
    const { set, journal } = setOn(disk);
    set.add("x");
    set.add("é\ud800\n");
    journal.save();
    set.add("z");
    const next = setOn(disk);
    expect([...next.set.elements()]).toEqual(["x", "é\ufffd\n"]);
    next.set.add("z");
    next.journal.save();
    expect(equalStates(setOn(disk).set, set)).toBe(true);
  });

  it("is written once for all that is new, and not when nothing is, nor for what it held", () => {
    const disk = new MemoryDisk();
    const { set, journal } = setOn(disk);
    for (let n = 0; n < 50; n++) set.add(`element ${n}`);
    journal.save();
    journal.save();
    expect(disk.lines(FILE)).toHaveLength(1);
    const next = setOn(disk);
    next.journal.save();
    next.set.add("element 7");
    next.journal.save();
    expect(disk.lines(FILE)).toHaveLength(1);
  });

  it("holds the last of what was replaced, and stays small over many lives", () => {
    const disk = new MemoryDisk();
    for (let lives = 1; lives <= 3; lives++) {
      const { counter, journal } = counterOn(disk, `life ${lives}`);
      expect(counter.value).toBe(2000 * (lives - 1));
      for (let n = 0; n < 2000; n++) {
        counter.increment();
        journal.save();
        expect(disk.lines(FILE).length).toBeLessThanOrEqual(1000 + 2 * lives);
      }
    }
    expect(counterOn(disk, "another").counter.value).toBe(6000);
  });

  it("lets nobody believe that it has saved when the disk is full, and tries again", () => {
    const disk = new FullDisk();
    const { set, journal } = setOn(disk);
    set.add("x");
    for (let tries = 0; tries < 2; tries++) expect(() => journal.save()).toThrow("no space left");
  });

  it.each(["?", "AAA", "AwEBYg=="])("of something else is no state: %s", (line) => {
    const disk = new MemoryDisk();
    disk.append(FILE, line);
    expect(() => setOn(disk)).toThrow("cannot go on as entries on the disk must hold entries");
  });
});
