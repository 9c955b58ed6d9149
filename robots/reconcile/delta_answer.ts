/**
 * What a side sends to somebody who lacks something, in the delta strategy: entries, origin by origin
 * and oldest first, and claims (delta_part.ts).
 *
 * ## Fairness
 *
 * The budget of an answer is dealt out among the origins of which something is missing: one may begin
 * with another entry as long as all up to it have not used more than their shares. What earlier ones
 * leave is for later ones. So an endless backlog of one origin leaves room for all others, which
 * drop out as soon as nothing of theirs is missing. (Of the two orders that van Renesse et al. propose,
 * this is nearer to scuttle-breadth.)
 *
 * @module
 */
import { numberBytes } from "../crdt/bytes.ts";
import type { Entries, VersionRun, Versions } from "../crdt/entries.ts";
import { type VersionVector, versionOf } from "../crdt/version_vector.ts";
import type { Question, Standing } from "./delta_question.ts";
import { type Part, PartPacker } from "./delta_part.ts";
import { isShort, textBytes } from "./version_runs.ts";

export interface Answer {
  readonly parts: Part[];
  /** Whether something is left that the peer lacks: it should ask on. */
  readonly isCut: boolean;
  /** Whether the peer has everything that is here when it has all parts. */
  readonly isWhole: boolean;
}

/** Two versions. */
const CLAIM_BYTES_MAX = 8 + 8;

/** The origins that `question` covers of which more is here than there, ascending. */
export function lackedBy({ vector, beyond, covers }: Question, versions: Versions): string[] {
  const lacked = new Set<string>();
  for (const [origin, version] of versions.seen()) {
    if (version > versionOf(vector, origin)) lacked.add(origin);
  }
  for (const { origin, from, to } of versions.beyond()) {
    const lowest = Math.max(from, versionOf(vector, origin) + 1);
    if (to >= lowest && !within(beyond.get(origin), lowest, to)) lacked.add(origin);
  }
  return [...lacked].filter((origin) => covers(origin) && isShort(origin)).sort();
}

/** The origins that `theirs` names of which more is there than here, ascending. */
export function lackingFrom(theirs: Standing, mine: Standing): string[] {
  return [...theirs.vector.keys()].filter((origin) => {
    const version = versionOf(mine.vector, origin);
    if (versionOf(theirs.vector, origin) > version) return true;
    return theirs.beyond.get(origin)?.some(({ from, to }) => {
      const lowest = Math.max(from, version + 1);
      return to >= lowest && !within(mine.beyond.get(origin), lowest, to);
    });
  });
}

/** Answers `question` with at most `partsMax` parts of at most `bytesMax` bytes. */
export function answerTo(
  question: Question,
  state: Entries,
  versions: Versions,
  bytesMax: number,
  partsMax: number,
): Answer {
  const lacked = lackedBy(question, versions);
  const seen = versions.seen();
  const packer = new PartPacker(bytesMax, partsMax);
  const share = (packer.partBytesMax * partsMax) / Math.max(1, lacked.length);
  const answers = lacked.map((origin) => new OriginAnswer(origin, question, seen, packer));
  let at = 0;
  const finishBefore = (origin: string | undefined): void => {
    while (at < lacked.length && lacked[at] !== origin) answers[at++]!.finish();
  };
  for (const { origin, version, key } of versions.newer(floorOf(question, versions, lacked))) {
    finishBefore(origin);
    answers[at]!.offer(version, () => state.entry(key)!, share * (at + 1));
  }
  finishBefore(undefined);
  return {
    parts: packer.finish(),
    isCut: answers.some(({ isCut }) => isCut),
    isWhole: !answers.some(({ isCut, isStuck }) => isCut || isStuck) && allShort(versions),
  };
}

/** Above this vector are only entries of the origins in `lacked` that the peer has not seen. */
function floorOf({ vector }: Question, versions: Versions, lacked: readonly string[]) {
  const floor = new Map<string, number>();
  for (const origin of versions.seen().keys()) floor.set(origin, Number.MAX_SAFE_INTEGER);
  for (const { origin } of versions.beyond()) floor.set(origin, Number.MAX_SAFE_INTEGER);
  for (const origin of lacked) floor.set(origin, versionOf(vector, origin));
  return floor;
}

/** Whether there is no origin whose name is too long to speak of. */
function allShort(versions: Versions): boolean {
  for (const origin of versions.seen().keys()) if (!isShort(origin)) return false;
  return versions.beyond().every(({ origin }) => isShort(origin));
}

/** The part of an answer that is about one origin. Versions come in ascending order. */
class OriginAnswer {
  readonly origin: string;
  readonly #packer: PartPacker;
  readonly #held: readonly VersionRun[] | undefined;
  /** All up to here was seen by whoever answers. */
  readonly #seen: number;
  readonly #claimBytes: number;
  /** The part that has room for a claim. */
  #reserved = -1;
  /** In this part is all that the peer lacks above `from` and up to `reached`. */
  #from: number;
  #reached: number;
  #hasHole = false;
  #isCut = false;
  #isStuck = false;

  constructor(origin: string, question: Question, seen: VersionVector, packer: PartPacker) {
    this.origin = origin;
    this.#packer = packer;
    this.#held = question.beyond.get(origin);
    this.#seen = versionOf(seen, origin);
    this.#claimBytes = textBytes(origin) + CLAIM_BYTES_MAX;
    this.#from = versionOf(question.vector, origin);
    this.#reached = this.#from;
  }

  /** Whether something is left for another answer. */
  get isCut(): boolean {
    return this.#isCut;
  }

  /** Whether something was left out for good, so that nothing can be claimed from there on. */
  get isStuck(): boolean {
    return this.#isStuck;
  }

  /** @param allowance How much of the budget may be used up when another entry is begun. */
  offer(version: number, entryOf: () => Uint8Array, allowance: number): void {
    if (this.#isCut) return;
    if (!within(this.#held, version, version)) {
      if (this.#packer.used >= allowance) {
        this.#isCut = true;
        return;
      }
      const entry = entryOf();
      const bytes = entry.length + numberBytes(entry.length);
      if (bytes + this.#claimBytes > this.#packer.partBytesMax) {
        this.#isStuck = true;
        return;
      }
      if (!this.#makeRoom(bytes)) return;
      this.#packer.add(entry, bytes);
    }
    if (this.#isStuck) return;
    if (version !== this.#reached + 1) this.#hasHole = true;
    this.#reached = version;
  }

  /** There are no more versions. */
  finish(): void {
    const isWhole = !this.#isCut && !this.#isStuck;
    const to = isWhole ? Math.max(this.#reached, this.#seen) : this.#reached;
    // What comes without an entry has no room yet.
    if (to <= this.#reached || this.#makeRoom(0)) this.#claim(to);
  }

  #makeRoom(bytes: number): boolean {
    const packer = this.#packer;
    if (packer.fits(this.#reserved === packer.part ? bytes : bytes + this.#claimBytes)) {
      if (this.#reserved !== packer.part) packer.reserve(this.#claimBytes);
    } else {
      this.#claim(this.#reached);
      if (!packer.next()) {
        this.#isCut = true;
        return false;
      }
      packer.reserve(this.#claimBytes);
    }
    this.#reserved = packer.part;
    return true;
  }

  #claim(end: number): void {
    const to = Math.min(end, this.#seen);
    if (to > this.#from && (this.#hasHole || to > this.#reached)) {
      this.#packer.claim({ origin: this.origin, from: this.#from, to });
    }
    this.#from = this.#reached;
    this.#hasHole = false;
  }
}

/** Whether one of `runs` has all from `from` up to `to`. */
function within(runs: readonly VersionRun[] | undefined, from: number, to: number): boolean {
  return runs?.some((run) => run.from <= from && to <= run.to) === true;
}
