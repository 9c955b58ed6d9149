/**
 * How many of a run's robots each host should run. Pure.
 *
 * @module
 */

/** A host, as it announces itself. */
export interface HostLoad {
  /** Unique to the process. */
  readonly id: string;
  /** Robots that it may run at most. */
  readonly capacity: number;
}

/**
 * Spreads `robots` as evenly as the capacities allow. Every host computes the same from the same
 * announcements, so nobody has to decide.
 *
 * @returns The share of each host, by id.
 */
export function fairShares(hosts: readonly HostLoad[], robots: number): Map<string, number> {
  const sorted = [...hosts].sort((a, b) => (a.id < b.id ? -1 : 1));
  const shares = new Map(sorted.map(({ id }) => [id, 0]));
  let rest = robots;
  for (;;) {
    const open = sorted.filter(({ id, capacity }) => shares.get(id)! < capacity);
    if (rest === 0 || open.length === 0) return shares;
    const each = Math.max(1, Math.floor(rest / open.length));
    for (const { id, capacity } of open) {
      const share = shares.get(id)!;
      const more = Math.min(each, capacity - share, rest);
      shares.set(id, share + more);
      rest -= more;
    }
  }
}
