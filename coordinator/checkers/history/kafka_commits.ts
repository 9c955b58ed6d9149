/**
 * Committed offsets, which Jepsen does not look at. A history has them when commits and listings are
 * operations of their own: `commit_offsets` with `{key: offset}`, `list_committed_offsets` with keys,
 * answered by `{key: offset}`.
 *
 * @module
 */
import type { LogFindings } from "./kafka_findings.ts";
import { isTransaction } from "./kafka_operations.ts";
import type { LogOperation } from "./kafka_operations.ts";

/** A commit of one key. */
interface Commit {
  readonly offset: number;
  readonly invokedAt: number;
  /** Infinity unless it was acknowledged: it may still come. */
  readonly doneAt: number;
  readonly at: number;
}

/**
 * - `committed-backwards`: a listing shows less than what was acknowledged before it began, and no
 *   commit of just that offset explains it. A server may keep the greatest offset, or the newest one.
 * - `committed-unsent`: a listing shows more than any commit asked for and any offset that anybody was
 *   told. Not judged where an unanswered poll may have read what an unanswered send has put there.
 */
export function checkCommits(operations: readonly LogOperation[], findings: LogFindings): void {
  const listings = operations.filter(({ listed }) => listed !== undefined);
  if (listings.length === 0) return;
  const commits = commitsOf(operations);
  const { told, uncertain } = greatestTold(operations);
  for (const { listed, listedKeys, invokedAt, completedAt, at } of listings)
    for (const key of new Set([...listedKeys, ...listed!.keys()])) {
      const offset = listed!.get(key) ?? NOTHING_COMMITTED;
      const of = commits.get(key);
      const before = of?.before(invokedAt);
      if (before !== undefined && offset < before.greatest.offset) {
        // A commit is overwritten when another began after it and had ended before the listing.
        const explained = of!
          .of(offset)
          .some((one) => one.invokedAt < completedAt && one.doneAt >= before.newestBegunAt);
        if (!explained)
          findings.add("committed-backwards", () => ({
            key,
            operations: [before.greatest.at, at],
            offsets: [before.greatest.offset, offset],
          }));
      }
      const known = Math.max(of?.greatestAsked ?? 0, told.get(key) ?? 0);
      if (offset > known && !uncertain.has(key))
        findings.add("committed-unsent", () => ({
          key,
          operations: [at],
          offsets: [offset, known],
        }));
    }
}

const NOTHING_COMMITTED = -1;

/** The commits of a key. */
class Commits {
  readonly #done: Commit[] = [];
  readonly #byOffset = new Map<number, Commit[]>();
  /** For each of those done: what is so of it and all that were done before. */
  readonly #sofar: { greatest: Commit; newestBegunAt: number }[] = [];
  greatestAsked = 0;

  /** In the order in which they end. */
  add(commit: Commit): void {
    const { offset, invokedAt, doneAt } = commit;
    this.greatestAsked = Math.max(this.greatestAsked, offset);
    this.#byOffset.set(offset, [...(this.#byOffset.get(offset) ?? []), commit]);
    if (doneAt === Infinity) return;
    const { greatest = commit, newestBegunAt = invokedAt } = this.#sofar.at(-1) ?? {};
    this.#done.push(commit);
    this.#sofar.push({
      greatest: greatest.offset >= offset ? greatest : commit,
      newestBegunAt: Math.max(newestBegunAt, invokedAt),
    });
  }

  of(offset: number): readonly Commit[] {
    return this.#byOffset.get(offset) ?? [];
  }

  /** The greatest offset that was acknowledged by then, and when the newest such commit began. */
  before(at: number): { greatest: Commit; newestBegunAt: number } | undefined {
    let [low, high] = [0, this.#done.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#done[middle]!.doneAt < at) low = middle + 1;
      else high = middle;
    }
    return this.#sofar[low - 1];
  }
}

function commitsOf(operations: readonly LogOperation[]): Map<string, Commits> {
  const commits = new Map<string, Commits>();
  for (const { committed, type, invokedAt, completedAt, at } of operations) {
    if (type === "fail") continue;
    for (const [key, offset] of committed ?? []) {
      const of = commits.get(key) ?? new Commits();
      of.add({ offset, invokedAt, doneAt: type === "ok" ? completedAt : Infinity, at });
      commits.set(key, of);
    }
  }
  return commits;
}

/** The greatest offset that anybody was told, and the keys where there may be greater ones. */
function greatestTold(operations: readonly LogOperation[]): {
  told: ReadonlyMap<string, number>;
  uncertain: ReadonlySet<string>;
} {
  const told = new Map<string, number>();
  const sentBlindly = new Set<string>();
  let polledBlindly = false;
  for (const operation of operations) {
    const { type, sent, polled } = operation;
    for (const [key, messages] of [...sent, ...polled])
      for (const { offset = 0 } of messages) told.set(key, Math.max(told.get(key) ?? 0, offset));
    if (type !== "info") continue;
    for (const key of sent.keys()) sentBlindly.add(key);
    polledBlindly ||= isTransaction(operation) && sent.size === 0;
  }
  return { told, uncertain: polledBlindly ? sentBlindly : new Set() };
}
