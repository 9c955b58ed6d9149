/**
 * What a node must never forget of its lanes, on its disk: the entries of all lanes, each once, in the
 * order of its lane. Whoever says that it holds something writes it down first, all that is new at once
 * (DeWitt et al. 1984, "Implementation Techniques for Main Memory Database Systems": group commit).
 *
 * It grows as the logs do, which are never cut, and nothing in it is ever out of date, so there is
 * nothing that a snapshot would leave out. Promises are not in it: a node that comes back gives slots
 * above all entries that anybody knows, and a promise is broken only by an entry below one that was shown.
 *
 * @module
 */
import type { Disk } from "../node/node.ts";
import type { Entry, LaneLog } from "./kafka_lane_log.ts";

/** A line: the next entries of a lane. */
type Line = readonly [lane: number, entries: readonly Entry[]];

const JOURNAL = "lanes";

export class LaneJournal {
  readonly #disk: Disk;
  readonly #lanes: LaneLog;
  /** By lane: entries that are on the disk. */
  readonly #saved: number[];

  /** Gives the lanes what the lives before have written. */
  constructor(disk: Disk, lanes: LaneLog) {
    this.#disk = disk;
    this.#lanes = lanes;
    for (const line of disk.lines(JOURNAL)) {
      const [lane, entries] = JSON.parse(line) as Line;
      const promise = entries.at(-1)![1];
      lanes.take(lane, { base: lanes.lengthOf(lane), entries, promise, isWhole: true });
    }
    this.#saved = Array.from({ length: lanes.count }, (_, lane) => lanes.lengthOf(lane));
  }

  /** Writes down what is new. It is lasting when the call returns. */
  save(): void {
    const lines: string[] = [];
    for (const [lane, saved] of this.#saved.entries()) {
      const { entries } = this.#lanes.batch(lane, saved, Infinity);
      if (entries.length === 0) continue;
      const line: Line = [lane, entries];
      lines.push(JSON.stringify(line));
      this.#saved[lane] = saved + entries.length;
    }
    if (lines.length > 0) this.#disk.append(JOURNAL, ...lines);
  }
}
